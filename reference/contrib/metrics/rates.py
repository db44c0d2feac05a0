"""Counts and rates of a stream: wrong positives and negatives, elements, agreement.

Source: TensorFlow 1.15, ``tf.contrib.metrics``; Cohen (1960), "A coefficient of agreement for
nominal scales".
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import (
    broadcast_weights,
    matched,
    metric_variable,
    published,
    refuse_eager,
    total_of,
)


def streaming_false_positive_rate(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The share of negatives that were predicted positive, ``fp / (fp + tn)``, and its update.

    Args:
      predictions: tensor of any shape, taken as booleans.
      labels: tensor of that shape, taken as booleans.
      weights: None, or a scalar, or a tensor that broadcasts to the labels.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 scalars, 0 while there was no negative.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_false_positive_rate`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name, "false_positive_rate", [predictions, labels, weights]):
        value, update = _rate(
            tf.metrics.false_positives, tf.metrics.true_negatives, predictions, labels, weights
        )
        return published(value, update, metrics_collections, updates_collections)


def streaming_false_negative_rate(
    predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The share of positives that were predicted negative, ``fn / (fn + tp)``, and its update.

    Args:
      predictions: tensor of any shape, taken as booleans.
      labels: tensor of that shape, taken as booleans.
      weights: None, or a scalar, or a tensor that broadcasts to the labels.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 scalars, 0 while there was no positive.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_false_negative_rate`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name, "false_negative_rate", [predictions, labels, weights]):
        value, update = _rate(
            tf.metrics.false_negatives, tf.metrics.true_positives, predictions, labels, weights
        )
        return published(value, update, metrics_collections, updates_collections)


def _rate(
    wrong_metric: Any, right_metric: Any, predictions: Any, labels: Any, weights: Any
) -> tuple[tf.Tensor, tf.Tensor]:
    """Wrong over wrong and right, so far and with this batch."""
    predictions, labels, weights = matched(
        tf.cast(predictions, tf.bool), tf.cast(labels, tf.bool), weights
    )
    wrong, wrong_update = wrong_metric(labels, predictions, weights)
    right, right_update = right_metric(labels, predictions, weights)

    def share(wrong: tf.Tensor, right: tf.Tensor, name: str) -> tf.Tensor:
        return tf.where(tf.greater(wrong + right, 0), tf.div(wrong, wrong + right), 0, name)

    return share(wrong, right, "value"), share(wrong_update, right_update, "update_op")


def count(
    values: tf.Tensor,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """How many values there were, each counted by its weight, and the update.

    Args:
      values: tensor of any shape.
      weights: None, or a scalar, or a tensor that broadcasts to the values.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 scalars.

    Raises:
      ValueError: the weights do not broadcast to the values.
      RuntimeError: execution is eager.

    Source: ``tf.contrib.metrics.count`` of TensorFlow 1.15.
    """
    refuse_eager("count")
    with tf.variable_scope(name, "count", [values, weights]):
        total = metric_variable([], tf.float32, name="count")
        if weights is None:
            batch = tf.cast(tf.size(values), tf.float32)
        else:
            values, _, weights = matched(tf.cast(values, tf.float32), None, weights)
            batch = tf.reduce_sum(broadcast_weights(tf.cast(weights, tf.float32), values))
        with tf.control_dependencies([values]):
            update = tf.assign_add(total, batch)
        return published(tf.identity(total), update, metrics_collections, updates_collections)


def cohen_kappa(
    labels: tf.Tensor,
    predictions_idx: tf.Tensor,
    num_classes: int,
    weights: tf.Tensor | None = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Cohen's kappa: the agreement beyond what chance would give, and its update.

    With ``po`` the sum over classes of what agrees, ``pe`` of what would by chance, of ``n``:
    ``kappa = (po - pe) / (n - pe)``.

    Args:
      labels: integer tensor ``[batch]`` or ``[batch, 1]``, the classes.
      predictions_idx: integer tensor ``[batch]``, the predicted classes.
      num_classes: number of classes, at least 2.
      weights: None or a tensor ``[batch]``.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float64 scalars, 0 where ``n == pe``.

    Raises:
      ValueError: there are fewer than two classes, or the shapes do not match.
      RuntimeError: execution is eager.

    Source: ``tf.contrib.metrics.cohen_kappa`` of TensorFlow 1.15.
    """
    refuse_eager("cohen_kappa")
    if num_classes < 2:
        raise ValueError(f"`num_classes` must be >= 2. Found: {num_classes}")
    with tf.variable_scope(name, "cohen_kappa", [labels, predictions_idx, weights]):
        if labels.shape.with_rank_at_most(2).ndims == 2:
            labels = tf.squeeze(labels, axis=[-1])
        predictions_idx, labels, weights = matched(predictions_idx, labels, weights)
        exact = weights is None or weights.dtype.is_integer
        dtype = tf.int64 if exact else tf.float32
        totals = [
            metric_variable([num_classes], dtype, each) for each in ("po", "pe_row", "pe_col")
        ]
        table = tf.confusion_matrix(
            labels,
            predictions_idx,
            num_classes=num_classes,
            weights=weights,
            dtype=dtype,
            name="counts_in_table",
        )
        batch = [tf.diag_part(table), tf.reduce_sum(table, axis=0), tf.reduce_sum(table, axis=1)]
        updates = [tf.assign_add(*pair) for pair in zip(totals, batch, strict=True)]
        value = _kappa(*totals, name="value")
        update = _kappa(*updates, name="update_op")
        return published(value, update, metrics_collections, updates_collections)


def _kappa(agreed: Any, rows: Any, columns: Any, name: str) -> tf.Tensor:
    add = total_of if isinstance(agreed, tf.Variable) else tf.reduce_sum
    observed = add(agreed)
    total = add(rows)
    by_chance = tf.reduce_sum(
        tf.div_no_nan(tf.cast(rows * columns, tf.float64), tf.cast(total, tf.float64))
    )
    observed, total = tf.cast(observed, tf.float64), tf.cast(total, tf.float64)
    return tf.div_no_nan(observed - by_chance, total - by_chance, name=name)
