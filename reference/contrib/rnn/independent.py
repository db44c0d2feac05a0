"""Cells whose units see only their own past (IndRNN, Li et al., 2018; Indy GRU and LSTM)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes
from reference.layers.base import InputSpec
from reference.nn.rnn_cell import LayerRNNCell, LSTMStateTuple
from reference.nn.rnn_cell.base import input_depth


class _IndependentCell(DeclaredSizes, LayerRNNCell):
    """What the three cells share: a kernel for the input, a row of factors for the state."""

    def __init__(self, num_units, activation, reuse, name, dtype):
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._activation = activation or tf.tanh
        self._state_size = self._output_size = num_units

    def _add_pair(self, kernel_name, factors_name, depth, columns, kernel_initializer=None):
        """Input kernel `[depth, columns]` and state factors `[1, columns]` in [-1, 1)."""
        kernel = self.add_variable(
            kernel_name, shape=[depth, columns], initializer=kernel_initializer
        )
        spread = tf.random_uniform_initializer(minval=-1, maxval=1, dtype=self.dtype)
        factors = self.add_variable(factors_name, shape=[1, columns], initializer=spread)
        return kernel, factors

    def _add_bias(self, name, columns, initializer):
        return self.add_variable(name, shape=[columns], initializer=initializer)


class IndRNNCell(_IndependentCell):
    """Independently recurrent cell: `h' = activation(x kernel_w + h * kernel_u + bias)`.

    Input `[batch, n]`; state and output `h'` `[batch, num_units]`. Variables: `kernel_w`
    `[n, num_units]`, `kernel_u` `[1, num_units]` (uniform in [-1, 1)), `bias`. Raises ValueError
    where `n` is unknown.

    Source: `tf.contrib.rnn.IndRNNCell`, https://arxiv.org/abs/1803.04831.
    """

    def __init__(self, num_units, activation=None, reuse=None, name=None, dtype=None):
        super().__init__(num_units, activation, reuse, name, dtype)

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        depth = input_depth(inputs_shape)
        units = self._num_units
        self._kernel_w, self._kernel_u = self._add_pair("kernel_w", "kernel_u", depth, units)
        self._bias = self._add_bias("bias", units, tf.zeros_initializer(dtype=self.dtype))
        self.built = True

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]`, `state` `[batch, num_units]` -> (h', h')."""
        summed = tf.matmul(inputs, self._kernel_w) + state * self._kernel_u
        hidden = self._activation(tf.nn.bias_add(summed, self._bias))
        return hidden, hidden


class IndyGRUCell(_IndependentCell):
    """GRU whose recurrent matrices are diagonal.

    ::

        [r, u] = s(x gates/kernel_w + [h, h] * gates/kernel_u + gates/bias)
        c  = activation(x candidate/kernel + (r * h) * candidate/kernel_u + candidate/bias)
        h' = u * h + (1 - u) * c

    Input `[batch, n]`; state and output `h'` `[batch, num_units]`. `gates/bias` starts at 1,
    `candidate/bias` at 0, both at `bias_initializer` if given; `kernel_initializer` is that of the
    two input kernels. Raises ValueError where `n` is unknown.

    Source: `tf.contrib.rnn.IndyGRUCell`, https://arxiv.org/abs/1803.04831.
    """

    def __init__(
        self,
        num_units,
        activation=None,
        reuse=None,
        kernel_initializer=None,
        bias_initializer=None,
        name=None,
        dtype=None,
    ):
        super().__init__(num_units, activation, reuse, name, dtype)
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        depth = input_depth(inputs_shape)
        units, given = self._num_units, self._bias_initializer
        self._gate_kernel_w, self._gate_kernel_u = self._add_pair(
            "gates/kernel_w", "gates/kernel_u", depth, 2 * units, self._kernel_initializer
        )
        ones = tf.constant_initializer(1.0, dtype=self.dtype)
        self._gate_bias = self._add_bias("gates/bias", 2 * units, ones if given is None else given)
        self._candidate_kernel_w, self._candidate_kernel_u = self._add_pair(
            "candidate/kernel", "candidate/kernel_u", depth, units, self._kernel_initializer
        )
        zeros = tf.zeros_initializer(dtype=self.dtype)
        self._candidate_bias = self._add_bias(
            "candidate/bias", units, zeros if given is None else given
        )
        self.built = True

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]`, `state` `[batch, num_units]` -> (h', h')."""
        summed = tf.matmul(inputs, self._gate_kernel_w)
        summed = summed + tf.tile(state, [1, 2]) * self._gate_kernel_u
        reset, update = spelling.split(
            tf.sigmoid(tf.nn.bias_add(summed, self._gate_bias)), 2, axis=1
        )
        past = reset * state
        summed = tf.matmul(inputs, self._candidate_kernel_w) + past * self._candidate_kernel_u
        candidate = self._activation(tf.nn.bias_add(summed, self._candidate_bias))
        hidden = update * state + (1 - update) * candidate
        return hidden, hidden


class IndyLSTMCell(_IndependentCell):
    """LSTM whose recurrent matrices are diagonal.

    With `[i, j, f, o] = x kernel_w + [h, h, h, h] * kernel_u + bias`::

        c' = s(f + forget_bias) * c + s(i) * activation(j)
        h' = activation(c') * s(o)

    Input `[batch, n]`, state `LSTMStateTuple(c, h)`, output `h'` `[batch, num_units]`. Variables:
    `kernel_w` `[n, 4 * num_units]`, `kernel_u` `[1, 4 * num_units]`, `bias`. Raises ValueError
    where `n` is unknown.

    Source: `tf.contrib.rnn.IndyLSTMCell`, https://arxiv.org/abs/1903.08023.
    """

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        activation=None,
        reuse=None,
        kernel_initializer=None,
        bias_initializer=None,
        name=None,
        dtype=None,
    ):
        super().__init__(num_units, activation, reuse, name, dtype)
        self._forget_bias = forget_bias
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer
        self._declare_lstm_sizes(num_units, None)

    def build(self, inputs_shape):
        """Makes the variables for inputs of shape `[batch, n]`."""
        depth = input_depth(inputs_shape)
        columns = 4 * self._num_units
        self._kernel_w, self._kernel_u = self._add_pair(
            "kernel_w", "kernel_u", depth, columns, self._kernel_initializer
        )
        bias_start = self._bias_initializer
        if bias_start is None:
            bias_start = tf.zeros_initializer(dtype=self.dtype)
        self._bias = self._add_bias("bias", columns, bias_start)
        self.built = True

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (h', LSTMStateTuple(c', h'))."""
        # 1.15 made the split's axis a tensor, before anything else.
        axis = tf.constant(1, dtype=tf.int32)
        memory, hidden = state
        summed = tf.matmul(inputs, self._kernel_w)
        summed += tf.tile(hidden, [1, 4]) * self._kernel_u
        summed = tf.nn.bias_add(summed, self._bias)
        write, candidate, forget, expose = spelling.split(summed, 4, axis=axis)
        forget_bias = tf.constant(self._forget_bias, dtype=forget.dtype)
        kept = tf.multiply(memory, tf.sigmoid(tf.add(forget, forget_bias)))
        written = tf.multiply(tf.sigmoid(write), self._activation(candidate))
        memory = tf.add(kept, written)
        hidden = tf.multiply(self._activation(memory), tf.sigmoid(expose))
        return hidden, LSTMStateTuple(memory, hidden)
