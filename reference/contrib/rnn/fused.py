"""Cells that run over the whole sequence in one call, and adaptors from and to others."""

import abc

import tensorflow.compat.v1 as tf


class FusedRNNCell(metaclass=abc.ABCMeta):
    """Interface of a cell that is called once for all time steps.

    Source: `tf.contrib.rnn.FusedRNNCell`.
    """

    @abc.abstractmethod
    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """Runs over `inputs`.

        Args:
          inputs: `[time, batch, n]`, or a list of `time` matrices `[batch, n]`.
          initial_state: start state; zeros of `dtype` if None.
          dtype: of that zero state and of the output; needed where there is no `initial_state`.
          sequence_length: `[batch]`, steps of each row; all if None. Later outputs are zeros, and
            the final state is that of the row's last step.
          scope: variable scope, or its name.

        Returns:
          (outputs, final state), the outputs in the form of `inputs`.
        """


class FusedRNNCellAdaptor(FusedRNNCell):
    """Makes any RNN cell a fused one, by `static_rnn` or (`use_dynamic_rnn`) `dynamic_rnn`.

    Source: `tf.contrib.rnn.FusedRNNCellAdaptor`.
    """

    def __init__(self, cell, use_dynamic_rnn=False):
        self._cell = cell
        self._use_dynamic_rnn = use_dynamic_rnn

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """See `FusedRNNCell.__call__`."""
        options = {
            "sequence_length": sequence_length,
            "initial_state": initial_state,
            "dtype": dtype,
            "scope": scope,
        }
        listed = isinstance(inputs, list)
        if self._use_dynamic_rnn:
            sequence = tf.stack(inputs) if listed else inputs
            outputs, state = tf.nn.dynamic_rnn(self._cell, sequence, time_major=True, **options)
            return (tf.unstack(outputs) if listed else outputs), state
        steps = inputs if listed else tf.unstack(inputs)
        outputs, state = tf.nn.static_rnn(self._cell, steps, **options)
        return (outputs if listed else tf.stack(outputs)), state


class TimeReversedFusedRNN(FusedRNNCell):
    """Runs a fused cell from the last step to the first; outputs come back in order of time.

    Rows of a tensor with a `sequence_length` are reversed within their lengths; a list is reversed
    whole. The final state is that after the first step.

    Source: `tf.contrib.rnn.TimeReversedFusedRNN`.
    """

    def __init__(self, cell):
        self._cell = cell

    def _reverse(self, sequence, lengths):
        if isinstance(sequence, list):
            return sequence[::-1]
        if lengths is None:
            return tf.reverse(sequence, [0])
        return tf.reverse_sequence(sequence, lengths, 0, 1)

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        """See `FusedRNNCell.__call__`."""
        outputs, state = self._cell(
            self._reverse(inputs, sequence_length),
            initial_state=initial_state,
            dtype=dtype,
            sequence_length=sequence_length,
            scope=scope,
        )
        return self._reverse(outputs, sequence_length), state
