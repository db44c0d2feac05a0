"""Two small gated cells: the minimal RNN (Chen et al., 2018) and the chaos free network (2017)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes, static_width
from reference.layers import identifiers
from reference.layers.base import InputSpec
from reference.nn.rnn_cell import LayerRNNCell
from reference.nn.rnn_cell.base import input_depth


class _NamedPartsCell(DeclaredSizes, LayerRNNCell):
    """A cell that takes its activation and initialisers by name, as Keras layers do."""

    def __init__(
        self, units, activation, kernel_initializer, bias_initializer, name, dtype, **kwargs
    ):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(ndim=2)
        self.units = units
        self.activation = identifiers.activation(activation)
        self.kernel_initializer = identifiers.initializer(kernel_initializer)
        self.bias_initializer = identifiers.initializer(bias_initializer)
        self._state_size = self._output_size = units


def _cut(kernel, sizes: list[int], axis: int) -> list[tf.Tensor]:
    return tf.split(value=kernel, num_or_size_splits=sizes, axis=axis)


class MinimalRNNCell(_NamedPartsCell):
    """Minimal RNN: the input is projected, then mixed into the state by one update gate.

    With `kernel` cut into the `n` rows `W` and the `2 * units` rows `V`::

        z  = activation(x W)
        u  = s([z, h] V + bias)
        h' = u * h + (1 - u) * z

    Input `[batch, n]`; state and output `h'` `[batch, units]`. Variables: `kernel`
    `[n + 2 * units, units]`, `bias` `[units]` (ones). Raises ValueError where `n` is unknown.

    Source: `tensorflow.contrib.rnn.python.ops.rnn_cell.MinimalRNNCell`,
    https://arxiv.org/abs/1806.05394.
    """

    def __init__(
        self,
        units,
        activation="tanh",
        kernel_initializer="glorot_uniform",
        bias_initializer="ones",
        name=None,
        dtype=None,
        **kwargs,
    ):
        super().__init__(
            units, activation, kernel_initializer, bias_initializer, name, dtype, **kwargs
        )

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        rows = input_depth(inputs_shape) + 2 * self.units
        self.kernel = self.add_weight(
            name="kernel", shape=[rows, self.units], initializer=self.kernel_initializer
        )
        self.bias = self.add_weight(
            name="bias", shape=[self.units], initializer=self.bias_initializer
        )
        self.built = True

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]`, `state` `[batch, units]` -> (h', h')."""
        forward, gate = _cut(self.kernel, [static_width(inputs), 2 * self.units], 0)
        projected = self.activation(tf.matmul(inputs, forward))
        summed = tf.matmul(tf.concat([projected, state], 1), gate)
        update = tf.sigmoid(tf.nn.bias_add(summed, self.bias))
        hidden = update * state + (1 - update) * projected
        return hidden, hidden


class CFNCell(_NamedPartsCell):
    """Chaos free network: two gates, and a state that dies out without input.

    With `kernel` cut into `V` (`2 * units` columns) and `W` (`units` columns)::

        [t, e] = s(h recurrent_kernel + x V + bias)
        h' = t * activation(h) + (1 - e) * activation(x W)

    Input `[batch, n]`; state and output `h'` `[batch, units]`. Variables: `kernel`
    `[n, 3 * units]`, `recurrent_kernel` `[units, 2 * units]`, `bias` `[2 * units]` (ones). Raises
    ValueError where `n` is unknown.

    Source: `tensorflow.contrib.rnn.python.ops.rnn_cell.CFNCell`,
    https://openreview.net/pdf?id=S1dIzvclg.
    """

    def __init__(
        self,
        units,
        activation="tanh",
        kernel_initializer="glorot_uniform",
        bias_initializer="ones",
        name=None,
        dtype=None,
        **kwargs,
    ):
        super().__init__(
            units, activation, kernel_initializer, bias_initializer, name, dtype, **kwargs
        )

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        units = self.units
        self.kernel = self.add_weight(
            name="kernel",
            shape=[input_depth(inputs_shape), 3 * units],
            initializer=self.kernel_initializer,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=[units, 2 * units],
            initializer=self.kernel_initializer,
        )
        self.bias = self.add_weight(
            name="bias", shape=[2 * units], initializer=self.bias_initializer
        )
        self.built = True

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]`, `state` `[batch, units]` -> (h', h')."""
        static_width(inputs)
        gate_kernel, input_kernel = _cut(self.kernel, [2 * self.units, self.units], 1)
        summed = tf.matmul(state, self.recurrent_kernel) + tf.matmul(inputs, gate_kernel)
        gates = tf.sigmoid(tf.nn.bias_add(summed, self.bias))
        contract, block = spelling.split(gates, 2, axis=1)
        projected = tf.matmul(inputs, input_kernel)
        kept = contract * self.activation(state)
        hidden = kept + (1 - block) * self.activation(projected)
        return hidden, hidden
