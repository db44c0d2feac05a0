"""LSTM that also walks along the frequency axis of each frame (Li, Mohamed, Zweig, Gong 2015)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.frequency import count_windows, cut_windows, frame_width
from reference.contrib.rnn.gates import DeclaredSizes, clip
from reference.contrib.rnn.sharding import sharded_matrix
from reference.nn.rnn_cell import RNNCell


class TimeFreqLSTMCell(DeclaredSizes, RNNCell):
    """One LSTM slid over the bands of a frame, fed with its own output at the band before.

    A frame `[batch, n]` is cut into bands of `feature_size` columns, `frequency_skip` apart. For
    each band `x` in turn, with `c, m` of the same band one step ago and `m_below` the output of
    the band before (zeros for the first), `[i, j, f, o] = [x, m, m_below] W + B` and::

        c' = s(f + forget_bias + W_F_diag * c) * c + s(i + W_I_diag * c) * tanh(j)    (clipped)
        m' = s(o + W_O_diag * c') * tanh(c')

    The diagonals exist with `use_peepholes`. Output: `m'` of all bands `[batch, bands * units]`;
    state: `c', m'` of all bands in turn, `[batch, 2 * bands * units]`. As in 1.15 `state_size` and
    `output_size` tell the sizes of a single band, so `zero_state` suits one band only, and
    `initializer` has no effect.

    Variables: `W_0` ... (in `num_unit_shards` shards), `B`, `W_F_diag`, `W_I_diag`, `W_O_diag`.
    Raises ValueError where the width of the frame is unknown.

    Source: `tf.contrib.rnn.TimeFreqLSTMCell`; "LSTM Time and Frequency Recurrence for Automatic
    Speech Recognition", ASRU 2015.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        cell_clip=None,
        initializer=None,
        num_unit_shards=1,
        forget_bias=1.0,
        feature_size=None,
        frequency_skip=1,
        reuse=None,
    ):
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = initializer
        self._num_unit_shards = num_unit_shards
        self._forget_bias = forget_bias
        self._feature_size = feature_size
        self._frequency_skip = frequency_skip
        self._state_size = 2 * num_units
        self._output_size = num_units
        self._reuse = reuse

    def _bands(self, frame: tf.Tensor) -> list[tf.Tensor]:
        size, skip = self._feature_size, self._frequency_skip
        return cut_windows(frame, 0, count_windows(frame_width(frame), size, skip), size, skip)

    def call(self, inputs, state):
        """One step: frame `[batch, n]` -> outputs and state of all bands, each band's in turn."""
        units, dtype = self._num_units, inputs.dtype
        bands = self._bands(inputs)
        rows = bands[0].shape.as_list()[1] + 2 * units
        kernel = sharded_matrix("W", [rows, 4 * units], dtype, self._num_unit_shards)
        bias = tf.get_variable("B", [4 * units], dtype, tf.zeros_initializer())
        peep = {
            gate: tf.get_variable(f"W_{gate}_diag", [units], dtype)
            for gate in ("FIO" if self._use_peepholes else "")
        }

        def watch(gate: str, pre: tf.Tensor, memory: tf.Tensor) -> tf.Tensor:
            return tf.sigmoid(pre + peep[gate] * memory if peep else pre)

        below = tf.zeros([inputs.shape.as_list()[0], units], dtype)
        outputs = states = None
        for index, band in enumerate(bands):
            memory = tf.slice(state, [0, 2 * index * units], [-1, units])
            last = tf.slice(state, [0, (2 * index + 1) * units], [-1, units])
            packed = tf.matmul(tf.concat([band, last, below], 1), kernel)
            write, candidate, forget, expose = spelling.split(
                tf.nn.bias_add(packed, bias), 4, axis=1
            )
            kept = watch("F", forget + self._forget_bias, memory) * memory
            memory = clip(kept + watch("I", write, memory) * tf.tanh(candidate), self._cell_clip)
            below = watch("O", expose, memory) * tf.tanh(memory)
            # 1.15 joined band by band: one concat for the first, two for each of the others.
            states = tf.concat([memory, below] if states is None else [states, memory, below], 1)
            outputs = below if outputs is None else tf.concat([outputs, below], 1)
        return outputs, states
