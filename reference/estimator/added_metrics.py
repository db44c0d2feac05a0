"""More metrics for an estimator that is there already.

Source: TensorFlow 1.15, ``tf.estimator.add_metrics``.
"""

from collections.abc import Callable
from typing import Any

from reference.estimator.arguments import argument_names
from reference.estimator.estimator import Estimator
from reference.estimator.modes import ModeKeys
from reference.estimator.spec import EstimatorSpec

_TAKEN = frozenset({"features", "labels", "predictions", "config"})


def add_metrics(estimator: Estimator, metric_fn: Callable[..., dict[str, Any]]) -> Estimator:
    """An estimator with the same model and folder that evaluates further metrics.

    Args:
      estimator: the estimator; it stays as it is.
      metric_fn: takes any of ``features``, ``labels``, ``predictions`` and ``config`` by name;
        returns metrics by name. One of a name that is there already takes its place.

    Raises:
      ValueError: ``metric_fn`` takes something else.

    Source: ``tf.estimator.add_metrics`` of TensorFlow 1.15.
    """
    names = argument_names(metric_fn)
    unknown = sorted(set(names) - _TAKEN)
    if unknown:
        raise ValueError(f"metric_fn ({metric_fn}) has following not expected args: {unknown}")

    def model_fn(features: Any, labels: Any, mode: str, config: Any) -> EstimatorSpec:
        spec = estimator.model_fn(features, labels, mode, config)
        if mode != ModeKeys.EVAL:
            return spec
        given = {
            "features": features,
            "labels": labels,
            "predictions": spec.predictions,
            "config": config,
        }
        metrics = metric_fn(**{name: given[name] for name in names})
        return spec._replace(eval_metric_ops={**(spec.eval_metric_ops or {}), **metrics})

    return Estimator(
        model_fn,
        estimator.model_dir,
        estimator.config,
        warm_start_from=estimator._warm_start_settings,
    )
