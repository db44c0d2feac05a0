"""What canned estimators have in common: predictions by kind, optimizers, core's columns.

Source: TensorFlow 1.15, ``contrib/learn/python/learn/estimators``.
"""

from collections.abc import Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column import _FeatureColumn
from reference.contrib.learn.estimators.estimator import Estimator
from reference.contrib.learn.estimators.prediction_key import PredictionKey
from reference.contrib.learn.metric_spec import MetricSpec


def by_name(features: Any) -> Mapping[str, Any]:
    """Features by name; a single one is called ``""``."""
    return features if isinstance(features, dict) else {"": features}


def made(optimizer: Any) -> Any:
    """An optimizer, its name, or what a function returns."""
    return optimizer() if callable(optimizer) else optimizer


def of_contrib(feature_columns: Any) -> bool:
    """Whether all columns are of `contrib.layers`, not of ``tf.feature_column``."""
    return all(isinstance(column, _FeatureColumn) for column in feature_columns)


def partitioner(config: Any, min_slice_size: int = 256 << 10) -> Any:
    """Splits variables among parameter servers; leaves them whole where there are none."""
    parts = config.num_ps_replicas if config else 0
    return tf.min_max_variable_partitioner(max_partitions=parts, min_slice_size=min_slice_size)


def refuse_sdca(optimizer: Any) -> None:
    """Raises ValueError for an optimizer that is none of ``tf.train``, no name and no function."""
    known = optimizer is None or isinstance(optimizer, (str, tf.train.Optimizer))
    if not known and not callable(optimizer):
        raise ValueError(
            f"{optimizer} is no tf.train.Optimizer: SDCA has no kernel in TensorFlow 2, take "
            "FtrlOptimizer."
        )


class _Predicting(Estimator):
    """An estimator whose predictions are asked for by kind."""

    def _predicted(
        self, key: str, x: Any, input_fn: Any, batch_size: int | None, as_iterable: bool
    ) -> Any:
        found = Estimator.predict(
            self,
            x=x,
            input_fn=input_fn,
            batch_size=batch_size,
            outputs=[key],
            as_iterable=as_iterable,
        )
        return (each[key] for each in found) if as_iterable else found[key]


class Classifier(_Predicting):
    """An estimator of classes."""

    def predict(  # type: ignore[override]
        self,
        x: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        outputs: Any = None,
        as_iterable: bool = True,
    ) -> Any:
        """The classes, as `predict_classes`, or the predictions of the names ``outputs``.

        Args:
          x, input_fn, batch_size, outputs, as_iterable: as `Estimator.predict` takes them.
        """
        if not outputs:
            return self.predict_classes(x, input_fn, batch_size, as_iterable)
        return super().predict(x, input_fn, batch_size, outputs, as_iterable)

    def predict_classes(
        self,
        x: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Any:
        """The classes: an iterator of them, or an array of shape [rows].

        Args:
          x, input_fn, batch_size, as_iterable: as `Estimator.predict` takes them.
        """
        return self._predicted(PredictionKey.CLASSES, x, input_fn, batch_size, as_iterable)

    def predict_proba(
        self,
        x: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Any:
        """The probabilities: an iterator of arrays [n_classes], or an array [rows, n_classes].

        Args:
          x, input_fn, batch_size, as_iterable: as `Estimator.predict` takes them.
        """
        return self._predicted(PredictionKey.PROBABILITIES, x, input_fn, batch_size, as_iterable)


class Regressor(_Predicting):
    """An estimator of numbers."""

    def predict(  # type: ignore[override]
        self,
        x: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        outputs: Any = None,
        as_iterable: bool = True,
    ) -> Any:
        """The numbers, as `predict_scores`, or the predictions of the names ``outputs``.

        Args:
          x, input_fn, batch_size, outputs, as_iterable: as `Estimator.predict` takes them.
        """
        if not outputs:
            return self.predict_scores(x, input_fn, batch_size, as_iterable)
        return super().predict(x, input_fn, batch_size, outputs, as_iterable)

    def predict_scores(
        self,
        x: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        as_iterable: bool = True,
    ) -> Any:
        """The numbers: an iterator of them, or an array of shape [rows] or [rows, dimension].

        Args:
          x, input_fn, batch_size, as_iterable: as `Estimator.predict` takes them.
        """
        return self._predicted(PredictionKey.SCORES, x, input_fn, batch_size, as_iterable)


class DeepRegressor(Regressor):
    """An estimator of numbers, whose metrics may be bare functions of predictions and labels."""

    def evaluate(  # type: ignore[override]
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        feed_fn: Any = None,
        batch_size: int | None = None,
        steps: int | None = None,
        metrics: Any = None,
        name: str | None = None,
        checkpoint_path: str | None = None,
        hooks: Any = None,
    ) -> dict[str, Any]:
        """`Estimator.evaluate`, where a bare function is one of the scores.

        Args:
          x, y, input_fn, feed_fn, batch_size, steps, metrics, name, checkpoint_path, hooks: as
            `Estimator.evaluate` takes them.
        """
        named = {
            key
            if isinstance(metric, MetricSpec) or isinstance(key, tuple)
            else (key, PredictionKey.SCORES): metric
            for key, metric in (metrics or {}).items()
        }
        return super().evaluate(
            x=x,
            y=y,
            input_fn=input_fn,
            feed_fn=feed_fn,
            batch_size=batch_size,
            steps=steps,
            metrics=named,
            name=name,
            checkpoint_path=checkpoint_path,
            hooks=hooks,
        )
