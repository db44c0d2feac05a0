"""LSTM with a rhythm: each unit is open to change only in a part of its period (Neil et al.)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes
from reference.contrib.rnn.linear import Linear
from reference.nn.rnn_cell import LSTMStateTuple, RNNCell


def _log_uniform_initializer(low: float, high: float):
    """Initialiser of numbers whose logarithm is uniform between those of `low` and `high`."""

    def draw(shape, dtype=tf.float32, partition_info=None):
        del partition_info
        return tf.exp(tf.random_uniform(shape, tf.log(low), tf.log(high), dtype))

    return draw


def _mod_with_gradient(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """`x mod y`, differentiated as if it were `x`: the true gradient to `y` is of no use here."""
    return tf.stop_gradient(tf.mod(x, y) - x) + x


class PhasedLSTMCell(DeclaredSizes, RNNCell):
    """Phased LSTM, for events at irregular times.

    Input: a pair `(time, x)`, `time` `[batch, 1]` (any float type, float64 keeps long times
    apart), `x` `[batch, n]`. With `[i, f] = s([x, h, c?] mask_gates)`::

        c~ = f * c + i * tanh([x, h] new_input)        h~ = tanh(c~) * s([x, h, c~?] output_gate)
        r  = ((time - phase) mod period) / period       the place in the unit's cycle
        k  = 2 r / ratio_on          for r < ratio_on / 2        opening
             2 - 2 r / ratio_on      for r < ratio_on            closing
             leak * r                otherwise                   closed
        c' = k * c~ + (1 - k) * c                       h' = k * h~ + (1 - k) * h

    (`c?`: with `use_peepholes`.) State `LSTMStateTuple(c, h)`, output `h` `[batch, num_units]`.

    Variables: `mask_gates/kernel`, `mask_gates/bias`, `new_input/...`, `output_gate/...`; and
    `[num_units]` each: `period` (log-uniform from `period_init_min` to `period_init_max`), `phase`
    (uniform up to the period), `ratio_on` (trained unless `trainable_ratio_on=False`).

    Source: `tf.contrib.rnn.PhasedLSTMCell`, https://arxiv.org/abs/1610.09513.
    """

    def __init__(
        self,
        num_units,
        use_peepholes=False,
        leak=0.001,
        ratio_on=0.1,
        trainable_ratio_on=True,
        period_init_min=1.0,
        period_init_max=1000.0,
        reuse=None,
    ):
        # No autocast: times are often float64, and must stay so.
        super().__init__(_reuse=reuse, autocast=False)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._leak = leak
        self._ratio_on = ratio_on
        self._trainable_ratio_on = trainable_ratio_on
        self._period_init_min = period_init_min
        self._period_init_max = period_init_max
        self._reuse = reuse
        self._linear1 = None
        self._linear2 = None
        self._linear3 = None
        self._declare_lstm_sizes(num_units, None)

    def _peeping(self, tensors: list[tf.Tensor], memory: tf.Tensor) -> list[tf.Tensor]:
        return [*tensors, memory] if self._use_peepholes else tensors

    def _candidates(self, x: tf.Tensor, state) -> tuple[tf.Tensor, tf.Tensor]:
        """Memory and output of a plain LSTM step, before the rhythm is applied."""
        memory, hidden = state
        seen = [x, hidden]
        watching = self._peeping(seen, memory)
        with tf.variable_scope("mask_gates"):
            if self._linear1 is None:
                self._linear1 = Linear(watching, 2 * self._num_units, True)
            write, keep = spelling.split(tf.sigmoid(self._linear1(watching)), 2, axis=1)
        with tf.variable_scope("new_input"):
            if self._linear2 is None:
                self._linear2 = Linear(seen, self._num_units, True)
            candidate = tf.tanh(self._linear2(seen))
        memory = memory * keep + write * candidate
        watching = self._peeping(seen, memory)
        with tf.variable_scope("output_gate"):
            if self._linear3 is None:
                self._linear3 = Linear(watching, self._num_units, True)
            expose = tf.sigmoid(self._linear3(watching))
        return memory, tf.tanh(memory) * expose

    def _openness(self, time: tf.Tensor) -> tf.Tensor:
        """`k` `[batch, num_units]`: how far each unit takes part at `time`."""
        shape = [self._num_units]
        period = tf.get_variable(
            "period",
            shape,
            initializer=_log_uniform_initializer(self._period_init_min, self._period_init_max),
        )
        phase = tf.get_variable(
            "phase", shape, initializer=tf.random_uniform_initializer(0.0, period.initial_value)
        )
        ratio_on = tf.get_variable(
            "ratio_on",
            shape,
            initializer=tf.constant_initializer(self._ratio_on),
            trainable=self._trainable_ratio_on,
        )
        phase = tf.cast(phase, time.dtype)
        period = tf.cast(period, time.dtype)
        place = tf.cast(_mod_with_gradient(time - phase, period) / period, tf.float32)
        opening = 2 * place / ratio_on
        closing = 2 - opening
        closed = self._leak * place
        openness = tf.where(place < ratio_on, closing, closed)
        return tf.where(place < 0.5 * ratio_on, opening, openness)

    def call(self, inputs, state):
        """One step: `(time [batch, 1], x [batch, n])` -> (h', LSTMStateTuple(c', h'))."""
        time, x = inputs
        candidates = self._candidates(x, state)
        k = self._openness(time)
        memory, hidden = (
            k * new + (1 - k) * old for new, old in zip(candidates, state, strict=True)
        )
        return hidden, LSTMStateTuple(memory, hidden)
