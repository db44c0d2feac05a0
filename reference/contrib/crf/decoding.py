"""The Viterbi algorithm: the best tag sequence, in NumPy and as a graph.

Viterbi, "Error bounds for convolutional codes", IEEE Trans. Information Theory 13 (1967).
"""

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.crf.single_step import by_sequence_length, transitions_left
from reference.nn.rnn_cell import RNNCell

__all__ = [
    "CrfDecodeBackwardRnnCell",
    "CrfDecodeForwardRnnCell",
    "crf_decode",
    "viterbi_decode",
]


def viterbi_decode(score, transition_params):
    """Best tag sequence of one sequence, outside of any graph.

    Args:
      score: array `[time, tags]` of unary potentials.
      transition_params: array `[tags, tags]`.

    Returns:
      `(tags, best)`: a list of `time` tag indices and the score of that sequence.

    Source: `tf.contrib.crf.viterbi_decode` (TensorFlow 1.15).

    >>> import numpy as np
    >>> tags, best = viterbi_decode(np.array([[1.0, 0.0], [0.0, 3.0]]), np.zeros([2, 2]))
    >>> [int(tag) for tag in tags], float(best)
    ([0, 1], 4.0)
    """
    best = score[0]
    came_from = []
    for potentials in score[1:]:
        reached = best[:, np.newaxis] + transition_params
        came_from.append(reached.argmax(axis=0).astype(np.int32))
        best = (potentials + reached.max(axis=0)).astype(score.dtype)

    tags = [best.argmax()]
    for sources in reversed(came_from):
        tags.append(sources[tags[-1]])
    return tags[::-1], best.max()


class CrfDecodeForwardRnnCell(RNNCell):
    """One step of the Viterbi recurrence, as an RNN cell.

    State: the best score of a sequence that ends in each tag, float32 `[batch, tags]`. Output:
    the tag before it in that sequence, int32 `[batch, tags]`.

    Args:
      transition_params: float32 `[tags, tags]`.

    Source: `tf.contrib.crf.CrfDecodeForwardRnnCell` (TensorFlow 1.15).
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
        """Return `(backpointers, best scores)` for potentials and scores `[batch, tags]`."""
        scores = tf.expand_dims(state, 2) + self._transition_params
        best = inputs + tf.reduce_max(scores, [1])
        return tf.cast(tf.argmax(scores, 1), dtype=tf.int32), best


class CrfDecodeBackwardRnnCell(RNNCell):
    """Follows back pointers, last step first, as an RNN cell.

    Input: back pointers int32 `[batch, tags]`; output and state: the tag int32 `[batch, 1]`.

    Args:
      num_tags: number of tags.

    Source: `tf.contrib.crf.CrfDecodeBackwardRnnCell` (TensorFlow 1.15).
    """

    def __init__(self, num_tags):
        self._num_tags = num_tags

    @property
    def state_size(self):
        """1: a tag index."""
        return 1

    @property
    def output_size(self):
        """1: a tag index."""
        return 1

    def __call__(self, inputs, state, scope=None):
        """Return the tag `[batch, 1]` that the pointers `inputs` give for the tag `state`."""
        current = tf.squeeze(state, axis=[1])
        rows = tf.range(tf.shape(inputs)[0])
        before = tf.gather_nd(inputs, tf.stack([rows, current], axis=1))
        before = tf.expand_dims(before, axis=-1)
        return before, before


def crf_decode(potentials, transition_params, sequence_length):
    """Best tag sequence of each row of a batch.

    Args:
      potentials: float32 `[batch, time, tags]`; the number of tags must be known.
      transition_params: float32 `[tags, tags]`.
      sequence_length: int `[batch]`.

    Returns:
      `(tags, score)`: int32 `[batch, time]`, 0 past the end of a sequence, and float32 `[batch]`.

    Source: `tf.contrib.crf.crf_decode` (TensorFlow 1.15).
    """

    def of_one_step():
        step = tf.squeeze(potentials, [1])
        tags = tf.expand_dims(tf.argmax(step, axis=1), 1)
        best = tf.reduce_max(step, axis=1)
        return tf.cast(tags, dtype=tf.int32), best

    def of_many_steps():
        forward = CrfDecodeForwardRnnCell(transition_params)
        first = tf.squeeze(tf.slice(potentials, [0, 0, 0], [-1, 1, -1]), axis=[1])
        rest = tf.slice(potentials, [0, 1, 0], [-1, -1, -1])
        transitions = transitions_left(sequence_length)
        pointers, last_scores = tf.nn.dynamic_rnn(
            forward,
            inputs=rest,
            sequence_length=transitions,
            initial_state=first,
            dtype=tf.int32,
        )
        pointers = tf.reverse_sequence(pointers, transitions, seq_axis=1)

        last_tag = tf.cast(tf.argmax(last_scores, axis=1), dtype=tf.int32)
        last_tag = tf.expand_dims(last_tag, axis=-1)
        earlier, _ = tf.nn.dynamic_rnn(
            CrfDecodeBackwardRnnCell(potentials.shape.dims[2].value),
            inputs=pointers,
            sequence_length=transitions,
            initial_state=last_tag,
            dtype=tf.int32,
        )
        backwards = tf.concat([last_tag, tf.squeeze(earlier, axis=[2])], axis=1)
        tags = tf.reverse_sequence(backwards, sequence_length, seq_axis=1)
        return tags, tf.reduce_max(last_scores, axis=1)

    return by_sequence_length(potentials, of_one_step, of_many_steps)
