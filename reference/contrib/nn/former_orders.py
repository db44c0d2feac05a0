"""Cross entropies that take logits first.

Source: TensorFlow 1.15, ``tf.contrib.nn``.
"""

from typing import Any

import tensorflow.compat.v1 as tf


def deprecated_flipped_softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, dim: int = -1, name: str | None = None
) -> tf.Tensor:
    """``tf.nn.softmax_cross_entropy_with_logits(labels, logits)``.

    Args:
      logits: float16, float32 or float64 [..., classes].
      labels: shares of the classes, of the same shape and dtype; no gradient reaches them.
      dim: dimension of the classes.
      name: of the op.

    Returns:
      [...], of the dtype of ``logits``.

    Source: ``contrib.nn.deprecated_flipped_softmax_cross_entropy_with_logits`` of TensorFlow 1.15.
    """
    return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits, dim=dim, name=name)


def deprecated_flipped_sparse_softmax_cross_entropy_with_logits(
    logits: Any, labels: Any, name: str | None = None
) -> tf.Tensor:
    """``tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)``.

    Args:
      logits: float16, float32 or float64 [..., classes].
      labels: int32 or int64 [...], the classes.
      name: of the op.

    Returns:
      [...], of the dtype of ``logits``.

    Raises:
      ValueError: the shapes do not go together.

    Source: ``contrib.nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits`` of
    TensorFlow 1.15.
    """
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name=name)


def deprecated_flipped_sigmoid_cross_entropy_with_logits(
    logits: Any, targets: Any, name: str | None = None
) -> tf.Tensor:
    """``tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits)``.

    Args:
      logits: floating tensor of any shape.
      targets: of the same shape and dtype, from 0 to 1.
      name: of the scope.

    Returns:
      A tensor of the shape and dtype of ``logits``.

    Raises:
      ValueError: the shapes differ.

    Source: ``contrib.nn.deprecated_flipped_sigmoid_cross_entropy_with_logits`` of TensorFlow 1.15.
    """
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits, name=name)
