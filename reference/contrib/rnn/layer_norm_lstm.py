"""LSTM cells with layer normalisation (Ba, Kiros, Hinton, 2016)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gate_norm import scoped_layer_norm
from reference.contrib.rnn.gates import DeclaredSizes, clip, static_width
from reference.contrib.rnn.linear import affine
from reference.nn.dropout_op import dropout
from reference.nn.rnn_cell import LSTMStateTuple, RNNCell

_GATE_SCOPES = ("input", "transform", "forget", "output")


class LayerNormBasicLSTMCell(DeclaredSizes, RNNCell):
    """Basic LSTM with layer normalisation and recurrent dropout.

    With `[i, j, f, o] = [x, h] kernel` and `n` the normalisation of each, under scopes `input`,
    `transform`, `forget`, `output`, `state`::

        c' = n(c * s(n(f) + forget_bias) + s(n(i)) * dropout(activation(n(j))))
        h' = activation(c') * s(n(o))

    With `layer_norm=False` there is no `n`, and `bias` is added to the product. Dropout draws a new
    mask at every step, unless `dropout_keep_prob` is a float not below 1; `dropout_prob_seed` is
    its op seed. `norm_gain` and `norm_shift` are the starts of `gamma` and `beta`.

    Input `[batch, n]`, state `LSTMStateTuple(c, h)`, output `h'` `[batch, num_units]`.
    `input_size` is ignored with a warning.

    Source: `tf.contrib.rnn.LayerNormBasicLSTMCell`, https://arxiv.org/abs/1607.06450 and, for the
    dropout, https://arxiv.org/abs/1603.05118.
    """

    def __init__(
        self,
        num_units,
        forget_bias=1.0,
        input_size=None,
        activation=tf.tanh,
        layer_norm=True,
        norm_gain=1.0,
        norm_shift=0.0,
        dropout_keep_prob=1.0,
        dropout_prob_seed=None,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        if input_size is not None:
            tf.logging.warn("%s: The input_size parameter is deprecated.", self)
        self._num_units = num_units
        self._activation = activation
        self._forget_bias = forget_bias
        self._keep_prob = dropout_keep_prob
        self._seed = dropout_prob_seed
        self._layer_norm = layer_norm
        self._norm_gain = norm_gain
        self._norm_shift = norm_shift
        self._reuse = reuse
        self._declare_lstm_sizes(num_units, None)

    def _normalised(self, tensor: tf.Tensor, scope: str) -> tf.Tensor:
        if not self._layer_norm:
            return tensor
        return scoped_layer_norm(tensor, scope, self._norm_gain, self._norm_shift, tensor.dtype)

    def _product(self, joined: tf.Tensor) -> tf.Tensor:
        columns = 4 * self._num_units
        kernel = tf.get_variable("kernel", [joined.shape.as_list()[-1], columns], joined.dtype)
        packed = tf.matmul(joined, kernel)
        if self._layer_norm:
            return packed
        return tf.nn.bias_add(packed, tf.get_variable("bias", [columns], joined.dtype))

    def _dropped(self, candidate: tf.Tensor) -> tf.Tensor:
        if isinstance(self._keep_prob, float) and self._keep_prob >= 1:
            return candidate
        return dropout(candidate, self._keep_prob, seed=self._seed)

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (h', LSTMStateTuple(c', h'))."""
        memory, hidden = state
        gates = spelling.split(self._product(tf.concat([inputs, hidden], 1)), 4, axis=1)
        write, candidate, forget, expose = (
            self._normalised(gate, scope) for gate, scope in zip(gates, _GATE_SCOPES, strict=True)
        )
        candidate = self._dropped(self._activation(candidate))
        kept = memory * tf.sigmoid(forget + self._forget_bias)
        memory = self._normalised(kept + tf.sigmoid(write) * candidate, "state")
        hidden = self._activation(memory) * tf.sigmoid(expose)
        return hidden, LSTMStateTuple(memory, hidden)


class LayerNormLSTMCell(DeclaredSizes, RNNCell):
    """LSTM with peepholes, clipping and projection, and layer normalisation on request.

    As `LayerNormBasicLSTMCell` without dropout, and::

        c' = clip(n(s(n(f) + forget_bias + w_f_diag * c) * c + s(n(i) + w_i_diag * c) * act(n(j))))
        h' = s(n(o) + w_o_diag * c') * act(c')      then times projection/kernel, clipped

    The diagonals exist with `use_peepholes`; the normalisation only with `layer_norm=True`, and
    `bias`, though made, is then not added. `initializer` is that of the scope.

    Source: `tensorflow.contrib.rnn.python.ops.rnn_cell.LayerNormLSTMCell` (1.15 kept it out of
    `tf.contrib.rnn`), https://arxiv.org/abs/1607.06450.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        cell_clip=None,
        initializer=None,
        num_proj=None,
        proj_clip=None,
        forget_bias=1.0,
        activation=None,
        layer_norm=False,
        norm_gain=1.0,
        norm_shift=0.0,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = initializer
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._forget_bias = forget_bias
        self._activation = activation or tf.tanh
        self._layer_norm = layer_norm
        self._norm_gain = norm_gain
        self._norm_shift = norm_shift
        self._declare_lstm_sizes(num_units, num_proj)

    def _normalised(self, tensor: tf.Tensor, scope: str) -> tf.Tensor:
        if not self._layer_norm:
            return tensor
        return scoped_layer_norm(tensor, scope, self._norm_gain, self._norm_shift)

    def _peepholes(self, scope: tf.VariableScope, dtype: tf.DType) -> dict[str, tf.Tensor]:
        if not self._use_peepholes:
            return {}
        with tf.variable_scope(scope):
            return {
                gate: tf.get_variable(f"w_{gate}_diag", [self._num_units], dtype) for gate in "fio"
            }

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (h', LSTMStateTuple(c', h'))."""
        memory, hidden = state
        static_width(inputs)
        unit_scope = tf.variable_scope(tf.get_variable_scope(), initializer=self._initializer)
        with unit_scope as scope:
            packed = affine(
                [inputs, hidden], 4 * self._num_units, True, add_bias=not self._layer_norm
            )
            write, candidate, forget, expose = (
                self._normalised(gate, name)
                for gate, name in zip(spelling.split(packed, 4, axis=1), _GATE_SCOPES, strict=True)
            )
            peep = self._peepholes(scope, inputs.dtype)

            def opened(gate: str, pre: tf.Tensor) -> tf.Tensor:
                return tf.sigmoid(pre + peep[gate] * memory if peep else pre)

            kept = opened("f", forget + self._forget_bias) * memory
            written = opened("i", write) * self._activation(candidate)
            memory = clip(self._normalised(kept + written, "state"), self._cell_clip)
            hidden = opened("o", expose) * self._activation(memory)
            if self._num_proj is not None:
                with tf.variable_scope("projection"):
                    hidden = affine([hidden], self._num_proj, False)
                hidden = clip(hidden, self._proj_clip)
        return hidden, LSTMStateTuple(memory, hidden)
