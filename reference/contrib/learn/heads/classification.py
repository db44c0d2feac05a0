"""Heads of classes: two, several, and several at a time.

Source: TensorFlow 1.15, ``tf.contrib.learn.multi_class_head`` and its like.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.learn.estimators.constants import ProblemType
from reference.contrib.learn.estimators.metric_key import MetricKey
from reference.contrib.learn.estimators.prediction_key import PredictionKey
from reference.contrib.learn.heads import losses, metrics
from reference.contrib.learn.heads.base import SingleHead, to_labels
from reference.contrib.lookup.tables import (
    index_table_from_tensor,
    index_to_string_table_from_tensor,
)


def _of_two_classes(logits: tf.Tensor) -> tf.Tensor:
    """Logits of two classes, [batch, 2], of that of the second, [batch, 1]."""
    return tf.concat((tf.zeros_like(logits), logits), 1)


def _served(
    head_name: str | None,
    problem_type: int,
    predictions: dict[str, tf.Tensor],
    label_keys: Any = None,
) -> dict[Any, Any]:
    """Probabilities, and the names of all classes, string of shape [batch, classes]."""
    probabilities = predictions[PredictionKey.PROBABILITIES]
    with tf.name_scope(None, "_classification_output_alternatives", (probabilities,)):
        batch_size = tf.shape(probabilities)[0]
        if label_keys:
            names = tf.expand_dims(label_keys, axis=0)
            classes = tf.tile(names, [batch_size, 1], name="classes_tensor")
        else:
            count = tf.shape(probabilities)[1]
            classes = tf.tile(tf.expand_dims(tf.range(count), axis=0), [batch_size, 1])
            classes = tf.as_string(classes, name="classes_tensor")
    tensors = {PredictionKey.PROBABILITIES: probabilities, PredictionKey.CLASSES: classes}
    return {head_name: (problem_type, tensors)}


class BinaryLogisticHead(SingleHead):
    """A head of two classes.

    Predictions: ``logits``, ``logistic`` [batch, 1], ``probabilities`` [batch, 2], ``classes``
    int64 [batch].

    Args:
      label_name, weight_column_name, enable_centered_bias, head_name: as `SingleHead` takes them.
      loss_fn: as `SingleHead` takes it; cross entropy if None.
      thresholds: of the metrics that have one; 0.5 if None.
    """

    def __init__(
        self,
        label_name: str | None,
        weight_column_name: str | None,
        enable_centered_bias: bool,
        head_name: str | None,
        loss_fn: Callable[..., Any] | None,
        thresholds: Sequence[float] | None,
    ) -> None:
        super().__init__(
            ProblemType.LOGISTIC_REGRESSION,
            1,
            loss_fn or losses.log_loss_with_two_classes,
            "binary_logistic_head",
            label_name,
            weight_column_name,
            enable_centered_bias,
            head_name,
        )
        self._thresholds = thresholds or (0.5,)

    def _predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        key = PredictionKey
        with tf.name_scope(None, "predictions", (logits,)):
            both = _of_two_classes(logits)
            return {
                key.LOGITS: logits,
                key.LOGISTIC: tf.sigmoid(logits, name=key.LOGISTIC),
                key.PROBABILITIES: tf.nn.softmax(both, name=key.PROBABILITIES),
                key.CLASSES: tf.argmax(both, 1, name=key.CLASSES),
            }

    def _output_alternatives(self, predictions: dict[str, tf.Tensor]) -> dict[Any, Any]:
        return _served(self._head_name, self._problem_type, predictions)

    def _metrics(
        self, predictions: dict[str, tf.Tensor], labels: Any, weights: Any
    ) -> dict[str, Any]:
        key = MetricKey
        classes = predictions[PredictionKey.CLASSES]
        logistic = predictions[PredictionKey.LOGISTIC]
        found = {
            key.ACCURACY: tf.metrics.accuracy(labels, classes, weights),
            key.PREDICTION_MEAN: metrics.mean(logistic, weights),
            key.LABEL_MEAN: metrics.mean(labels, weights),
            key.ACCURACY_BASELINE: metrics.mean(labels, weights),
            key.AUC: metrics.area_under_curve(logistic, labels, weights),
            key.AUC_PR: metrics.area_under_curve(logistic, labels, weights, curve="PR"),
        }
        for threshold in self._thresholds:
            at = (logistic, labels, weights, threshold)
            found[key.ACCURACY_MEAN % threshold] = metrics.accuracy_at(*at)
            found[key.PRECISION_MEAN % threshold] = metrics.precision_at(*at)
            found[key.RECALL_MEAN % threshold] = metrics.recall_at(*at)
        return found


class BinarySvmHead(SingleHead):
    """A head of two classes with the hinge loss.

    Predictions: ``logits`` [batch, 1], ``classes`` int64 [batch].

    Args:
      label_name, weight_column_name, enable_centered_bias, head_name: as `SingleHead` takes them.
    """

    def __init__(
        self,
        label_name: str | None,
        weight_column_name: str | None,
        enable_centered_bias: bool,
        head_name: str | None,
    ) -> None:
        super().__init__(
            ProblemType.LOGISTIC_REGRESSION,
            1,
            losses.hinge_loss,
            "binary_svm_head",
            label_name,
            weight_column_name,
            enable_centered_bias,
            head_name,
        )

    def _predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        with tf.name_scope(None, "predictions", (logits,)):
            name = PredictionKey.CLASSES
            classes = tf.argmax(_of_two_classes(logits), 1, name=name)
            return {PredictionKey.LOGITS: logits, name: classes}

    def _metrics(
        self, predictions: dict[str, tf.Tensor], labels: Any, weights: Any
    ) -> dict[str, Any]:
        classes = predictions[PredictionKey.CLASSES]
        return {MetricKey.ACCURACY: tf.metrics.accuracy(labels, classes, weights)}


def _class_ids(given: Sequence[int] | None, n_classes: int) -> tuple[int, ...]:
    for class_id in given or ():
        if not 0 <= class_id < n_classes:
            raise ValueError(f"Class ID {class_id} not in [0, {n_classes}).")
    return tuple(given or ())


class _Labels(NamedTuple):
    """Labels as they are given, and as numbers of classes."""

    given: tf.Tensor
    ids: tf.Tensor


class MultiClassHead(SingleHead):
    """A head of more than two classes.

    Predictions: ``logits``, ``probabilities`` [batch, n_classes], ``classes`` [batch], int64, or
    string if classes have names.

    Args:
      n_classes: number of classes.
      label_name, weight_column_name, enable_centered_bias, head_name: as `SingleHead` takes them.
      loss_fn: as `SingleHead` takes it; cross entropy if None.
      metric_class_ids: classes that get metrics of their own.
      label_keys: names of the classes, if labels are names.

    Raises:
      ValueError: there is no such class, or another number of names than classes.
    """

    def __init__(
        self,
        n_classes: int,
        label_name: str | None,
        weight_column_name: str | None,
        enable_centered_bias: bool,
        head_name: str | None,
        loss_fn: Callable[..., Any] | None,
        metric_class_ids: Sequence[int] | None,
        label_keys: Any,
    ) -> None:
        super().__init__(
            ProblemType.CLASSIFICATION,
            n_classes,
            loss_fn or losses.softmax_cross_entropy_loss,
            "multi_class_head",
            label_name,
            weight_column_name,
            enable_centered_bias,
            head_name,
        )
        self._metric_class_ids = _class_ids(metric_class_ids, n_classes)
        if label_keys and len(label_keys) != n_classes:
            raise ValueError("Length of label_keys must equal n_classes.")
        self._label_keys = label_keys

    def _labels(self, labels: Any) -> _Labels:
        given = super()._labels(labels)
        if not self._label_keys:
            return _Labels(given, given)
        table = index_table_from_tensor(self._label_keys, name="label_id_lookup")
        return _Labels(given, table.lookup(given))

    def _loss(self, labels: _Labels, logits: tf.Tensor, weights: Any) -> tuple[Any, Any]:
        return self._loss_fn(labels.ids, logits, weights)

    def _predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        key = PredictionKey
        with tf.name_scope(None, "predictions", (logits,)):
            classes = tf.argmax(logits, 1, name=key.CLASSES)
            if self._label_keys:
                table = index_to_string_table_from_tensor(
                    self._label_keys, name="class_string_lookup"
                )
                classes = table.lookup(classes)
            return {
                key.LOGITS: logits,
                key.PROBABILITIES: tf.nn.softmax(logits, name=key.PROBABILITIES),
                key.CLASSES: classes,
            }

    def _output_alternatives(self, predictions: dict[str, tf.Tensor]) -> dict[Any, Any]:
        return _served(self._head_name, self._problem_type, predictions, self._label_keys)

    def _metrics(
        self, predictions: dict[str, tf.Tensor], labels: _Labels, weights: Any
    ) -> dict[str, Any]:
        key = MetricKey
        classes = predictions[PredictionKey.CLASSES]
        found = {key.ACCURACY: tf.metrics.accuracy(labels.given, classes, weights)}
        for number in () if self._label_keys else self._metric_class_ids:
            probabilities = predictions[PredictionKey.PROBABILITIES]
            logits = predictions[PredictionKey.LOGITS]
            found[key.CLASS_PREDICTION_MEAN % number] = metrics.share_of_class(
                classes, weights, number
            )
            found[key.CLASS_LABEL_MEAN % number] = metrics.share_of_class(
                labels.ids, weights, number
            )
            found[key.CLASS_PROBABILITY_MEAN % number] = metrics.mean(
                probabilities, weights, number
            )
            found[key.CLASS_LOGITS_MEAN % number] = metrics.mean(logits, weights, number)
        return found


class MultiLabelHead(SingleHead):
    """A head of classes that do not exclude each other.

    Labels: [batch, n_classes] of zeros and ones, or a sparse tensor of the numbers of classes.
    Predictions: ``logits``, ``probabilities``, ``classes`` (int64), [batch, n_classes] each.

    Args:
      n_classes: number of classes.
      label_name, weight_column_name, enable_centered_bias, head_name: as `SingleHead` takes them.
      loss_fn: as `SingleHead` takes it; cross entropy if None.
      metric_class_ids: classes that get metrics of their own.

    Raises:
      ValueError: there is no such class.
    """

    def __init__(
        self,
        n_classes: int,
        label_name: str | None,
        weight_column_name: str | None,
        enable_centered_bias: bool,
        head_name: str | None,
        loss_fn: Callable[..., Any] | None,
        metric_class_ids: Sequence[int] | None,
    ) -> None:
        super().__init__(
            ProblemType.CLASSIFICATION,
            n_classes,
            loss_fn or losses.sigmoid_cross_entropy_loss,
            "multi_label_head",
            label_name,
            weight_column_name,
            enable_centered_bias,
            head_name,
        )
        self._metric_class_ids = _class_ids(metric_class_ids, n_classes)

    def _labels(self, labels: Any) -> tf.Tensor:
        found = to_labels(labels, self._label_name)
        if not isinstance(found, tf.SparseTensor):
            return found
        return tf.cast(tf.sparse_to_indicator(found, self._logits_dimension), tf.int64)

    def _predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        key = PredictionKey
        with tf.name_scope(None, "predictions", (logits,)):
            return {
                key.LOGITS: logits,
                key.PROBABILITIES: tf.sigmoid(logits, name=key.PROBABILITIES),
                key.CLASSES: tf.cast(tf.greater(logits, 0), tf.int64, name=key.CLASSES),
            }

    def _output_alternatives(self, predictions: dict[str, tf.Tensor]) -> dict[Any, Any]:
        return _served(self._head_name, self._problem_type, predictions)

    def _metrics(
        self, predictions: dict[str, tf.Tensor], labels: Any, weights: Any
    ) -> dict[str, Any]:
        key = MetricKey
        classes = predictions[PredictionKey.CLASSES]
        probabilities = predictions[PredictionKey.PROBABILITIES]
        logits = predictions[PredictionKey.LOGITS]
        area = metrics.area_under_curve
        found = {
            key.ACCURACY: tf.metrics.accuracy(labels, classes, weights),
            key.AUC: area(probabilities, labels, weights),
            key.AUC_PR: area(probabilities, labels, weights, curve="PR"),
        }
        for number in self._metric_class_ids:
            found[key.CLASS_PREDICTION_MEAN % number] = metrics.mean(classes, weights, number)
            found[key.CLASS_LABEL_MEAN % number] = metrics.mean(labels, weights, number)
            found[key.CLASS_PROBABILITY_MEAN % number] = metrics.mean(
                probabilities, weights, number
            )
            found[key.CLASS_LOGITS_MEAN % number] = metrics.mean(logits, weights, number)
            found[key.CLASS_AUC % number] = area(probabilities, labels, weights, number)
            found[key.CLASS_AUC_PR % number] = area(
                probabilities, labels, weights, number, curve="PR"
            )
        return found
