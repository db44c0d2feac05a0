"""Metrics of one batch, sets, and helpers of streaming metrics.

Source: TensorFlow 1.15, ``tf.contrib.metrics``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

set_difference = tf.sets.difference
set_intersection = tf.sets.intersection
set_size = tf.sets.size
set_union = tf.sets.union


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: int | None = None,
    dtype: tf.DType = tf.int32,
    name: str | None = None,
    weights: Any = None,
) -> tf.Tensor:
    """How often each class, a row, was taken for each class, a column.

    Args:
      labels: integer vector, the classes.
      predictions: integer vector of the same length.
      num_classes: number of classes; one more than the largest if None.
      dtype: type of the result.
      name: name scope of the operations.
      weights: a vector of that length; ones if None.

    Returns:
      A tensor ``[classes, classes]``.

    Raises:
      ValueError: the lengths differ.

    Source: ``tf.contrib.metrics.confusion_matrix`` of TensorFlow 1.15.
    """
    return tf.confusion_matrix(labels, predictions, num_classes, dtype, name, weights)


def accuracy(
    predictions: tf.Tensor, labels: tf.Tensor, weights: Any = None, name: str | None = None
) -> tf.Tensor:
    """The share of a batch that is predicted right.

    Args:
      predictions: integer, boolean or string tensor.
      labels: tensor of the same type and a compatible shape.
      weights: None or a tensor that broadcasts to them.
      name: name scope of the operations.

    Returns:
      A float32 scalar.

    Raises:
      ValueError: types or shapes differ, or the type is floating point.

    Source: ``tf.contrib.metrics.accuracy`` of TensorFlow 1.15.
    """
    allowed = (tf.bool, tf.string)
    if not (labels.dtype.is_integer or labels.dtype in allowed):
        raise ValueError(
            "Labels should have bool, string or integer dtype, "
            f"given: {labels.dtype}. Compare floats with a tolerance instead."
        )
    if labels.dtype != predictions.dtype:
        raise ValueError("Dtypes of predictions and labels should match.")
    with tf.name_scope(name, "accuracy", values=[predictions, labels]):
        predictions.shape.assert_is_compatible_with(labels.shape)
        correct = tf.cast(tf.equal(predictions, labels), tf.float32)
        if weights is not None:
            correct = tf.multiply(correct, weights)
            counted = tf.multiply(weights, tf.ones_like(correct))
            return tf.div(tf.reduce_sum(correct), tf.reduce_sum(counted))
        return tf.reduce_mean(correct)


def aggregate_metrics(*value_update_tuples: Any) -> tuple[list[Any], list[Any]]:
    """The values and the update operations of several metrics, in two lists.

    Raises:
      ValueError: there are none.

    Source: ``tf.contrib.metrics.aggregate_metrics`` of TensorFlow 1.15.
    """
    if not value_update_tuples:
        raise ValueError("Expected at least one value_tensor/update_op pair")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


def aggregate_metric_map(names_to_tuples: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values and the update operations of several metrics, in two dictionaries.

    Args:
      names_to_tuples: from a name to a metric's value and update operation.

    Source: ``tf.contrib.metrics.aggregate_metric_map`` of TensorFlow 1.15.
    """
    values = {name: value for name, (value, _) in names_to_tuples.items()}
    updates = {name: update for name, (_, update) in names_to_tuples.items()}
    return values, updates
