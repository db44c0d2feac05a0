"""Marks the ops of a cell for compilation by XLA."""

import tensorflow.compat.v1 as tf

from reference.nn.rnn_cell import RNNCell


def _has_no_state(node_def) -> bool:
    """Whether the kernel of `node_def` keeps nothing between runs (variables and random ops do)."""
    return not tf.get_default_graph().op_def_for_type(node_def.op).is_stateful


class CompiledWrapper(RNNCell):
    """Runs `cell` with its ops marked for XLA; the numbers are the cell's own up to rounding.

    `compile_stateful=True` marks stateful ops too (random ops, variable access); by default they
    are left out of the compiled cluster. Sizes, state and variables are those of `cell`.

    Source: `tf.contrib.rnn.CompiledWrapper`; `tf.xla.experimental.jit_scope`.
    """

    def __init__(self, cell, compile_stateful=False):
        self._cell = cell
        self._compile_stateful = compile_stateful

    @property
    def state_size(self):
        """State size of the wrapped cell."""
        return self._cell.state_size

    @property
    def output_size(self):
        """Output size of the wrapped cell."""
        return self._cell.output_size

    def zero_state(self, batch_size, dtype):
        """Zero state of the wrapped cell, under a name scope of this wrapper."""
        with tf.name_scope(type(self).__name__ + "ZeroState", values=[batch_size]):
            return self._cell.zero_state(batch_size, dtype)

    def __call__(self, inputs, state, scope=None):
        """One step of the wrapped cell."""
        marked = True if self._compile_stateful else _has_no_state
        with tf.xla.experimental.jit_scope(compile_ops=marked):
            return self._cell(inputs, state, scope=scope)
