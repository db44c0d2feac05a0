"""Losses that take predictions first, as they did before ``tf.losses``.

Each joins ``GraphKeys.LOSSES`` and is a weighted mean, as ``compute_weighted_loss`` gives it;
``hinge_loss`` alone gives the losses of the elements, and joins nothing.

Source: TensorFlow 1.15, ``tf.contrib.losses``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework.scalar_ops import sum_over
from reference.contrib.losses.registry import add_loss
from reference.contrib.losses.weighting import (
    compute_weighted_loss,
    num_present,
    require_known_rank,
    scaled_sum,
)


def _as_floats(predictions: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    predictions.shape.assert_is_compatible_with(labels.shape)
    return tf.cast(predictions, tf.float32), tf.cast(labels, tf.float32)


def absolute_difference(
    predictions: tf.Tensor, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> tf.Tensor:
    """``mean(w * |p - y|)``.

    Args:
      predictions: tensor of any shape.
      labels: tensor of the same shape.
      weights: as ``compute_weighted_loss`` takes them.
      scope: name scope of the operations.

    Raises:
      ValueError: the shapes differ.

    Source: ``tf.contrib.losses.absolute_difference`` of TensorFlow 1.15.
    """
    with tf.name_scope(scope, "absolute_difference", [predictions, labels, weights]) as name:
        predictions, labels = _as_floats(predictions, labels)
        differences = tf.abs(tf.subtract(predictions, labels))
        return compute_weighted_loss(differences, weights, scope=name)


def mean_squared_error(
    predictions: tf.Tensor, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> tf.Tensor:
    """``mean(w * (p - y)^2)``. Args and raises: those of ``absolute_difference``.

    Source: ``tf.contrib.losses.mean_squared_error`` of TensorFlow 1.15.
    """
    with tf.name_scope(scope, "mean_squared_error", [predictions, labels, weights]) as name:
        predictions, labels = _as_floats(predictions, labels)
        squares = tf.squared_difference(predictions, labels)
        return compute_weighted_loss(squares, weights, scope=name)


def log_loss(
    predictions: tf.Tensor,
    labels: Any = None,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
) -> tf.Tensor:
    """``mean(w * (-y log(p + epsilon) - (1 - y) log(1 - p + epsilon)))``.

    Args:
      epsilon: keeps the logarithm finite.
      predictions, labels, weights, scope: those of ``absolute_difference``.

    Raises:
      ValueError: the shapes differ.

    Source: ``tf.contrib.losses.log_loss`` of TensorFlow 1.15.
    """
    with tf.name_scope(scope, "log_loss", [predictions, labels, weights]) as name:
        predictions, labels = _as_floats(predictions, labels)
        of_ones = -tf.multiply(labels, tf.log(predictions + epsilon))
        of_zeros = tf.multiply(1 - labels, tf.log(1 - predictions + epsilon))
        return compute_weighted_loss(of_ones - of_zeros, weights, scope=name)


def hinge_loss(logits: tf.Tensor, labels: Any = None, scope: str | None = None) -> tf.Tensor:
    """``max(0, 1 - (2 y - 1) z)`` for each element, neither weighted nor averaged.

    Args:
      logits: float tensor of any shape.
      labels: tensor of the same shape, of 0 and 1.
      scope: name scope of the operations.

    Raises:
      ValueError: the shapes differ.

    Source: ``tf.contrib.losses.hinge_loss`` of TensorFlow 1.15.
    """
    with tf.name_scope(scope, "hinge_loss", [logits, labels]):
        logits.shape.assert_is_compatible_with(labels.shape)
        labels = tf.cast(labels, tf.float32)
        ones = tf.ones_like(labels)
        signs = tf.subtract(2 * labels, ones)
        return tf.nn.relu(tf.subtract(ones, tf.multiply(signs, logits)))


def cosine_distance(
    predictions: tf.Tensor,
    labels: Any = None,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    dim: int | None = None,
) -> tf.Tensor:
    """``mean(w * (1 - sum(p * y)))`` of vectors of unit length.

    Args:
      axis: the dimension along which the vectors lie.
      dim: the former name of ``axis``.
      predictions, labels, weights, scope: those of ``absolute_difference``.

    Raises:
      ValueError: the shapes differ, there is no ``axis``, or it is given under both names.

    Source: ``tf.contrib.losses.cosine_distance`` of TensorFlow 1.15.
    """
    if dim is not None:
        if axis is not None:
            raise ValueError("Cannot specify both 'axis' and 'dim'")
        axis = dim
    if axis is None:
        raise ValueError("You must specify 'axis'.")
    with tf.name_scope(scope, "cosine_distance_loss", [predictions, labels, weights]) as name:
        predictions, labels = _as_floats(predictions, labels)
        products = tf.multiply(predictions, labels)
        return compute_weighted_loss(1 - tf.reduce_sum(products, axis=[axis]), weights, scope=name)


def sigmoid_cross_entropy(
    logits: tf.Tensor,
    multi_class_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> tf.Tensor:
    """The mean cross entropy of independent classes.

    Args:
      logits: float tensor ``[batch, classes]``.
      multi_class_labels: tensor of the same shape, of 0 and 1.
      weights: as ``compute_weighted_loss`` takes them.
      label_smoothing: labels become ``y (1 - s) + s / 2``.
      scope: name scope of the operations.

    Raises:
      ValueError: the shapes differ.

    Source: ``tf.contrib.losses.sigmoid_cross_entropy`` of TensorFlow 1.15.
    """
    values = [logits, multi_class_labels, weights]
    with tf.name_scope(scope, "sigmoid_cross_entropy_loss", values) as name:
        logits.shape.assert_is_compatible_with(multi_class_labels.shape)
        labels = tf.cast(multi_class_labels, logits.dtype)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        entropy = tf.nn.sigmoid_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(entropy, weights, scope=name)


def softmax_cross_entropy(
    logits: tf.Tensor,
    onehot_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
) -> tf.Tensor:
    """The mean cross entropy of classes that exclude each other.

    Args:
      logits: float tensor ``[batch, classes]``.
      onehot_labels: tensor of the same shape.
      weights: as ``compute_weighted_loss`` takes them.
      label_smoothing: labels become ``y (1 - s) + s / classes``.
      scope: name scope of the operations.

    Raises:
      ValueError: the shapes differ.

    Source: ``tf.contrib.losses.softmax_cross_entropy`` of TensorFlow 1.15.
    """
    values = [logits, onehot_labels, weights]
    with tf.name_scope(scope, "softmax_cross_entropy_loss", values) as name:
        logits.shape.assert_is_compatible_with(onehot_labels.shape)
        labels = tf.cast(onehot_labels, logits.dtype)
        if label_smoothing > 0:
            classes = tf.cast(tf.shape(labels)[1], logits.dtype)
            from_all = label_smoothing / classes
            labels = labels * (1.0 - label_smoothing) + from_all
        entropy = tf.nn.softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(entropy, weights, scope=name)


def sparse_softmax_cross_entropy(
    logits: tf.Tensor, labels: Any, weights: Any = 1.0, scope: str | None = None
) -> tf.Tensor:
    """The mean cross entropy of classes that exclude each other, given by their numbers.

    Args:
      logits: float tensor ``[batch, classes]``.
      labels: integer tensor ``[batch]`` or ``[batch, 1]``.
      weights: as ``compute_weighted_loss`` takes them.
      scope: name scope of the operations.

    Source: ``tf.contrib.losses.sparse_softmax_cross_entropy`` of TensorFlow 1.15.
    """
    values = [logits, labels, weights]
    with tf.name_scope(scope, "sparse_softmax_cross_entropy_loss", values) as name:
        labels = tf.reshape(labels, shape=[tf.shape(labels)[0]])
        entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(entropy, weights, scope=name)


def mean_pairwise_squared_error(
    predictions: tf.Tensor, labels: Any = None, weights: Any = 1.0, scope: str | None = None
) -> tf.Tensor:
    """The squared error of differences between pairs of elements of one example, averaged.

    With ``d = p - y`` and ``n`` elements in an example: ``2 sum(d^2) / n - 2 sum(d)^2 / n^2``.

    Args:
      predictions: tensor ``[batch, ...]``.
      labels: tensor of the same shape.
      weights: scalar, or tensor ``[batch]``.
      scope: name scope of the operations.

    Raises:
      ValueError: the shapes differ, or a rank is not known.

    Source: ``tf.contrib.losses.mean_pairwise_squared_error`` of TensorFlow 1.15.
    """
    values = [predictions, labels, weights]
    with tf.name_scope(scope, "mean_pairwise_squared_error", values):
        predictions, labels = _as_floats(predictions, labels)
        weights = tf.cast(tf.convert_to_tensor(weights), tf.float32)
        diffs = tf.subtract(predictions, labels)
        require_known_rank(diffs=diffs, weights=weights)

        inner = list(range(1, diffs.shape.ndims))
        squares = sum_over(tf.square(diffs), inner)
        count = num_present(diffs, weights, per_batch=True)
        of_squares = 2.0 * tf.div_no_nan(squares, count, name="value")
        total = sum_over(diffs, inner)
        of_sums = 2.0 * tf.div_no_nan(tf.square(total), tf.square(count), name="value")

        loss = scaled_sum(of_squares - of_sums, weights)
        loss = tf.where(tf.reduce_sum(count) > 0, loss, tf.zeros_like(loss), name="value")
        add_loss(loss)
        return loss
