"""The update gate RNN and the intersection RNN of Collins, Sohl-Dickstein and Sussillo (2017)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes, static_width
from reference.contrib.rnn.linear import Linear
from reference.nn.rnn_cell import RNNCell


def _blend(gate: tf.Tensor, old: tf.Tensor, new: tf.Tensor) -> tf.Tensor:
    """`old` where the gate is open, `new` where it is closed."""
    return gate * old + (1.0 - gate) * new


class UGRNNCell(DeclaredSizes, RNNCell):
    """Update gate RNN: one gate decides between keeping the state and computing a new one.

    With `[g, c] = [x, h] kernel + bias`::

        h' = s(g + forget_bias) * h + (1 - s(g + forget_bias)) * activation(c)

    Input `[batch, n]`; output and state are both `h'` `[batch, num_units]`. `initializer` is that
    of the variables `kernel` `[n + num_units, 2 * num_units]` (and not of `bias`, zeros).
    Raises ValueError where the width of the input is unknown.

    Source: `tf.contrib.rnn.UGRNNCell`, https://arxiv.org/abs/1611.09913.
    """

    def __init__(
        self, num_units, initializer=None, forget_bias=1.0, activation=tf.tanh, reuse=None
    ):
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._initializer = initializer
        self._forget_bias = forget_bias
        self._activation = activation
        self._reuse = reuse
        self._linear = None
        self._state_size = self._output_size = num_units

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]`, `state` `[batch, num_units]` -> (h', h')."""
        static_width(inputs)
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            joined = tf.concat([inputs, state], 1)
            if self._linear is None:
                self._linear = Linear(joined, 2 * self._num_units, True)
            update, candidate = spelling.split(self._linear(joined), 2, axis=1)
            candidate = self._activation(candidate)
            new_state = _blend(tf.sigmoid(update + self._forget_bias), state, candidate)
        return new_state, new_state


class IntersectionRNNCell(DeclaredSizes, RNNCell):
    """Intersection RNN (+RNN): gates along time and along depth, for deep stacks.

    With `[gh, h, gy, y] = [x, s] kernel + bias`, each `num_units` wide::

        state'  = s(gh + forget_bias) * state + (1 - ...) * tanh(h)
        output  = s(gy + forget_bias) * x     + (1 - ...) * y_activation(y)

    The input must be `num_units` wide; set `num_in_proj` in the first layer of a stack to have it
    projected first (variables `in_projection/kernel`, `in_projection/bias`; the projection is
    always `num_units` wide). `initializer` is that of the kernels.

    Raises:
      ValueError: width of the input unknown, or not `num_units` and no `num_in_proj`.

    Source: `tf.contrib.rnn.IntersectionRNNCell`, https://arxiv.org/abs/1611.09913.
    """

    def __init__(
        self,
        num_units,
        num_in_proj=None,
        initializer=None,
        forget_bias=1.0,
        y_activation=tf.nn.relu,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._initializer = initializer
        self._forget_bias = forget_bias
        self._num_input_proj = num_in_proj
        self._y_activation = y_activation
        self._reuse = reuse
        self._linear1 = None
        self._linear2 = None
        self._state_size = self._output_size = num_units

    def _fitted(self, inputs: tf.Tensor) -> tf.Tensor:
        """`inputs`, projected to `num_units` columns if they have another number."""
        if static_width(inputs) == self._num_units:
            return inputs
        if not self._num_input_proj:
            raise ValueError(
                "Must have input size == output size for Intersection RNN. To fix, "
                "num_in_proj should be set to num_units at cell init."
            )
        with tf.variable_scope("in_projection"):
            if self._linear1 is None:
                self._linear1 = Linear(inputs, self._num_units, True)
            return self._linear1(inputs)

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]`, `state` `[batch, num_units]` -> (output, state)."""
        units = self._num_units
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            inputs = self._fitted(inputs)
            joined = tf.concat([inputs, state], 1)
            if self._linear2 is None:
                self._linear2 = Linear(joined, 4 * units, True)
            packed = self._linear2(joined)
            time_gate = packed[:, :units]
            time_candidate, depth_gate, depth_candidate = (
                packed[:, part * units : (part + 1) * units] for part in (1, 2, 3)
            )
            time_candidate = tf.tanh(time_candidate)
            depth_candidate = self._y_activation(depth_candidate)
            time_gate = tf.sigmoid(time_gate + self._forget_bias)
            depth_gate = tf.sigmoid(depth_gate + self._forget_bias)
            new_state = _blend(time_gate, state, time_candidate)
            output = _blend(depth_gate, inputs, depth_candidate)
        return output, new_state
