"""The monitor that evaluates while a model is trained.

Source: TensorFlow 1.15, ``tf.contrib.learn.monitors.ValidationMonitor``.
"""

import copy
import time
from collections.abc import Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.monitors.base import EveryN
from reference.estimator.estimator import Estimator


class ValidationMonitor(EveryN):
    """Evaluates each new checkpoint while a model is trained, and stops if it gets no better.

    Args:
      x, y, input_fn, batch_size, metrics, hooks, name: as ``evaluate`` of the estimator takes them.
      eval_steps: how many batches; until the input ends if None.
      every_n_steps: steps from one look for a checkpoint to the next.
      early_stopping_rounds: after how many steps without a better value to stop; never if None.
      early_stopping_metric: name of the metric that says so.
      early_stopping_metric_minimize: whether smaller is better.
      check_interval_secs: seconds from one look to the next at least.

    Raises:
      ValueError: neither ``x`` nor ``input_fn`` is given.

    Source: ``tf.contrib.learn.monitors.ValidationMonitor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        x: Any = None,
        y: Any = None,
        input_fn: Any = None,
        batch_size: int | None = None,
        eval_steps: int | None = None,
        every_n_steps: int = 100,
        metrics: Any = None,
        hooks: Any = None,
        early_stopping_rounds: Any = None,
        early_stopping_metric: str = "loss",
        early_stopping_metric_minimize: bool = True,
        name: str | None = None,
        check_interval_secs: float | None = 5,
    ) -> None:
        super().__init__(every_n_steps=every_n_steps, first_n_steps=-1)
        if x is None and input_fn is None:
            raise ValueError("Either x or input_fn should be provided.")
        self.x = x
        self.y = y
        self.input_fn = input_fn
        self.batch_size = batch_size
        self.eval_steps = eval_steps
        self.metrics = metrics
        self.hooks = hooks
        self.early_stopping_rounds = early_stopping_rounds
        self.early_stopping_metric = early_stopping_metric
        self.early_stopping_metric_minimize = early_stopping_metric_minimize
        self.name = name
        self._best_value_step: Any = None
        self._best_value: Any = None
        self._best_metrics: Any = None
        self._early_stopped = False
        self._latest_path: str | None = None
        self._latest_path_step: int | None = None
        self._last_checkpoint_check_time: float | None = None
        self._check_interval_secs = check_interval_secs

    @property
    def early_stopped(self) -> bool:
        """Whether it stopped the training."""
        return self._early_stopped

    @property
    def best_step(self) -> Any:
        """The step of the best value."""
        return self._best_value_step

    @property
    def best_value(self) -> Any:
        """The best value of the metric."""
        return self._best_value

    @property
    def best_metrics(self) -> Any:
        """All metrics of the best step, by name."""
        return self._best_metrics

    def _evaluate_estimator(self) -> dict[str, Any]:
        given = {"input_fn": self.input_fn, "steps": self.eval_steps, "hooks": self.hooks}
        only_here = {
            "x": self.x,
            "y": self.y,
            "batch_size": self.batch_size,
            "metrics": self.metrics,
        }
        found: dict[str, Any]
        if isinstance(self._estimator, Estimator):
            if any(value is not None for value in only_here.values()):
                raise ValueError(
                    "tf.estimator.Estimator does not support following arguments: x, y, "
                    "batch_size, metrics. Should set as `None` in ValidationMonitor"
                )
            found = self._estimator.evaluate(**given, name=self.name)
        else:
            found = self._estimator.evaluate(**given, **only_here, name=self.name)
        return found

    def _new_checkpoint(self, step: int) -> bool:
        """Whether it is time to look, and there is another checkpoint than last time."""
        now, last = time.time(), self._last_checkpoint_check_time
        pause = self._check_interval_secs
        if pause is not None and last is not None and now - last <= pause:
            tf.logging.debug(
                "Skipping evaluation since less than %d seconds have passed since last check for a "
                "new checkpoint.",
                pause,
            )
            return False
        self._last_checkpoint_check_time = now
        path = tf.train.latest_checkpoint(self._estimator.model_dir)
        if path is None:
            tf.logging.debug(
                "Skipping evaluation since model has not been saved yet at step %d.", step
            )
            return False
        if path == self._latest_path:
            tf.logging.debug(
                "Skipping evaluation due to same checkpoint %s for step %d as for step %d.",
                path,
                step,
                self._latest_path_step,
            )
            return False
        self._latest_path = path
        self._latest_path_step = step
        return True

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> bool:
        """Evaluates if there is another checkpoint; whether to stop."""
        if self._estimator is None:
            raise ValueError("Missing call to set_estimator.")
        if not self._new_checkpoint(step):
            return False
        found = self._evaluate_estimator()
        shown = ", ".join(f"{name} = {value}" for name, value in found.items())
        tf.logging.info("Validation (step %d): %s", step, shown)
        return self.early_stopping_rounds is not None and self._no_better(step, found)

    def _no_better(self, step: int, found: dict[str, Any]) -> bool:
        """Notes the value, and says whether the best one lies too far back."""
        metric = self.early_stopping_metric
        if metric not in found:
            raise ValueError(f"Metric {metric} missing from outputs {set(found.keys())}.")
        value, best = found[metric], self._best_value
        if best is None or (value < best if self.early_stopping_metric_minimize else value > best):
            self._best_value = value
            self._best_metrics = copy.deepcopy(found)
            self._best_value_step = step
        if step - self._best_value_step < self.early_stopping_rounds:
            return False
        tf.logging.info(
            "Stopping. Best step: %s with %s = %s.", self._best_value_step, metric, self._best_value
        )
        self._early_stopped = True
        return True
