"""Covariance and correlation of a stream, each batch merged into what was before it.

With counts ``n``, means ``m`` and co-moments ``c`` of the stream so far, A, and of the batch, B:
``c = c_A + c_B + (mx_A - mx_B) (my_A - my_B) n_A n_B / (n_A + n_B)``.

Source: TensorFlow 1.15, ``tf.contrib.metrics``; Chan, Golub and LeVeque (1979), "Updating formulae
and a pairwise algorithm for computing sample variances".
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import (
    broadcast_weights,
    matched,
    metric_variable,
    published,
)


def streaming_covariance(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The unbiased sample covariance of predictions and labels, and its update.

    Args:
      predictions: float32 tensor of any shape.
      labels: float32 tensor of that shape.
      weights: None, or a float32 scalar or tensor that broadcasts to the labels: how often each
        pair counts.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 scalars, not a number until more than one pair was counted.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_covariance`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name, "covariance", [predictions, labels, weights]):
        predictions, labels, weights = matched(predictions, labels, weights)
        count, mean_prediction, mean_label, comoment = (
            metric_variable([], tf.float32, name=each)
            for each in ("count", "mean_prediction", "mean_label", "comoment")
        )
        if weights is None:
            added = tf.cast(tf.size(labels), tf.float32)
            counted_predictions, counted_labels = predictions, labels
        else:
            weights = broadcast_weights(weights, labels)
            added = tf.reduce_sum(weights)
            counted_predictions = tf.multiply(predictions, weights)
            counted_labels = tf.multiply(labels, weights)
        new_count = tf.assign_add(count, added)
        old_count = new_count - added

        def merged_mean(mean: tf.Variable, counted: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            of_batch = tf.div_no_nan(tf.reduce_sum(counted), added)
            step = tf.div_no_nan((of_batch - mean) * added, new_count)
            return of_batch, tf.assign_add(mean, step) - step

        batch_prediction, old_prediction = merged_mean(mean_prediction, counted_predictions)
        batch_label, old_label = merged_mean(mean_label, counted_labels)
        products = (predictions - batch_prediction) * (labels - batch_label)
        batch_comoment = tf.reduce_sum(products if weights is None else products * weights)
        new_comoment = tf.assign_add(
            comoment,
            batch_comoment
            + (old_prediction - batch_prediction)
            * (old_label - batch_label)
            * (old_count * added / new_count),
        )

        def covariance(name: str) -> tf.Tensor:
            return tf.where(
                tf.less_equal(count, 1.0),
                float("nan"),
                tf.truediv(comoment, count - 1),
                name=name,
            )

        value = covariance("covariance")
        with tf.control_dependencies([new_comoment]):
            update = covariance("update_op")
    return published(value, update, metrics_collections, updates_collections)


def streaming_pearson_correlation(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Pearson's correlation: the covariance over the product of the standard deviations.

    Args:
      predictions: float32 tensor of any shape.
      labels: float32 tensor of that shape.
      weights: None, or a float32 scalar or tensor that broadcasts to the labels.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      The value so far and the operation that updates it, float32 scalars.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_pearson_correlation`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name, "pearson_r", [predictions, labels, weights]):
        predictions, labels, weights = matched(predictions, labels, weights)
        if weights is not None:
            weights = broadcast_weights(weights, labels)
        covariance = streaming_covariance(predictions, labels, weights, name="covariance")
        of_predictions = streaming_covariance(
            predictions, predictions, weights, name="variance_predictions"
        )
        of_labels = streaming_covariance(labels, labels, weights, name="variance_labels")

        def correlation(index: int, name: str) -> tf.Tensor:
            deviations = tf.multiply(tf.sqrt(of_predictions[index]), tf.sqrt(of_labels[index]))
            return tf.truediv(covariance[index], deviations, name=name)

        value, update = correlation(0, "pearson_r"), correlation(1, "update_op")
    return published(value, update, metrics_collections, updates_collections)
