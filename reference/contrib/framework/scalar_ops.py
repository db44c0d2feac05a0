"""Sums and reshapes whose axes or shape are empty, op for op as TensorFlow 1.15 made them.

For an empty list today's TensorFlow makes a constant more, and for the sum of a scalar three ops
more than 1.15 did; op seeds count them.

Source: TensorFlow 1.15, ``tf.reshape`` and ``tf.reduce_sum``.
"""

from collections.abc import Sequence

import numpy as np
import tensorflow.compat.v1 as tf

_EMPTY = np.zeros([0], np.int32)


def reshape_to_scalar(tensor: tf.Tensor) -> tf.Tensor:
    """A tensor of one element as a scalar: ``tf.reshape(tensor, [])``."""
    with tf.name_scope("Reshape") as scope:
        return tf.reshape(tensor, tf.constant(_EMPTY, name="shape"), name=scope)


def sum_over(tensor: tf.Tensor, axes: Sequence[int]) -> tf.Tensor:
    """The sum over some axes, or none: ``tf.reduce_sum(tensor, axis=axes)``."""
    if axes:
        return tf.reduce_sum(tensor, axis=list(axes))
    with tf.name_scope("Sum") as scope:
        axis = tf.constant(_EMPTY, name="reduction_indices")
        return tf.reduce_sum(tensor, axis=axis, name=scope)


def sum_all(tensor: tf.Tensor, name: str | None = None) -> tf.Tensor:
    """The sum of all elements, of a scalar itself: ``tf.reduce_sum(tensor)``."""
    if tensor.shape.ndims != 0:
        return tf.reduce_sum(tensor, name=name)
    return tf.reduce_sum(tensor, axis=tf.constant(_EMPTY), name=name)
