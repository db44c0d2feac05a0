"""Metrics of heads.

Source: TensorFlow 1.15, ``contrib/learn/python/learn/estimators/head.py``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import broadcast_weights

Metric = tuple[tf.Tensor, tf.Tensor]


def _float_weights(weights: Any) -> Any:
    if weights is None:
        return None
    with tf.name_scope(None, "float_weights", (weights,)) as name:
        return tf.cast(weights, tf.float32, name=name)


def _column(tensor: Any, class_id: int | None) -> Any:
    return tensor if tensor is None or class_id is None else tensor[:, class_id]


def mean(values: tf.Tensor, weights: Any = None, class_id: int | None = None) -> Metric:
    """The weighted mean of values, or of those of a class."""
    values = tf.cast(values, tf.float32)
    weights = _float_weights(weights)
    if weights is not None:
        weights = broadcast_weights(weights, values)
    weights = _column(weights, class_id)
    return tf.metrics.mean(_column(values, class_id), weights)


def share_of_class(classes: tf.Tensor, weights: Any, class_id: int) -> Metric:
    """The weighted share of a class."""
    is_class = tf.equal(tf.cast(class_id, tf.int32), tf.cast(classes, tf.int32))
    ones = tf.where(is_class, tf.ones_like(classes), tf.zeros_like(classes))
    return tf.metrics.mean(ones, weights=weights)


def area_under_curve(
    predictions: tf.Tensor,
    labels: tf.Tensor,
    weights: Any = None,
    class_id: int | None = None,
    curve: str = "ROC",
) -> Metric:
    """The area under a curve of all classes, or of one."""
    predictions = tf.cast(predictions, tf.float32)
    if labels.dtype.base_dtype != tf.bool:
        tf.logging.warning("Casting %s labels to bool.", labels.dtype)
        labels = tf.cast(labels, tf.bool)
    weights = _float_weights(weights)
    if weights is not None:
        weights = broadcast_weights(weights, predictions)
    weights = _column(weights, class_id)
    predictions, labels = _column(predictions, class_id), _column(labels, class_id)
    return tf.metrics.auc(labels, predictions, weights, curve=curve)


def accuracy_at(
    predictions: tf.Tensor, labels: tf.Tensor, weights: Any, threshold: float
) -> Metric:
    """The accuracy if what reaches a threshold is the class 1."""
    classes = tf.cast(tf.greater_equal(predictions, threshold), tf.float32)
    return tf.metrics.accuracy(labels, classes, weights)


def precision_at(
    predictions: tf.Tensor, labels: tf.Tensor, weights: Any, threshold: float
) -> Metric:
    """The precision of the class 1 at a threshold."""
    value, update = tf.metrics.precision_at_thresholds(
        labels, predictions, (threshold,), _float_weights(weights)
    )
    return tf.squeeze(value), tf.squeeze(update)


def recall_at(predictions: tf.Tensor, labels: tf.Tensor, weights: Any, threshold: float) -> Metric:
    """The recall of the class 1 at a threshold."""
    value, update = tf.metrics.recall_at_thresholds(
        labels, predictions, (threshold,), _float_weights(weights)
    )
    return tf.squeeze(value), tf.squeeze(update)
