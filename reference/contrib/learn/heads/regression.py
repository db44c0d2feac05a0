"""The head of numbers.

Source: TensorFlow 1.15, ``tf.contrib.learn.regression_head``.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.estimators.constants import ProblemType
from reference.contrib.learn.estimators.prediction_key import PredictionKey
from reference.contrib.learn.heads.base import SingleHead


class RegressionHead(SingleHead):
    """A head that predicts ``scores``: float of shape [batch], or [batch, label_dimension].

    Args:
      label_dimension: how many numbers an example has.
      loss_fn, label_name, weight_column_name, enable_centered_bias, head_name: as `SingleHead`
        takes them.
      link_fn: logits -> predictions.
    """

    def __init__(
        self,
        label_dimension: int,
        loss_fn: Callable[..., Any],
        link_fn: Callable[[tf.Tensor], tf.Tensor],
        label_name: str | None,
        weight_column_name: str | None,
        enable_centered_bias: bool,
        head_name: str | None,
    ) -> None:
        super().__init__(
            ProblemType.LINEAR_REGRESSION,
            label_dimension,
            loss_fn,
            "regression_head",
            label_name,
            weight_column_name,
            enable_centered_bias,
            head_name,
        )
        self._link_fn = link_fn

    def _predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        key = PredictionKey.SCORES
        with tf.name_scope(None, "predictions", (logits,)):
            if self.logits_dimension == 1:
                logits = tf.squeeze(logits, axis=(1,), name=key)
            return {key: self._link_fn(logits)}

    def _metrics(
        self, predictions: dict[str, tf.Tensor], labels: Any, weights: Any
    ) -> dict[str, Any]:
        return {}
