"""What makes predictions, a loss, a training operation and metrics of logits.

Source: TensorFlow 1.15, heads of the canned estimators.
"""

import abc
from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.estimator.modes import ModeKeys
from reference.estimator.spec import EstimatorSpec


class Losses(NamedTuple):
    """The loss that is trained, the loss of each example, their weights, the labels as judged."""

    training: tf.Tensor
    each: tf.Tensor
    weights: Any
    labels: tf.Tensor


class Head(abc.ABC):
    """Common to all heads.

    Args:
      logits_dimension: last size of the logits.
      weight_column: name of the feature, or the ``numeric_column``, of the examples' weights.
      loss_reduction: one of ``tf.losses.Reduction``, but ``NONE``.

    Raises:
      ValueError: there is no such reduction.
    """

    def __init__(self, logits_dimension: int, weight_column: Any, loss_reduction: str) -> None:
        reductions = tf.losses.Reduction
        if loss_reduction not in reductions.all() or loss_reduction == reductions.NONE:
            raise ValueError(f"Invalid loss_reduction: {loss_reduction}")
        self.logits_dimension = logits_dimension
        self.weight_column = weight_column
        self._reduction = loss_reduction

    @abc.abstractmethod
    def predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """Predictions by name."""

    @abc.abstractmethod
    def export_outputs(self, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """Outputs by the name of their signature."""

    @abc.abstractmethod
    def losses(self, features: Any, logits: tf.Tensor, labels: Any) -> Losses:
        """The losses of a batch."""

    @abc.abstractmethod
    def metrics(self, losses: Losses, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """Metrics by name, beside the mean loss of an example."""

    def reduced(self, each: tf.Tensor, weights: Any) -> tf.Tensor:
        """The loss of a batch, a scalar, of the losses of its examples."""
        return tf.losses.compute_weighted_loss(each, weights=weights, reduction=self._reduction)

    def spec(
        self,
        features: Any,
        mode: str,
        logits: tf.Tensor,
        labels: Any,
        train: Callable[[tf.Tensor], Any],
    ) -> EstimatorSpec:
        """The whole of a model.

        Args:
          features: features by name.
          mode: one of `ModeKeys`.
          logits: float of shape [batch, ..., logits_dimension].
          labels: as the input function gave them; None to predict.
          train: loss -> operation that makes a step.

        Raises:
          ValueError: logits or labels are of another shape.
        """
        with tf.name_scope("head"):
            logits = self._checked(logits)
            with tf.name_scope("predictions"):
                predictions = self.predictions(logits)
            if mode == ModeKeys.PREDICT:
                outputs = self.export_outputs(predictions)
                return EstimatorSpec(mode, predictions=predictions, export_outputs=outputs)
            losses = self.losses(features, logits, labels)
            if mode == ModeKeys.EVAL:
                with tf.name_scope("metrics"):
                    metrics = self.metrics(losses, predictions)
                    metrics["average_loss"] = tf.metrics.mean(
                        losses.each, weights=losses.weights, name="average_loss"
                    )
                return EstimatorSpec(
                    mode, predictions=predictions, loss=losses.training, eval_metric_ops=metrics
                )
            train_op = train(losses.training)
            updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
            if updates:
                train_op = tf.group(train_op, *updates)
            mean = None
            if self._reduction == tf.losses.Reduction.SUM:
                counted = tf.reduce_sum(losses.weights * tf.ones_like(losses.each))
                mean = losses.training / counted
        with tf.name_scope(""):
            tf.summary.scalar("loss", losses.training)
            if mean is not None:
                tf.summary.scalar("average_loss", mean)
        return EstimatorSpec(mode, predictions=predictions, loss=losses.training, train_op=train_op)

    def _checked(self, logits: tf.Tensor) -> tf.Tensor:
        logits = tf.cast(logits, tf.float32)
        found = logits.shape.as_list()[-1] if logits.shape.ndims else None
        if logits.shape.ndims in (0, 1) or found not in (None, self.logits_dimension):
            raise ValueError(
                f"logits shape must be [D0, D1, ... DN, logits_dimension], got {logits.shape}."
            )
        return logits


def class_names(n_classes: int, vocabulary: Any, like: tf.Tensor) -> tf.Tensor:
    """The names of all classes for each row of a tensor: string of shape [batch, n_classes]."""
    names = list(vocabulary) if vocabulary else [str(number) for number in range(n_classes)]
    return tf.tile(tf.expand_dims(tf.constant(names), 0), [tf.shape(like)[0], 1])


def class_ids(n_classes: int, like: tf.Tensor) -> tf.Tensor:
    """The numbers of all classes for each row of a tensor: int32 of shape [batch, n_classes]."""
    return tf.tile(tf.expand_dims(tf.range(n_classes), 0), [tf.shape(like)[0], 1])
