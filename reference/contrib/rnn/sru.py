"""The simple recurrent unit: no matrix touches the state (Lei, Zhang, Artzi, 2017)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes
from reference.layers.base import InputSpec
from reference.nn.rnn_cell import LayerRNNCell
from reference.nn.rnn_cell.base import input_depth


class SRUCell(DeclaredSizes, LayerRNNCell):
    """Simple recurrent unit.

    With `[x~, f, r, x'] = x kernel` and `[f, r] = s([f, r] + bias)`::

        c' = f * c + (1 - f) * x~
        h' = r * activation(c') + (1 - r) * x'

    Input `[batch, n]`, state `c'` and output `h'` `[batch, num_units]`. Variables: `kernel`
    `[n, 4 * num_units]`, `bias` `[2 * num_units]`. Raises ValueError where `n` is unknown.

    Source: `tf.contrib.rnn.SRUCell`, https://arxiv.org/abs/1709.02755.
    """

    def __init__(self, num_units, activation=None, reuse=None, name=None, **kwargs):
        super().__init__(_reuse=reuse, name=name, **kwargs)
        self._num_units = num_units
        self._activation = activation or tf.tanh
        self._state_size = self._output_size = num_units
        self.input_spec = InputSpec(ndim=2)

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        depth = input_depth(inputs_shape)
        units = self._num_units
        self._kernel = self.add_variable("kernel", shape=[depth, 4 * units])
        self._bias = self.add_variable("bias", shape=[2 * units], initializer=tf.zeros_initializer)
        self.built = True

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]`, `state` `[batch, num_units]` -> (h', c')."""
        candidate, forget, reset, highway = spelling.split(
            tf.matmul(inputs, self._kernel), 4, axis=1
        )
        gates = tf.nn.bias_add(tf.concat([forget, reset], 1), self._bias)
        forget, reset = spelling.split(tf.sigmoid(gates), 2, axis=1)
        memory = forget * state + (1.0 - forget) * candidate
        hidden = reset * self._activation(memory) + (1.0 - reset) * highway
        return hidden, memory
