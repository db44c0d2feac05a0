"""An estimator that takes arrays, as scikit-learn's do.

Source: TensorFlow 1.15, ``tf.contrib.learn.SKCompat``.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.learn.estimators.array_inputs import inputs_of
from reference.contrib.learn.estimators.parameters import Parameterized


class SKCompat(Parameterized):
    """Trains, scores and asks an estimator with arrays.

    Args:
      estimator: a `BaseEstimator`.

    Source: ``tf.contrib.learn.SKCompat`` of TensorFlow 1.15.
    """

    def __init__(self, estimator: Any) -> None:
        self._estimator = estimator

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = 128,
        steps: int | None = None,
        max_steps: int | None = None,
        monitors: Any = None,
    ) -> "SKCompat":
        """Trains with rows in random order, always the same, for ever unless steps are given.

        Args:
          x: array of shape [rows, ...], data frame, or arrays by name.
          y: labels, as ``x``.
          batch_size: rows in a batch; all if None.
          steps, max_steps, monitors: as `BaseEstimator.fit` takes them.

        Returns:
          The object.

        Raises:
          ValueError: as `BaseEstimator.fit` does.
        """
        input_fn, feed_fn = inputs_of(x, y, batch_size, shuffle=True, epochs=None)
        self._estimator.fit(
            input_fn=input_fn,
            steps=steps,
            max_steps=max_steps,
            monitors=[tf.train.FeedFnHook(feed_fn), *(monitors or ())],
        )
        return self

    def score(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = 128,
        steps: int | None = None,
        metrics: Any = None,
        name: str | None = None,
    ) -> Any:
        """Evaluates over all rows, or ``steps`` batches of them.

        Args:
          x, y, batch_size: as `fit` takes them.
          steps, metrics, name: as `BaseEstimator.evaluate` takes them.

        Returns:
          Values of the metrics by name, and ``global_step``.

        Raises:
          ValueError: as `BaseEstimator.evaluate` does.
        """
        input_fn, feed_fn = inputs_of(x, y, batch_size)
        if metrics is not None and not isinstance(metrics, dict):
            raise ValueError(f"Metrics argument should be None or dict. Got {metrics}.")
        results, step = self._estimator._evaluate_model(
            input_fn=input_fn, feed_fn=feed_fn, steps=steps, metrics=metrics, name=name
        )
        results["global_step"] = step
        return results

    def predict(self, x: Any, batch_size: int | None = 128, outputs: Any = None) -> Any:
        """Predicts for all rows.

        Args:
          x, batch_size: as `fit` takes them.
          outputs: names of the predictions that are wanted; all if None.

        Returns:
          An array of shape [rows, ...], or such arrays by name.

        Raises:
          NotFittedError: nothing was trained.
          ValueError: there is no prediction of the names.
        """
        input_fn, feed_fn = inputs_of(x, None, batch_size)
        batches = list(
            self._estimator._infer_model(
                input_fn=input_fn,
                feed_fn=feed_fn,
                outputs=outputs,
                as_iterable=True,
                iterate_batches=True,
            )
        )
        if not isinstance(batches[0], dict):
            return np.concatenate(batches, axis=0)
        return {
            key: np.concatenate([batch[key] for batch in batches], axis=0) for key in batches[0]
        }
