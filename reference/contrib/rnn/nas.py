"""The cell that a neural architecture search found (Zoph and Le, 2017)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes
from reference.nn.rnn_cell import LayerRNNCell, LSTMStateTuple

_BRANCHES = 8


class NASCell(DeclaredSizes, LayerRNNCell):
    """The recurrent cell of "Neural Architecture Search with Reinforcement Learning".

    With `a = x kernel` and `b = m recurrent_kernel (+ bias)`, each cut into eight parts::

        u = tanh(s(a0 + b0) * relu(a1 + b1))         v = tanh(s(a2 + b2) + relu(a3 * b3))
        w = tanh(tanh(a4 + b4) * s(a5 + b5))         z = s(tanh(a6 + b6) + s(a7 + b7))
        c' = tanh(u + c) * v
        m' = tanh(c' * tanh(w + z))                  then times projection_weights

    Input `[batch, n]`, state `LSTMStateTuple(c, m)`, output `m'` `[batch, num_proj or num_units]`.
    Variables: `recurrent_kernel`, `kernel`, `bias` (with `use_bias`), `projection_weights` (with
    `num_proj`). Raises ValueError where the width of the input is unknown.

    Source: `tf.contrib.rnn.NASCell`, https://arxiv.org/abs/1611.01578.
    """

    def __init__(self, num_units, num_proj=None, use_bias=False, reuse=None, **kwargs):
        super().__init__(_reuse=reuse, **kwargs)
        self._num_units = num_units
        self._num_proj = num_proj
        self._use_bias = use_bias
        self._reuse = reuse
        self._output_size = num_units if num_proj is None else num_proj
        self._state_size = LSTMStateTuple(num_units, self._output_size)

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        width = tf.TensorShape(inputs_shape).with_rank(2).as_list()[1]
        if width is None:
            raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
        columns = _BRANCHES * self._num_units
        self.recurrent_kernel = self.add_variable("recurrent_kernel", [self._output_size, columns])
        self.kernel = self.add_variable("kernel", [width, columns])
        if self._use_bias:
            self.bias = self.add_variable("bias", shape=[columns], initializer=tf.zeros_initializer)
        if self._num_proj is not None:
            self.projection_weights = self.add_variable(
                "projection_weights", [self._num_units, self._num_proj]
            )
        self.built = True

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (m', LSTMStateTuple(c', m'))."""
        memory, last_output = state
        recurrent = tf.matmul(last_output, self.recurrent_kernel)
        forward = tf.matmul(inputs, self.kernel)
        if self._use_bias:
            recurrent = tf.nn.bias_add(recurrent, self.bias)
        b = spelling.split(recurrent, _BRANCHES, axis=1)
        a = spelling.split(forward, _BRANCHES, axis=1)
        squash = (
            tf.sigmoid,
            tf.nn.relu,
            tf.sigmoid,
            tf.nn.relu,
            tf.tanh,
            tf.sigmoid,
            tf.tanh,
            tf.sigmoid,
        )
        leaf = [
            function(a[k] * b[k] if k == 3 else a[k] + b[k]) for k, function in enumerate(squash)
        ]
        u = tf.tanh(leaf[0] * leaf[1])
        v = tf.tanh(leaf[2] + leaf[3])
        w = tf.tanh(leaf[4] * leaf[5])
        z = tf.sigmoid(leaf[6] + leaf[7])
        memory = tf.tanh(u + memory) * v
        output = tf.tanh(memory * tf.tanh(w + z))
        if self._num_proj is not None:
            output = tf.matmul(output, self.projection_weights)
        return output, LSTMStateTuple(memory, output)
