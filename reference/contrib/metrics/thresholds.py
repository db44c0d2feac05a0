"""Predictions in [0, 1] that count as positive above a threshold, at many thresholds at once.

Source: TensorFlow 1.15, ``tf.contrib.metrics.streaming_*_at_thresholds``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import (
    EPSILON,
    broadcast_weights,
    matched,
    metric_variable,
    published,
)

# short name -> its variable, whether the label is positive, whether the prediction is
_COUNTS = {
    "tp": ("true_positives", True, True),
    "fn": ("false_negatives", True, False),
    "tn": ("true_negatives", False, False),
    "fp": ("false_positives", False, True),
}
_ALL = tuple(_COUNTS)

Counts = dict[str, Any]  # by short name


def even_thresholds(number: int) -> list[float]:
    """``number`` thresholds from just below 0 to just above 1, evenly spaced in between."""
    between = [(i + 1) * 1.0 / (number - 1) for i in range(number - 2)]
    return [0.0 - EPSILON, *between, 1.0 + EPSILON]


def counts_at_thresholds(
    predictions: Any,
    labels: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    which: Sequence[str] = _ALL,
) -> tuple[Counts, Counts]:
    """Of each kind in ``which``, how many there were at each threshold.

    Args:
      predictions: float32 tensor of any shape.
      labels: tensor of that shape, taken as booleans.
      thresholds: a prediction above one is positive there.
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.
      which: of ``tp``, ``fn``, ``tn``, ``fp``.

    Returns:
      The local variables ``[thresholds]`` and the operations that add a batch, each by kind.

    Raises:
      ValueError: the shapes do not match.
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    predictions.shape.assert_is_compatible_with(labels.shape)
    number = len(thresholds)
    column = tf.reshape(predictions, [-1, 1])
    row = tf.reshape(tf.cast(labels, tf.bool), [1, -1])
    size = column.shape.as_list()[0]
    if size is None:
        size = tf.shape(column)[0]
    bounds = tf.tile(tf.expand_dims(tf.constant(thresholds), [1]), tf.stack([1, size]))
    predicted = {True: tf.greater(tf.tile(tf.transpose(column), [number, 1]), bounds)}
    if {"fn", "tn"} & set(which):
        predicted[False] = tf.logical_not(predicted[True])
    actual = {True: tf.tile(row, [number, 1])}
    if {"fp", "tn"} & set(which):
        actual[False] = tf.logical_not(actual[True])
    tiled = None
    if weights is not None:
        weights = broadcast_weights(tf.cast(weights, tf.float32), predictions)
        tiled = tf.tile(tf.reshape(weights, [1, -1]), [number, 1])
        bounds.shape.assert_is_compatible_with(tiled.shape)
    values, updates = {}, {}
    for kind, (name, is_positive, is_taken) in _COUNTS.items():
        if kind not in which:
            continue
        values[kind] = metric_variable([number], tf.float32, name=name)
        found = tf.cast(tf.logical_and(actual[is_positive], predicted[is_taken]), tf.float32)
        if tiled is not None:
            found *= tiled
        updates[kind] = tf.assign_add(values[kind], tf.reduce_sum(found, 1))
    return values, updates


def _counter(kind: str, meaning: str) -> Callable[..., tuple[tf.Variable, tf.Tensor]]:
    """The metric that counts one kind, under the name it had."""

    def metric(
        predictions: Any, labels: Any, thresholds: Sequence[float], weights: Any = None
    ) -> tuple[tf.Variable, tf.Tensor]:
        values, updates = counts_at_thresholds(predictions, labels, thresholds, weights, (kind,))
        return values[kind], updates[kind]

    name = f"streaming_{_COUNTS[kind][0]}_at_thresholds"
    metric.__name__ = metric.__qualname__ = name
    metric.__doc__ = f"""How many {meaning} each threshold, and the operation that adds a batch.

    Args:
      predictions: float32 tensor of any shape, in [0, 1].
      labels: tensor of that shape, taken as booleans.
      thresholds: numbers in [0, 1].
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.

    Returns:
      Two float32 vectors, one element a threshold.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.{name}`` of TensorFlow 1.15.
    """
    return metric


streaming_true_positives_at_thresholds = _counter("tp", "positives were above")
streaming_false_negatives_at_thresholds = _counter("fn", "positives were not above")
streaming_true_negatives_at_thresholds = _counter("tn", "negatives were not above")
streaming_false_positives_at_thresholds = _counter("fp", "negatives were above")


def streaming_false_positive_rate_at_thresholds(
    predictions: Any,
    labels: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """``fp / (fp + tn)`` at each threshold, and its update.

    Args:
      predictions: float32 tensor of any shape, in [0, 1].
      labels: tensor of that shape, taken as booleans.
      thresholds: numbers in [0, 1].
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 vectors, one element a threshold.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_false_positive_rate_at_thresholds`` of TensorFlow 1.15.
    """
    with tf.variable_scope(
        name, "false_positive_rate_at_thresholds", [predictions, labels, weights]
    ):
        pair = _rates(("fp", "tn"), "fpr", predictions, labels, thresholds, weights)
        return published(*pair, metrics_collections, updates_collections)


def streaming_false_negative_rate_at_thresholds(
    predictions: Any,
    labels: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """``fn / (fn + tp)`` at each threshold, and its update.

    Args:
      predictions: float32 tensor of any shape, in [0, 1].
      labels: tensor of that shape, taken as booleans.
      thresholds: numbers in [0, 1].
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 vectors, one element a threshold.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_false_negative_rate_at_thresholds`` of TensorFlow 1.15.
    """
    with tf.variable_scope(
        name, "false_negative_rate_at_thresholds", [predictions, labels, weights]
    ):
        pair = _rates(("fn", "tp"), "fnr", predictions, labels, thresholds, weights)
        return published(*pair, metrics_collections, updates_collections)


def _rates(kinds: tuple[str, str], label: str, *batch: Any) -> tuple[tf.Tensor, tf.Tensor]:
    """The share of the first kind among both."""

    def share(counts: Counts, name: str) -> tf.Tensor:
        wrong, right = (counts[kind] for kind in kinds)
        return tf.div(wrong, EPSILON + wrong + right, name=f"{label}_{name}")

    values, updates = counts_at_thresholds(*batch, which=kinds)
    return share(values, "value"), share(updates, "update_op")
