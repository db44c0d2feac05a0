"""What a given sequence of tags scores: unary potentials plus transitions."""

import tensorflow.compat.v1 as tf

from reference.contrib.crf.single_step import by_sequence_length, zero_where_empty

__all__ = ["crf_binary_score", "crf_sequence_score", "crf_unary_score"]


def crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params):
    """Unnormalised score of each tag sequence.

    Args:
      inputs: float32 unary potentials `[batch, time, tags]`.
      tag_indices: int32 or int64 `[batch, time]`.
      sequence_lengths: int `[batch]`; steps past it count nothing.
      transition_params: float32 `[tags, tags]`, score of going from row to column.

    Returns:
      float32 `[batch]`.

    Source: `tf.contrib.crf.crf_sequence_score` (TensorFlow 1.15).
    """

    def of_one_step():
        rows = tf.range(tf.shape(inputs, out_type=tag_indices.dtype)[0], dtype=tag_indices.dtype)
        rows = tf.reshape(rows, [-1, 1])
        step = tf.squeeze(inputs, [1])
        picked = tf.gather_nd(step, tf.concat([rows, tag_indices], axis=1))
        return zero_where_empty(picked, sequence_lengths)

    def of_many_steps():
        unary = crf_unary_score(tag_indices, sequence_lengths, inputs)
        return unary + crf_binary_score(tag_indices, sequence_lengths, transition_params)

    return by_sequence_length(inputs, of_one_step, of_many_steps)


def crf_unary_score(tag_indices, sequence_lengths, inputs):
    """Sum of the potentials of the given tags.

    Args:
      tag_indices: int32 or int64 `[batch, time]`.
      sequence_lengths: int `[batch]`.
      inputs: float32 `[batch, time, tags]`.

    Returns:
      float32 `[batch]`.

    Source: `tf.contrib.crf.crf_unary_score` (TensorFlow 1.15).
    """
    batch, steps, tags = (tf.shape(inputs)[axis] for axis in range(3))
    potentials = tf.reshape(inputs, [-1])
    row_starts = tf.expand_dims(tf.range(batch) * steps * tags, 1)
    step_starts = row_starts + tf.expand_dims(tf.range(steps) * tags, 0)
    if tag_indices.dtype == tf.int64:
        step_starts = tf.cast(step_starts, tf.int64)
    positions = tf.reshape(step_starts + tag_indices, [-1])
    picked = tf.reshape(tf.gather(potentials, positions), [batch, steps])
    return tf.reduce_sum(picked * _mask(tag_indices, sequence_lengths), 1)


def crf_binary_score(tag_indices, sequence_lengths, transition_params):
    """Sum of the transitions between the given tags.

    Args:
      tag_indices: int32 or int64 `[batch, time]`.
      sequence_lengths: int `[batch]`.
      transition_params: float32 `[tags, tags]`.

    Returns:
      float32 `[batch]`.

    Source: `tf.contrib.crf.crf_binary_score` (TensorFlow 1.15).
    """
    tags = transition_params.get_shape().dims[0].value
    count = tf.shape(tag_indices)[1] - 1
    sources = tf.slice(tag_indices, [0, 0], [-1, count])
    targets = tf.slice(tag_indices, [0, 1], [-1, count])
    positions = sources * tags + targets
    picked = tf.gather(tf.reshape(transition_params, [-1]), positions)
    # A transition counts when the step that it leads to is inside the sequence.
    mask = tf.slice(_mask(tag_indices, sequence_lengths), [0, 1], [-1, -1])
    return tf.reduce_sum(picked * mask, 1)


def _mask(tag_indices, sequence_lengths):
    return tf.sequence_mask(sequence_lengths, maxlen=tf.shape(tag_indices)[1], dtype=tf.float32)
