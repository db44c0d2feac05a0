"""Precision, recall and their like along a curve of thresholds, or at its best point.

Source: TensorFlow 1.15, ``tf.contrib.metrics``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import (
    EPSILON,
    matched,
    metric_variable,
    published,
    refuse_eager,
)
from reference.contrib.metrics.thresholds import Counts, counts_at_thresholds, even_thresholds


def streaming_curve_points(
    labels: Any = None,
    predictions: Any = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Operation]:
    """Points of the ROC or precision-recall curve, and the operation that adds a batch.

    Args:
      labels: tensor of any shape, taken as booleans.
      predictions: float32 tensor of that shape, in [0, 1].
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.
      num_thresholds: number of points.
      metrics_collections: collections for the points.
      updates_collections: collections for the update operation.
      curve: ``"ROC"`` (false positive rate, recall) or ``"PR"`` (recall, precision).
      name: name of the variable scope.

    Returns:
      A float32 tensor ``[num_thresholds, 2]`` and the update, which has no value.

    Raises:
      ValueError: another curve, or the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_curve_points`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name, "curve_points", [labels, predictions, weights]):
        _require_curve(curve)
        values, updates = counts_at_thresholds(
            predictions, labels, even_thresholds(num_thresholds), weights
        )
        small = 1.0e-6
        tp, fn, tn, fp = values.values()
        recall = tf.div(tp + small, tp + fn + small)
        if curve == "ROC":
            points = tf.div(fp, fp + tn + small), recall
        else:
            points = recall, tf.div(tp + small, tp + fp + small)
        value = tf.stack(points, axis=1)
        update = tf.group(*updates.values())
        return published(value, update, metrics_collections, updates_collections)


def _require_curve(curve: str) -> None:
    if curve not in ("ROC", "PR"):
        raise ValueError(f"curve must be either ROC or PR, {curve} unknown")


def recall_at_precision(
    labels: Any,
    predictions: Any,
    precision: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
    strict_mode: bool = False,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The recall at the threshold whose precision is nearest to ``precision``, and its update.

    Args:
      labels: tensor of any shape, taken as booleans.
      predictions: float32 tensor of that shape, in [0, 1].
      precision: number in [0, 1].
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.
      num_thresholds: number of thresholds.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.
      strict_mode: take the nearest precision that is not below; the recall is 0 if there is none.

    Returns:
      Two float32 scalars.

    Raises:
      ValueError: ``precision`` is not in [0, 1], or the shapes do not match.

    Source: ``tf.contrib.metrics.recall_at_precision`` of TensorFlow 1.15.
    """
    if not 0 <= precision <= 1:
        raise ValueError("`precision` must be in the range [0, 1].")

    def recall(counts: Counts, name: str) -> tf.Tensor:
        tp, fp, fn = counts["tp"], counts["fp"], counts["fn"]
        precisions = tf.div(tp, tp + fp + EPSILON)

        def at(index: tf.Tensor) -> tf.Tensor:
            return tf.div(tp[index], tp[index] + fn[index] + EPSILON, name)

        if not strict_mode:
            return at(tf.argmin(tf.abs(precisions - precision), 0, output_type=tf.int32))
        # the reciprocal puts small positive differences first, negative ones last
        nearness = tf.div(1.0, precisions - precision + EPSILON)
        index = tf.argmax(nearness, 0, output_type=tf.int32)
        return tf.cond(precisions[index] >= precision, lambda: at(index), lambda: 0.0)

    with tf.variable_scope(name, "recall_at_precision", [predictions, labels, weights]):
        values, updates = counts_at_thresholds(
            predictions, labels, even_thresholds(num_thresholds), weights
        )
        value, update = recall(values, "value"), recall(updates, "update_op")
        return published(value, update, metrics_collections, updates_collections)


def precision_at_recall(
    labels: Any,
    predictions: Any,
    target_recall: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The precision at the largest threshold whose recall reaches ``target_recall``, its update.

    Args:
      labels: tensor of any shape, taken as booleans.
      predictions: float32 tensor of that shape, in [0, 1].
      target_recall: number in [0, 1].
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.
      num_thresholds: number of thresholds.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 scalars.

    Raises:
      ValueError: ``target_recall`` is not in [0, 1], or the shapes do not match.
      RuntimeError: execution is eager.

    Source: ``tf.contrib.metrics.precision_at_recall`` of TensorFlow 1.15.
    """
    refuse_eager("precision_at_recall")
    if not 0 <= target_recall <= 1:
        raise ValueError("`target_recall` must be in the range [0, 1].")

    def precision(counts: Counts, name: str) -> tf.Tensor:
        tp, fp, fn = counts["tp"], counts["fp"], counts["fn"]
        recalls = tf.div(tp, tp + fn + EPSILON)
        # recall falls as the threshold rises, so that this counts up to the last that reaches it
        reaching = tf.cast(tf.greater_equal(recalls, target_recall), tf.int64)
        index = tf.reduce_sum(reaching) - 1
        return tf.div(tp[index] + EPSILON, tp[index] + fp[index] + EPSILON, name)

    with tf.variable_scope(name, "precision_at_recall", [predictions, labels, weights]):
        values, updates = counts_at_thresholds(
            predictions, labels, even_thresholds(num_thresholds), weights
        )
        value, update = precision(values, "value"), precision(updates, "update_op")
        return published(value, update, metrics_collections, updates_collections)


def f1_score(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The best ``2 precision recall / (precision + recall)`` over thresholds, and its update.

    Args:
      labels: tensor of any shape, taken as booleans.
      predictions: float tensor of that shape, in [0, 1]; the graph raises
        ``InvalidArgumentError`` beyond.
      weights: None, or a scalar, or a tensor that broadcasts to the predictions.
      num_thresholds: number of thresholds.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      Two float32 scalars.

    Raises:
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.f1_score`` of TensorFlow 1.15.
    """

    def best(counts: Counts, name: str) -> tf.Tensor:
        tp, fp, fn = counts["tp"], counts["fp"], counts["fn"]
        precision = tf.div(tp, EPSILON + tp + fp, name="precision_" + name)
        recall = tf.div(tp, EPSILON + tp + fn, name="recall_" + name)
        return tf.reduce_max(2.0 * precision * recall / (precision + recall + EPSILON))

    with tf.variable_scope(name, "f1", [labels, predictions, weights]):
        predictions, labels, weights = matched(predictions, labels, weights)
        with tf.control_dependencies(_assert_shares(predictions)):
            predictions, labels, weights = matched(
                tf.cast(predictions, tf.float32), tf.cast(labels, tf.bool), weights
            )
        values, updates = counts_at_thresholds(
            predictions, labels, even_thresholds(num_thresholds), weights, ("tp", "fp", "fn")
        )
        value, update = best(values, "value"), best(updates, "update")
        return published(value, update, metrics_collections, updates_collections)


def _assert_shares(predictions: tf.Tensor) -> list[tf.Operation]:
    message = "predictions must be in [0, 1]"
    return [
        tf.assert_greater_equal(predictions, tf.cast(0.0, predictions.dtype), message=message),
        tf.assert_less_equal(predictions, tf.cast(1.0, predictions.dtype), message=message),
    ]


class PrecisionRecallData(NamedTuple):
    """What there was at each threshold; of the type of the predictions, ``[num_thresholds]``."""

    tp: tf.Tensor
    fp: tf.Tensor
    tn: tf.Tensor
    fn: tf.Tensor
    precision: tf.Tensor
    recall: tf.Tensor
    thresholds: tf.Tensor


def precision_recall_at_equal_thresholds(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    weights: Any = None,
    num_thresholds: int | None = None,
    use_locking: bool | None = None,
    name: str | None = None,
) -> tuple[PrecisionRecallData, tf.Operation]:
    """Counts, precision and recall at evenly spaced thresholds, in time ``O(thresholds + batch)``.

    Each prediction falls into one of ``num_thresholds`` buckets; what is at or above a threshold is
    the sum of the buckets from there on.

    Args:
      labels: bool tensor of any shape.
      predictions: float tensor of that shape, in [0, 1]; the graph raises
        ``InvalidArgumentError`` beyond.
      weights: None, or a scalar, or a tensor that broadcasts to the labels.
      num_thresholds: number of thresholds from 0 to 1, 201 if None.
      use_locking: whether updates of the variables exclude each other; True if None.
      name: name of the variable scope.

    Returns:
      The tuple of `PrecisionRecallData`, and the update, which has no value.

    Raises:
      TypeError: the labels are not booleans.
      ValueError: the shapes do not match.

    Source: ``tf.contrib.metrics.precision_recall_at_equal_thresholds`` of TensorFlow 1.15.
    """
    number = 201 if num_thresholds is None else num_thresholds
    weights = 1.0 if weights is None else weights
    use_locking = True if use_locking is None else use_locking
    tf.debugging.assert_type(labels, tf.bool)
    with tf.variable_scope(
        name, "precision_recall_at_equal_thresholds", [labels, predictions, weights]
    ):
        with tf.control_dependencies(_assert_shares(predictions)):
            predictions, labels, weights = matched(predictions, labels, weights)
        predictions.shape.assert_is_compatible_with(labels.shape)
        # float64, so that millions of ones add up
        positive = tf.cast(labels, tf.float64)
        weights = tf.cast(weights, tf.float64)
        positives, negatives = positive * weights, (1.0 - positive) * weights
        predictions = tf.reshape(predictions, [-1])
        positives, negatives = tf.reshape(positives, [-1]), tf.reshape(negatives, [-1])
        buckets = tf.cast(tf.floor(predictions * (number - 1)), tf.int32)
        with tf.name_scope("variables"):
            kept = [
                metric_variable([number], tf.float64, name=each)
                for each in ("tp_buckets", "fp_buckets")
            ]
        with tf.name_scope("update_op"):
            updates = [
                tf.scatter_add(variable, buckets, batch, use_locking=use_locking)
                for variable, batch in zip(kept, (positives, negatives), strict=True)
            ]
        tp = tf.cumsum(kept[0], reverse=True, name="tp")
        fp = tf.cumsum(kept[1], reverse=True, name="fp")
        tn, fn = fp[0] - fp, tp[0] - tp
        smallest = tf.convert_to_tensor(EPSILON, dtype=tf.float64)
        precision = tp / tf.maximum(smallest, tp + fp)
        recall = tp / tf.maximum(smallest, tp + fn)
        data = [tp, fp, tn, fn, precision, recall]
        given_type = [tf.cast(each, predictions.dtype) for each in data]
        evenly = tf.raw_ops.LinSpace(start=0.0, stop=1.0, num=number, name="LinSpace")
        thresholds = tf.cast(evenly, predictions.dtype)
        return PrecisionRecallData(*given_type, thresholds), tf.group(*updates)
