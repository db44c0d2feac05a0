"""The head of regressors.

Source: TensorFlow 1.15, heads of the canned estimators.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.canned.examples import labels_like, weights_of
from reference.estimator.canned.head import Head, Losses
from reference.estimator.export.outputs import DEFAULT, PredictOutput, RegressionOutput


class RegressionHead(Head):
    """Squared errors of one or more numbers.

    Args:
      label_dimension: how many numbers an example has.
      weight_column, loss_reduction: as `Head` takes them.

    Raises:
      ValueError: ``label_dimension`` is below one, or there is no such reduction.
    """

    def __init__(self, label_dimension: int, weight_column: Any, loss_reduction: str) -> None:
        super().__init__(label_dimension, weight_column, loss_reduction)
        if label_dimension < 1:
            raise ValueError(f"Invalid label_dimension {label_dimension}.")

    def predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """The logits as they are."""
        return {"predictions": logits}

    def export_outputs(self, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """The regression by default; all predictions too."""
        numbers = RegressionOutput(predictions["predictions"])
        return {DEFAULT: numbers, "regression": numbers, "predict": PredictOutput(predictions)}

    def losses(self, features: Any, logits: tf.Tensor, labels: Any) -> Losses:
        """Squared errors, float32 of shape [batch, label_dimension]."""
        labels = tf.cast(labels_like(logits, labels, self.logits_dimension), tf.float32)
        each = tf.losses.mean_squared_error(labels, logits, reduction=tf.losses.Reduction.NONE)
        weights = weights_of(features, self.weight_column, logits, per_logit=True)
        return Losses(self.reduced(each, weights), each, weights, labels)

    def metrics(self, losses: Losses, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """Means of predictions and labels."""
        weights = tf.ones_like(losses.labels) * losses.weights
        return {
            "prediction/mean": tf.metrics.mean(
                predictions["predictions"], weights=weights, name="prediction/mean"
            ),
            "label/mean": tf.metrics.mean(losses.labels, weights=weights, name="label/mean"),
        }
