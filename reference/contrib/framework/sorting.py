"""Sorting along an axis.

Source: TensorFlow 1.15, ``tf.contrib.framework.{sort,argsort}``.
"""

from typing import Any

import tensorflow.compat.v1 as tf


def sort(
    values: Any, axis: int = -1, direction: str = "ASCENDING", name: str | None = None
) -> tf.Tensor:
    """The values in order along an axis.

    Args:
      values: a numeric tensor of one dimension or more.
      axis: the axis.
      direction: ``"ASCENDING"`` or ``"DESCENDING"``.
      name: name of the operation.

    Raises:
      ValueError: the axis is not a constant, or the direction is another.

    Source: ``tf.contrib.framework.sort`` of TensorFlow 1.15.
    """
    return tf.sort(values, axis=axis, direction=direction, name=name)


def argsort(
    values: Any,
    axis: int = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> tf.Tensor:
    """The indices, int32, that put the values in order along an axis.

    Args:
      values: a numeric tensor of one dimension or more.
      axis: the axis.
      direction: ``"ASCENDING"`` or ``"DESCENDING"``.
      stable: whether equal values keep their order; they do either way.
      name: name of the operation.

    Raises:
      ValueError: the axis is not a constant, or the direction is another.

    Source: ``tf.contrib.framework.argsort`` of TensorFlow 1.15.
    """
    return tf.argsort(values, axis=axis, direction=direction, stable=stable, name=name)
