"""LSTM with normalised weights (Salimans and Kingma, 2016)."""

from typing import Any

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes, clip, static_width
from reference.contrib.rnn.linear import affine
from reference.nn.rnn_cell import LSTMStateTuple, RNNCell


def _normalised_rows(kernel: Any, heights: list[int]) -> tf.Tensor:
    """Each block of rows of `kernel` scaled to columns of length `norm_0`, `norm_1`, ..."""
    blocks = []
    start = 0
    # Outside any loop: the weights are the same at every step, so they are normalised once.
    with tf.control_dependencies(None):
        for index, height in enumerate(heights):
            block = kernel[start : start + height, :]
            length = tf.get_variable(f"norm_{index}", [block.shape.as_list()[1]], block.dtype)
            blocks.append(tf.nn.l2_normalize(block, axis=0) * length)
            start += height
        return tf.concat(blocks, axis=0)


class WeightNormLSTMCell(DeclaredSizes, RNNCell):
    """LSTM whose kernel is a direction times a learned length, for each column.

    With `[i, j, f, o] = [x, h] k + bias`, `k` being `kernel` with the rows of `x` and those of `h`
    each scaled to unit columns and multiplied by `norm_0`, `norm_1` (`k = kernel` with
    `norm=False`)::

        c' = clip(s(f + forget_bias + w_f_diag * c) * c + s(i + w_i_diag * c) * activation(j))
        h' = s(o + w_o_diag * c') * activation(c')     then times projection/kernel, clipped

    The diagonals exist with `use_peepholes`. All variables are under `wn_lstm_cell/wn_lstm_cell`,
    to which `initializer` applies. Input `[batch, n]`, state `LSTMStateTuple(c, h)`, output `h'`.
    Raises ValueError where the width of the input is unknown.

    Source: `tensorflow.contrib.rnn.python.ops.rnn_cell.WeightNormLSTMCell`,
    https://arxiv.org/abs/1602.07868.
    """

    def __init__(
        self,
        num_units,
        norm=True,
        use_peepholes=False,
        cell_clip=None,
        initializer=None,
        num_proj=None,
        proj_clip=None,
        forget_bias=1,
        activation=None,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        # 1.15 set the layer's own scope by this name, so variables are in `wn_lstm_cell` twice.
        self._scope = "wn_lstm_cell"
        self._num_units = num_units
        self._norm = norm
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = initializer
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._forget_bias = forget_bias
        self._activation = activation or tf.tanh
        self._declare_lstm_sizes(num_units, num_proj)

    def call(self, inputs, state):
        """One step: `inputs` `[batch, n]` -> (h', LSTMStateTuple(c', h'))."""
        units, dtype = self._num_units, inputs.dtype
        memory, hidden = state
        static_width(inputs)
        reweight = _normalised_rows if self._norm else None
        with tf.variable_scope("wn_lstm_cell", initializer=self._initializer):
            packed = affine(
                [inputs, hidden], 4 * units, True, bias_in_scope=True, reweight=reweight
            )
            write, candidate, forget, expose = spelling.split(packed, 4, axis=1)
            peep = {
                gate: tf.get_variable(f"w_{gate}_diag", [units], dtype)
                for gate in ("fio" if self._use_peepholes else "")
            }

            def opened(gate: str, pre: tf.Tensor) -> tf.Tensor:
                return tf.sigmoid(pre + peep[gate] * memory if peep else pre)

            kept = memory * opened("f", forget + self._forget_bias)
            written = opened("i", write) * self._activation(candidate)
            memory = clip(kept + written, self._cell_clip)
            hidden = opened("o", expose) * self._activation(memory)
            if self._num_proj is not None:
                with tf.variable_scope("projection"):
                    hidden = affine([hidden], self._num_proj, False, reweight=reweight)
                hidden = clip(hidden, self._proj_clip)
        return hidden, LSTMStateTuple(memory, hidden)
