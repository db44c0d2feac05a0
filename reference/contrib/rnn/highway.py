"""Highway connection around a cell (Srivastava, Greff, Schmidhuber, 2015)."""

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.gates import SizesOfInnerCell, static_width
from reference.nn.rnn_cell import RNNCell


class HighwayWrapper(SizesOfInnerCell, RNNCell):
    """Mixes the input of `cell` into its output through a learned gate.

    With `h` the cell's output::

        carry = s(x carry_w + carry_b)
        y = x * carry + h * transform

    `transform` is `1 - carry`, or, with `couple_carry_transform_gates=False`, a gate of its own,
    `s(x transform_w + transform_b)`. `carry_b` starts at `carry_bias_init`, `transform_b` at its
    negative. Input and output must be of the same structure and sizes.

    Variables, in the scope of the call, not of the cell: `carry_w` `[n, n]`, `carry_b` `[n]`,
    `transform_w`, `transform_b`.

    Raises:
      TypeError, ValueError: structure or shapes of input and output differ.

    Source: `tf.contrib.rnn.HighwayWrapper`, https://arxiv.org/abs/1505.00387.
    """

    def __init__(self, cell, couple_carry_transform_gates=True, carry_bias_init=1.0):
        self._cell = cell
        self._couple_carry_transform_gates = couple_carry_transform_gates
        self._carry_bias_init = carry_bias_init

    def _gate(self, name: str, inputs: tf.Tensor, bias_start: float) -> tf.Tensor:
        width = static_width(inputs)
        kernel = tf.get_variable(f"{name}_w", [width, width])
        bias = tf.get_variable(
            f"{name}_b", [width], initializer=tf.constant_initializer(bias_start)
        )
        return tf.sigmoid(tf.nn.xw_plus_b(inputs, kernel, bias))

    def _highway(self, inp, out):
        carry = self._gate("carry", inp, self._carry_bias_init)
        if self._couple_carry_transform_gates:
            transform = 1 - carry
        else:
            transform = self._gate("transform", inp, -self._carry_bias_init)
        return inp * carry + out * transform

    def __call__(self, inputs, state, scope=None):
        """One step of the wrapped cell, its output mixed with `inputs`."""
        outputs, new_state = self._cell(inputs, state, scope=scope)
        tf.nest.assert_same_structure(inputs, outputs)
        for given, made in zip(tf.nest.flatten(inputs), tf.nest.flatten(outputs), strict=True):
            given.shape.assert_is_compatible_with(made.shape)
        return tf.nest.map_structure(self._highway, inputs, outputs), new_state
