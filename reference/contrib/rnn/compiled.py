"""Marks the ops of a cell for compilation by XLA."""

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.gates import SizesOfInnerCell
from reference.nn.rnn_cell import RNNCell


def _has_no_state(node_def) -> bool:
    """Whether the kernel of `node_def` keeps nothing between runs (variables and random ops do)."""
    return not tf.get_default_graph().op_def_for_type(node_def.op).is_stateful


class CompiledWrapper(SizesOfInnerCell, RNNCell):
    """Runs `cell` with its ops marked for XLA; the numbers are the cell's own up to rounding.

    `compile_stateful=True` marks stateful ops too (random ops, variable access); by default they
    are left out of the compiled cluster. Sizes, state and variables are those of `cell`.

    Source: `tf.contrib.rnn.CompiledWrapper`; `tf.xla.experimental.jit_scope`.
    """

    def __init__(self, cell, compile_stateful=False):
        self._cell = cell
        self._compile_stateful = compile_stateful

    def __call__(self, inputs, state, scope=None):
        """One step of the wrapped cell."""
        marked = True if self._compile_stateful else _has_no_state
        with tf.xla.experimental.jit_scope(compile_ops=marked):
            return self._cell(inputs, state, scope=scope)
