"""The memory that attention reads, and the masking of what lies past its end."""

import tensorflow.compat.v1 as tf


def prepare_memory(
    memory, memory_sequence_length=None, memory_mask=None, check_inner_dims_defined=True
):
    """Convert `memory` to tensors and zero what lies past each row's end.

    Args:
      memory: nested tensors `[batch, time, ...]`.
      memory_sequence_length: int `[batch]`, or None.
      memory_mask: bool `[batch, time]`, or None; excludes `memory_sequence_length`.
      check_inner_dims_defined: whether all but the first two dimensions must be known.

    Returns:
      The memory, nested as given.

    Raises:
      ValueError: when inner dimensions are unknown, or both ways of masking are used.

    Source: `_prepare_memory` of TensorFlow 1.15's attention_wrapper.py.
    """
    memory = tf.nest.map_structure(lambda part: tf.convert_to_tensor(part, name="memory"), memory)
    _allow_one_mask(memory_sequence_length, memory_mask)
    if memory_sequence_length is not None:
        memory_sequence_length = tf.convert_to_tensor(
            memory_sequence_length, name="memory_sequence_length"
        )
    parts = tf.nest.flatten(memory)
    if check_inner_dims_defined:
        for part in parts:
            if not part.get_shape()[2:].is_fully_defined():
                raise ValueError(
                    f"Expected memory {part.name} to have fully defined inner dims, "
                    f"but saw shape: {part.get_shape()}"
                )

    if memory_sequence_length is not None:
        mask = tf.sequence_mask(
            memory_sequence_length, maxlen=tf.shape(parts[0])[1], dtype=parts[0].dtype
        )
    elif memory_mask is not None:
        mask = tf.cast(memory_mask, dtype=parts[0].dtype)
    else:
        return memory
    return tf.nest.map_structure(lambda part: _zero_where_masked(part, mask), memory)


def mask_score(score, memory_sequence_length=None, memory_mask=None, score_mask_value=None):
    """`score` `[batch, time]` with `score_mask_value` past each row's end.

    Args:
      score: float `[batch, time]`.
      memory_sequence_length: int `[batch]`, all positive, or None.
      memory_mask: bool `[batch, time]`, or None; excludes `memory_sequence_length`.
      score_mask_value: float, `-inf` for attention that ends in a softmax.

    Raises:
      ValueError: when both ways of masking are used.
      tf.errors.InvalidArgumentError: when a length is not positive.

    Source: `_maybe_mask_score` of TensorFlow 1.15's attention_wrapper.py.
    """
    _allow_one_mask(memory_sequence_length, memory_mask)
    if memory_sequence_length is not None:
        lengths_positive = tf.assert_positive(
            memory_sequence_length,
            message="All values in memory_sequence_length must be greater than zero.",
        )
        with tf.control_dependencies([lengths_positive]):
            memory_mask = tf.sequence_mask(memory_sequence_length, maxlen=tf.shape(score)[1])
    if memory_mask is None:
        return score
    return tf.where(memory_mask, score, score_mask_value * tf.ones_like(score))


def _allow_one_mask(memory_sequence_length, memory_mask):
    if memory_sequence_length is not None and memory_mask is not None:
        raise ValueError("memory_sequence_length and memory_mask can't be provided at same time.")


def _zero_where_masked(part, mask):
    rank = part.get_shape().ndims
    if rank is None:
        rank = tf.rank(part)
    inner = tf.ones(rank - 2, dtype=tf.int32)
    return part * tf.reshape(mask, tf.concat((tf.shape(mask), inner), 0))
