"""LSTM factored into groups of units that do not see each other (Kuchaiev and Ginsburg, 2017)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes, static_batch
from reference.contrib.rnn.linear import Linear
from reference.nn.rnn_cell import LSTMStateTuple, RNNCell


class GLSTMCell(DeclaredSizes, RNNCell):
    """Group LSTM: `number_of_groups` LSTMs side by side, each on its own columns.

    Group `k` sees the `k`-th equal part of the input and of `m`::

        [i_k, j_k, f_k, o_k] = [x_k, m_k] group<k>/kernel

    and with `i` the parts `i_k` side by side plus `bias_i`, and so on::

        c' = s(f + forget_bias) * c + s(i) * tanh(j)
        m' = s(o) * activation(c')                    then times projection/kernel, if projected

    Input `[batch, n]`, state `LSTMStateTuple(c, m)`, output `m'` `[batch, num_proj or num_units]`.
    `initializer` is that of the kernels. `tanh(j)` stays tanh whatever `activation` is.

    Raises:
      ValueError: units, projection or input width not divisible by the groups, or width unknown.

    Source: `tf.contrib.rnn.GLSTMCell`, https://arxiv.org/abs/1703.10722.
    """

    def __init__(
        self,
        num_units,
        initializer=None,
        num_proj=None,
        number_of_groups=1,
        forget_bias=1.0,
        activation=tf.tanh,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        if num_units % number_of_groups:
            raise ValueError("num_units must be divisible by number_of_groups")
        if num_proj and num_proj % number_of_groups:
            raise ValueError("num_proj must be divisible by number_of_groups")
        self._num_units = num_units
        self._initializer = initializer
        self._num_proj = num_proj
        self._forget_bias = forget_bias
        self._activation = activation
        self._number_of_groups = number_of_groups
        self._declare_lstm_sizes(num_units, num_proj)
        self._linear1 = [None] * number_of_groups
        self._linear2 = None

    def _part(self, tensor: tf.Tensor, group: int, width: int, batch) -> tf.Tensor:
        name = f"GLSTM_group{group}_input_generation"
        return tf.slice(tensor, [0, group * width], [batch, width], name=name)

    def _group_gates(self, inputs: tf.Tensor, hidden: tf.Tensor, batch) -> list[list[tf.Tensor]]:
        """For each group its `i, j, f, o`, without bias."""
        groups = self._number_of_groups
        columns = inputs.shape.as_list()[1]
        if columns is None:
            raise ValueError("input size must be statically known")
        if columns % groups:
            raise ValueError(
                f"input size ({columns}) must be divisible by number_of_groups ({groups})"
            )
        gates = []
        for group in range(groups):
            with tf.variable_scope(f"group{group}"):
                own = [
                    self._part(inputs, group, columns // groups, batch),
                    self._part(hidden, group, self._output_size // groups, batch),
                ]
                joined = tf.concat(own, axis=1)
                if self._linear1[group] is None:
                    self._linear1[group] = Linear(joined, 4 * self._num_units // groups, False)
                gates.append(spelling.split(self._linear1[group](joined), 4, axis=1))
        return gates

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (m', LSTMStateTuple(c', m'))."""
        memory, hidden = state
        dtype = inputs.dtype
        batch = static_batch(inputs)
        with tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer):
            parts = self._group_gates(inputs, hidden, batch)
            biases = [
                tf.get_variable(
                    f"bias_{gate}",
                    [self._num_units],
                    dtype,
                    tf.constant_initializer(0.0, dtype=dtype),
                )
                for gate in "ijfo"
            ]
            write, candidate, forget, expose = (
                tf.nn.bias_add(tf.concat(list(side_by_side), axis=1), bias)
                for side_by_side, bias in zip(zip(*parts, strict=True), biases, strict=True)
            )
        kept = tf.sigmoid(forget + self._forget_bias) * memory
        memory = kept + tf.sigmoid(write) * tf.tanh(candidate)
        output = tf.sigmoid(expose) * self._activation(memory)
        if self._num_proj is not None:
            with tf.variable_scope("projection"):
                if self._linear2 is None:
                    self._linear2 = Linear(output, self._num_proj, False)
                output = self._linear2(output)
        return output, LSTMStateTuple(memory, output)
