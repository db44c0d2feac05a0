"""LSTM whose forget gate is one minus its input gate (Greff et al., 2015)."""

from typing import Any

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gate_norm import scoped_layer_norm
from reference.contrib.rnn.gates import (
    DeclaredSizes,
    clip,
    static_width,
    warn_concatenated_state,
)
from reference.contrib.rnn.sharding import sharded_matrix
from reference.nn.rnn_cell import LSTMStateTuple, RNNCell


class CoupledInputForgetGateLSTMCell(DeclaredSizes, RNNCell):
    """LSTM with input and forget gates coupled: what is forgotten is what is written.

    With `[j, f, o] = [x, m] W + B`, columns in that order::

        c' = s(f + forget_bias + W_F_diag * c) * c + (1 - s(...)) * act(j)
        m' = s(o + W_O_diag * c') * act(c')           then times W_P, clipped, if projected

    The diagonals exist with `use_peepholes`. With `layer_norm` each of `j`, `f`, `o` and `c'` is
    normalised (scopes `transform`, `forget`, `output`, `state`) and `B`, though made, is not added.

    Variables: `W_0` ... `[inputs + output, 3 * num_units]` in `num_unit_shards` shards, `B`,
    `W_F_diag`, `W_O_diag`, `W_P_0` ... `[num_units, num_proj]` in `num_proj_shards`.
    State: `LSTMStateTuple(c, m)`, or their concatenation with `state_is_tuple=False`.
    `initializer` is accepted and, as in 1.15, has no effect: set one on the variable scope.

    Source: `tf.contrib.rnn.CoupledInputForgetGateLSTMCell`, https://arxiv.org/abs/1503.04069.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        initializer=None,
        num_proj=None,
        proj_clip=None,
        num_unit_shards=1,
        num_proj_shards=1,
        forget_bias=1.0,
        state_is_tuple=True,
        activation=tf.tanh,
        reuse=None,
        layer_norm=False,
        norm_gain=1.0,
        norm_shift=0.0,
    ):
        super().__init__(_reuse=reuse)
        if not state_is_tuple:
            warn_concatenated_state(self)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._initializer = initializer
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._num_unit_shards = num_unit_shards
        self._num_proj_shards = num_proj_shards
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activation
        self._reuse = reuse
        self._layer_norm = layer_norm
        self._norm_gain = norm_gain
        self._norm_shift = norm_shift
        self._declare_lstm_sizes(num_units, num_proj)
        if not state_is_tuple:
            self._state_size = sum(self._state_size)

    def _normalised(self, tensor: tf.Tensor, scope: str) -> tf.Tensor:
        if not self._layer_norm:
            return tensor
        return scoped_layer_norm(tensor, scope, self._norm_gain, self._norm_shift)

    def _unpack(self, state: Any) -> tuple[tf.Tensor, tf.Tensor]:
        if self._state_is_tuple:
            return tuple(state)
        memory = tf.slice(state, [0, 0], [-1, self._num_units])
        output = tf.slice(state, [0, self._num_units], [-1, self._output_size])
        return memory, output

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> `(m, state)`, `m` `[batch, output_size]`."""
        units, dtype = self._num_units, inputs.dtype
        memory, last_output = self._unpack(state)
        rows = static_width(inputs) + self._output_size
        kernel = sharded_matrix("W", [rows, 3 * units], dtype, self._num_unit_shards)
        bias = tf.get_variable("B", [3 * units], dtype, tf.zeros_initializer())

        packed = tf.matmul(tf.concat([inputs, last_output], 1), kernel)
        if not self._layer_norm:
            packed = tf.nn.bias_add(packed, bias)
        candidate, forget, expose = spelling.split(packed, 3, axis=1)
        candidate = self._normalised(candidate, "transform")
        forget = self._normalised(forget, "forget")
        expose = self._normalised(expose, "output")
        if self._use_peepholes:
            forget_peep = tf.get_variable("W_F_diag", [units], dtype)
            expose_peep = tf.get_variable("W_O_diag", [units], dtype)

        forget = forget + self._forget_bias
        if self._use_peepholes:
            forget = forget + forget_peep * memory
        keep = tf.sigmoid(forget)
        memory = self._normalised(keep * memory + (1 - keep) * self._activation(candidate), "state")
        if self._use_peepholes:
            expose = expose + expose_peep * memory
        output = tf.sigmoid(expose) * self._activation(memory)
        if self._num_proj is not None:
            projection = sharded_matrix(
                "W_P", [units, self._num_proj], dtype, self._num_proj_shards
            )
            output = clip(tf.matmul(output, projection), self._proj_clip)
        if self._state_is_tuple:
            return output, LSTMStateTuple(memory, output)
        return output, tf.concat([memory, output], 1)
