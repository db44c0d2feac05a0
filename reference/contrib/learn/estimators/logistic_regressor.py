"""An estimator of a probability.

Source: TensorFlow 1.15, ``tf.contrib.learn.LogisticRegressor``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.estimators.constants import ProblemType
from reference.contrib.learn.estimators.estimator import Estimator
from reference.contrib.learn.estimators.metric_key import MetricKey
from reference.contrib.learn.estimators.model_fn import ModeKeys, ModelFnOps

__all__ = [
    "LogisticRegressor",
]


def LogisticRegressor(
    model_fn: Callable[..., Any],
    thresholds: Sequence[float] | None = None,
    model_dir: str | None = None,
    config: Any = None,
    feature_engineering_fn: Any = None,
) -> Estimator:
    """An estimator of a model function that predicts a probability, with its metrics.

    Args:
      model_fn: takes features, labels and mode; returns (predictions, loss, train_op), the first
        float of shape [batch] or [batch, 1].
      thresholds: of the metrics that have one; 0.5 if None.
      model_dir, config, feature_engineering_fn: as `Estimator` takes them.

    Source: ``tf.contrib.learn.LogisticRegressor`` of TensorFlow 1.15.
    """

    def with_metrics(features: Any, labels: Any, mode: str, params: Any) -> ModelFnOps:
        predictions, loss, train_op = model_fn(features, labels, mode)
        found = None
        if mode == ModeKeys.EVAL:
            found = _metrics(labels, predictions, params.get("thresholds") or [0.5])
        outputs = {"head": (ProblemType.LOGISTIC_REGRESSION, {"predictions": predictions})}
        return ModelFnOps(
            mode=mode,
            predictions=predictions,
            loss=loss,
            train_op=train_op,
            eval_metric_ops=found,
            output_alternatives=outputs,
        )

    return Estimator(
        with_metrics, model_dir, config, {"thresholds": thresholds}, feature_engineering_fn
    )


def _metrics(labels: Any, predictions: Any, thresholds: Sequence[float]) -> dict[str, Any]:
    if isinstance(labels, dict) and len(labels) == 1:
        labels = next(iter(labels.values()))
    key = MetricKey
    found = {
        key.PREDICTION_MEAN: tf.metrics.mean(predictions),
        key.LABEL_MEAN: tf.metrics.mean(labels),
        key.ACCURACY_BASELINE: tf.metrics.mean(labels),
        key.AUC: tf.metrics.auc(labels=labels, predictions=predictions),
    }
    for threshold in thresholds:
        classes = tf.cast(
            tf.greater_equal(predictions, threshold),
            tf.float32,
            name=f"predictions_at_threshold_{threshold:f}",
        )
        both = {"labels": labels, "predictions": classes}
        found[key.ACCURACY_MEAN % threshold] = tf.metrics.accuracy(**both)
        found[key.PRECISION_MEAN % threshold] = tf.metrics.precision(**both)
        found[key.RECALL_MEAN % threshold] = tf.metrics.recall(**both)
    return found
