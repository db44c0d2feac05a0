"""The forward algorithm: log partition function, log likelihood, scores of tag sets.

Lafferty, McCallum, Pereira, "Conditional Random Fields", ICML 2001.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.crf.scores import crf_sequence_score
from reference.contrib.crf.single_step import (
    by_sequence_length,
    transitions_left,
    zero_where_empty,
)
from reference.nn.rnn_cell import RNNCell

__all__ = [
    "CrfForwardRnnCell",
    "crf_log_likelihood",
    "crf_log_norm",
    "crf_multitag_sequence_score",
]


class CrfForwardRnnCell(RNNCell):
    """One step of the forward algorithm, as an RNN cell.

    `alpha'[b, j] = inputs[b, j] + logsumexp_i(alpha[b, i] + transition_params[i, j])`; output and
    state are both `alpha'`, float32 `[batch, tags]`.

    Args:
      transition_params: float32 `[tags, tags]`.

    Source: `tf.contrib.crf.CrfForwardRnnCell` (TensorFlow 1.15).
    """

    def __init__(self, transition_params):
        # The base class is left out on purpose, as in 1.15: the cell has neither scope nor name.
        self._transition_params = tf.expand_dims(transition_params, 0)
        self._num_tags = transition_params.shape.dims[0].value

    @property
    def state_size(self):
        """Number of tags."""
        return self._num_tags

    @property
    def output_size(self):
        """Number of tags."""
        return self._num_tags

    def __call__(self, inputs, state, scope=None):
        """Return `(alpha', alpha')` for `inputs` and `state`, both `[batch, tags]`."""
        scores = tf.expand_dims(state, 2) + self._transition_params
        alphas = inputs + tf.reduce_logsumexp(scores, [1])
        return alphas, alphas


def crf_log_norm(inputs, sequence_lengths, transition_params):
    """Log partition function of each sequence.

    Args:
      inputs: float32 unary potentials `[batch, time, tags]`.
      sequence_lengths: int `[batch]`; a length of 0 or less gives 0.
      transition_params: float32 `[tags, tags]`.

    Returns:
      float32 `[batch]`.

    Source: `tf.contrib.crf.crf_log_norm` (TensorFlow 1.15).
    """
    first = tf.squeeze(tf.slice(inputs, [0, 0, 0], [-1, 1, -1]), [1])

    def normaliser(alphas):
        return zero_where_empty(tf.reduce_logsumexp(alphas, [1]), sequence_lengths)

    def of_many_steps():
        rest = tf.slice(inputs, [0, 1, 0], [-1, -1, -1])
        cell = CrfForwardRnnCell(transition_params)
        _, alphas = tf.nn.dynamic_rnn(
            cell=cell,
            inputs=rest,
            sequence_length=transitions_left(sequence_lengths),
            initial_state=first,
            dtype=tf.float32,
        )
        return normaliser(alphas)

    return by_sequence_length(inputs, lambda: normaliser(first), of_many_steps)


def crf_multitag_sequence_score(inputs, tag_bitmap, sequence_lengths, transition_params):
    """Log of the summed exponentiated scores of all tag sequences that a bitmap allows.

    Args:
      inputs: float32 unary potentials `[batch, time, tags]`.
      tag_bitmap: bool `[batch, time, tags]`, True for each tag allowed at a step.
      sequence_lengths: int `[batch]`.
      transition_params: float32 `[tags, tags]`.

    Returns:
      float32 `[batch]`.

    Source: `tf.contrib.crf.crf_multitag_sequence_score` (TensorFlow 1.15).
    """

    def allowed():
        return tf.where(tag_bitmap, inputs, tf.fill(tf.shape(inputs), float("-inf")))

    def of_one_step():
        return tf.reduce_logsumexp(allowed(), axis=[1, 2], keepdims=False)

    def of_many_steps():
        return crf_log_norm(
            inputs=allowed(),
            sequence_lengths=sequence_lengths,
            transition_params=transition_params,
        )

    return by_sequence_length(inputs, of_one_step, of_many_steps)


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params=None):
    """Log likelihood of each tag sequence: its score less the log partition function.

    Args:
      inputs: float32 unary potentials `[batch, time, tags]`; the number of tags must be known.
      tag_indices: int32 or int64 `[batch, time]`.
      sequence_lengths: int `[batch]`.
      transition_params: float32 `[tags, tags]`; by default a new variable `transitions` of the
        current scope, with its default initialiser.

    Returns:
      `(log_likelihood [batch], transition_params)`, both float32.

    Source: `tf.contrib.crf.crf_log_likelihood` (TensorFlow 1.15).
    """
    if transition_params is None:
        tags = inputs.shape.dims[2].value
        transition_params = tf.get_variable("transitions", [tags, tags])
    score = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return score - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params
