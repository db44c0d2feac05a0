"""The two outer dimensions of sequences: batch and time.

Source: ``tf.contrib.rnn.{transpose_batch_time, best_effort_input_batch_size}`` of TensorFlow 1.15.
"""

from collections.abc import Sequence

import tensorflow.compat.v1 as tf


def transpose_batch_time(x: tf.Tensor) -> tf.Tensor:
    """``x`` with its first two dimensions swapped; ``x`` itself if its rank is below 2.

    Args:
        x: tensor of known rank.

    Returns:
        A tensor of the same dtype; what is known of the shape stays known.

    Raises:
        ValueError: the rank is not known.
    """
    shape = x.shape
    if shape.rank is not None and shape.rank < 2:
        return x
    order = tf.concat(([1, 0], tf.range(2, tf.rank(x))), axis=0)
    swapped = tf.transpose(x, order)
    first, second, *rest = shape.as_list()
    swapped.set_shape([second, first, *rest])
    return swapped


def best_effort_input_batch_size(flat_input: Sequence[tf.Tensor]) -> int | tf.Tensor:
    """The batch size of time-major inputs: a number if one of them tells it, else a tensor.

    Args:
        flat_input: tensors of shape [time, batch, ...].

    Raises:
        ValueError: an input has a rank below 2.
    """
    for tensor in flat_input:
        if tensor.shape.rank is None:
            continue
        if tensor.shape.rank < 2:
            raise ValueError(f"Expected input tensor {tensor} to have rank at least 2")
        size = tensor.shape.as_list()[1]
        if size is not None:
            return size
    return tf.shape(flat_input[0])[1]
