"""A model, its inputs, and how it is trained, evaluated and exported.

Source: TensorFlow 1.15, ``tf.contrib.learn.Experiment``.
"""

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.estimators.run_config import Environment, RunConfig
from reference.contrib.learn.evaluable import Evaluable
from reference.contrib.learn.export_strategy import ExportStrategy
from reference.contrib.learn.monitors import ValidationMonitor, replace_monitors_with_hooks
from reference.contrib.learn.trainable import Trainable
from reference.estimator.arguments import argument_names
from reference.estimator.estimator import Estimator


class _EvalAndExport(tf.train.CheckpointSaverListener):
    """Evaluates and exports each checkpoint that is saved."""

    def __init__(self, evaluate: Callable[..., Any], export: Callable[..., Any], folder: str):
        self._evaluate = evaluate
        self._export = export
        self._folder = folder
        self._latest: str | None = None
        self.eval_result: Any = None
        self.export_results: Any = None

    def after_save(self, session: Any, global_step_value: int) -> None:
        tf.logging.info("Checking for checkpoint in %s", self._folder)
        latest = tf.train.latest_checkpoint(self._folder)
        if not latest:
            tf.logging.warning("Skipping evaluation and export since model has not been saved yet.")
        elif latest == self._latest:
            tf.logging.warning("Skipping evaluation due to same latest checkpoint %s.", latest)
        else:
            self._latest = latest
            self.eval_result = self._evaluate(name="intermediate_export", checkpoint_path=latest)
            self.export_results = self._export(self.eval_result, checkpoint_path=latest)


def _goes_on(predicate: Callable[..., Any] | None, result: Any, checkpoint_path: Any) -> bool:
    """Whether a user's function says to go on; it does if there is none."""
    if predicate is None:
        return True
    if "checkpoint_path" in argument_names(predicate):
        return bool(predicate(result, checkpoint_path=checkpoint_path))
    return bool(predicate(result))


def _check_predicate(predicate: Any) -> None:
    if predicate is not None and not callable(predicate):
        raise ValueError("`continuous_eval_predicate_fn` must be a callable, or None.")


def _wait(seconds: float | None, what: str) -> None:
    if seconds:
        tf.logging.info("Waiting %f secs before starting %s.", seconds, what)
        time.sleep(seconds)


class Experiment:
    """A model, its inputs, and how it is trained, evaluated and exported.

    Args:
      estimator: a `BaseEstimator`, or an estimator of ``reference.estimator``.
      train_input_fn: input function of the training.
      eval_input_fn: input function of evaluations.
      eval_metrics: more metrics, as ``Estimator.evaluate`` takes them.
      train_steps: at which global step training stops; never if None.
      eval_steps: batches of an evaluation; until the input ends if None.
      train_monitors: monitors and session hooks of the training.
      eval_hooks: session hooks of evaluations.
      local_eval_frequency: ``min_eval_frequency`` of `local_run`.
      eval_delay_secs: seconds before the first evaluation.
      continuous_eval_throttle_secs: seconds from one of the evaluations without end to the next.
      min_eval_frequency: steps from one look for a new checkpoint to the next, in
        `train_and_evaluate`; 1 if None, no evaluation meanwhile if 0.
      delay_workers_by_global_step: whether workers wait for a step, not for seconds.
      export_strategies: an `ExportStrategy`, or several.
      train_steps_per_iteration: steps from one evaluation to the next, in
        `continuous_train_and_eval`.
      checkpoint_and_export: whether each checkpoint is evaluated and exported.
      saving_listeners: listeners of checkpoints, for an estimator of ``reference.estimator``.
      check_interval_secs: seconds from one look for a new checkpoint to the next at least.

    Raises:
      ValueError: the estimator is none, or an argument does not go with it.

    Source: ``tf.contrib.learn.Experiment`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        estimator: Any,
        train_input_fn: Any,
        eval_input_fn: Any,
        eval_metrics: Any = None,
        train_steps: int | None = None,
        eval_steps: int | None = 100,
        train_monitors: list[Any] | None = None,
        eval_hooks: list[Any] | None = None,
        local_eval_frequency: int | None = None,
        eval_delay_secs: float | None = 120,
        continuous_eval_throttle_secs: float = 60,
        min_eval_frequency: int | None = None,
        delay_workers_by_global_step: bool = False,
        export_strategies: Any = None,
        train_steps_per_iteration: int | None = None,
        checkpoint_and_export: bool = False,
        saving_listeners: Any = None,
        check_interval_secs: float = 5,
    ) -> None:
        self._core_estimator_used = isinstance(estimator, Estimator)
        _check_estimator(estimator, self._core_estimator_used, eval_metrics, saving_listeners)
        self._estimator = estimator
        self._train_input_fn = train_input_fn
        self._eval_input_fn = eval_input_fn
        self._eval_metrics = eval_metrics
        self._train_steps = train_steps
        self._eval_steps = eval_steps
        self._local_eval_frequency = local_eval_frequency
        self._eval_delay_secs = eval_delay_secs
        self._continuous_eval_throttle_secs = continuous_eval_throttle_secs
        self._checkpoint_and_export = checkpoint_and_export
        self._saving_listeners = saving_listeners
        self._min_eval_frequency = 1 if min_eval_frequency is None else min_eval_frequency
        self._check_interval_secs = check_interval_secs
        self._delay_workers_by_global_step = delay_workers_by_global_step
        self._train_monitors = list(train_monitors or ())
        self._eval_hooks = list(eval_hooks or ())
        self._export_strategies = _strategies(export_strategies)
        self._train_steps_per_iteration = train_steps_per_iteration
        if train_steps_per_iteration is not None and not isinstance(train_steps_per_iteration, int):
            raise ValueError("`train_steps_per_iteration` must be an integer.")

    @property
    def estimator(self) -> Any:
        """The estimator."""
        return self._estimator

    @property
    def eval_metrics(self) -> Any:
        """More metrics of evaluations."""
        return self._eval_metrics

    @property
    def train_steps(self) -> int | None:
        """At which global step training stops."""
        return self._train_steps

    @property
    def eval_steps(self) -> int | None:
        """Batches of an evaluation."""
        return self._eval_steps

    def extend_train_hooks(self, additional_hooks: list[Any]) -> None:
        """Adds monitors and session hooks of the training."""
        self._train_monitors.extend(additional_hooks)

    def reset_export_strategies(self, new_export_strategies: Any = None) -> Any:
        """Sets the strategies of exports; returns the former ones."""
        former = self._export_strategies
        self._export_strategies = _strategies(new_export_strategies)
        return former

    def train(self, delay_secs: float | None = None) -> Any:
        """Trains to the last step.

        Args:
          delay_secs: seconds to wait first; by the number of the worker if None.

        Returns:
          The estimator.
        """
        start = time.time()
        config = self._estimator.config
        if isinstance(config, RunConfig):
            self._start_server_if_any(config)
        elif config.cluster_spec and config.master:
            raise ValueError(
                "For distributed runtime, Experiment class only works with "
                f"tf.contrib.learn.RunConfig for now, but provided {type(config)}"
            )
        hooks = []
        if delay_secs is None:
            task_id = config.task_id or 0
            if self._delay_workers_by_global_step:
                wait = int(8000.0 * math.log(task_id + 1))
                hooks.append(tf.train.GlobalStepWaiterHook(wait))
                delay_secs = 0
            else:
                delay_secs = min(60, task_id * 5)
        if delay_secs > 0:
            left = delay_secs - (time.time() - start)
            tf.logging.info("Waiting %d secs before starting training.", left)
            time.sleep(delay_secs)
        return self._call_train(max_steps=self._train_steps, hooks=[*self._train_monitors, *hooks])

    def evaluate(self, delay_secs: float | None = None, name: str | None = None) -> Any:
        """Evaluates once.

        Args:
          delay_secs: seconds to wait first; ``eval_delay_secs`` if None.
          name: of the evaluation; ``one_pass`` if None.

        Returns:
          Values of the metrics by name.
        """
        delay = self._eval_delay_secs if delay_secs is None else delay_secs
        if delay:
            tf.logging.info("Waiting %d secs before starting eval.", delay)
            time.sleep(delay)
        return self._call_evaluate(name=name or "one_pass", hooks=self._eval_hooks)

    def local_run(self) -> Any:
        """`train_and_evaluate` with ``local_eval_frequency``."""
        with _kept(self, "_min_eval_frequency"):
            self._min_eval_frequency = self._local_eval_frequency
            return self.train_and_evaluate()

    def continuous_eval(
        self,
        delay_secs: float | None = None,
        throttle_delay_secs: float | None = None,
        evaluate_checkpoint_only_once: bool = True,
        continuous_eval_predicate_fn: Callable[..., Any] | None = None,
        name: str = "continuous",
    ) -> None:
        """Evaluates and exports each new checkpoint, until the last step or a function says stop.

        Args:
          delay_secs: seconds to wait first; ``eval_delay_secs`` if None.
          throttle_delay_secs: seconds from one to the next; ``continuous_eval_throttle_secs`` if
            None.
          evaluate_checkpoint_only_once: whether a checkpoint is evaluated once.
          continuous_eval_predicate_fn: takes the last evaluation (None before the first), and maybe
            ``checkpoint_path``; whether to go on.
          name: of the evaluations.

        Raises:
          ValueError: the function is none.
        """
        self._continuous_eval(
            self._eval_input_fn,
            name,
            delay_secs,
            throttle_delay_secs,
            evaluate_checkpoint_only_once,
            continuous_eval_predicate_fn,
        )

    def continuous_eval_on_train_data(
        self,
        delay_secs: float | None = None,
        throttle_delay_secs: float | None = None,
        continuous_eval_predicate_fn: Callable[..., Any] | None = None,
        name: str = "continuous_on_train_data",
    ) -> None:
        """`continuous_eval` with the input of the training, without exports.

        Args:
          delay_secs, throttle_delay_secs, continuous_eval_predicate_fn, name: as `continuous_eval`
            takes them.
        """
        self._continuous_eval(
            self._train_input_fn,
            name,
            delay_secs,
            throttle_delay_secs,
            predicate=continuous_eval_predicate_fn,
            export=False,
        )

    def _continuous_eval(
        self,
        input_fn: Any,
        name: str,
        delay_secs: float | None,
        throttle_delay_secs: float | None,
        once: bool = True,
        predicate: Callable[..., Any] | None = None,
        export: bool = True,
    ) -> None:
        _check_predicate(predicate)
        _wait(self._eval_delay_secs if delay_secs is None else delay_secs, "eval")
        pause = throttle_delay_secs
        if pause is None:
            pause = self._continuous_eval_throttle_secs
        previous: str | None = None
        result: Any = None
        warned = 0.0
        while _goes_on(predicate, result, previous):
            if self._reached(result):
                tf.logging.info(
                    "Exiting continuous eval, global_step=%s >= train_step=%s",
                    result[tf.GraphKeys.GLOBAL_STEP],
                    self._train_steps,
                )
                return
            start = time.time()
            latest = tf.train.latest_checkpoint(self._estimator.model_dir)
            if latest and not (once and latest == previous):
                result = self._call_evaluate(
                    input_fn=input_fn, name=name, checkpoint_path=latest, hooks=self._eval_hooks
                )
                result = result or {}
                if export:
                    self._maybe_export(result, checkpoint_path=latest)
                warned = 0.0
                previous = latest
            else:
                result = {}
                if time.time() - warned > 600:
                    tf.logging.warning(
                        "No new checkpoint ready for evaluation."
                        if latest
                        else "Estimator is not fitted yet. Will start an evaluation when a "
                        "checkpoint is ready."
                    )
                    warned = time.time()
            if time.time() - start < pause:
                _wait(pause - (time.time() - start), "next eval run")

    def _reached(self, result: Any) -> bool:
        """Whether an evaluation says that the last step is made."""
        step = result.get(tf.GraphKeys.GLOBAL_STEP) if result else None
        return bool(step and self._train_steps and step >= self._train_steps)

    def train_and_evaluate(self) -> tuple[Any, Any]:
        """Trains to the last step, evaluates new checkpoints meanwhile, and evaluates at the end.

        Returns:
          Values of the metrics of the last evaluation by name, and what the strategies returned.
        """
        listener = None
        config = self._estimator.config
        with _kept(self, "_train_monitors"):
            if self._checkpoint_and_export and (
                config.save_checkpoints_secs or config.save_checkpoints_steps
            ):
                listener = _EvalAndExport(
                    lambda **options: self._call_evaluate(hooks=self._eval_hooks, **options),
                    self._maybe_export,
                    self._estimator.model_dir,
                )
                meanwhile: list[Any] = [
                    tf.train.CheckpointSaverHook(
                        checkpoint_dir=self._estimator.model_dir,
                        save_secs=config.save_checkpoints_secs,
                        save_steps=config.save_checkpoints_steps,
                        listeners=[listener],
                    )
                ]
            elif self._min_eval_frequency:
                meanwhile = [
                    ValidationMonitor(
                        input_fn=self._eval_input_fn,
                        eval_steps=self._eval_steps,
                        metrics=self._eval_metrics,
                        every_n_steps=self._min_eval_frequency,
                        check_interval_secs=self._check_interval_secs,
                        hooks=self._eval_hooks,
                    )
                ]
            else:
                meanwhile = []
            self._train_monitors = [*self._train_monitors, *meanwhile]
            self.train(delay_secs=0)
        if listener is not None:
            return listener.eval_result, listener.export_results
        result = self._call_evaluate(hooks=self._eval_hooks)
        return result, self._maybe_export(result)

    def continuous_train_and_eval(
        self, continuous_eval_predicate_fn: Callable[..., Any] | None = None
    ) -> tuple[Any, Any]:
        """Trains some steps and evaluates, by turns, until the last step or a function says stop.

        Args:
          continuous_eval_predicate_fn: as `continuous_eval` takes it.

        Returns:
          As `train_and_evaluate`.

        Raises:
          ValueError: the function is none.
        """
        _check_predicate(continuous_eval_predicate_fn)
        steps = 1000
        if self._train_steps_per_iteration is not None:
            steps = self._train_steps_per_iteration
        elif self._train_steps is not None:
            steps = int(self._train_steps / 10)
        latest: str | None = None
        result: Any = None
        exported: Any = None
        while _goes_on(continuous_eval_predicate_fn, result, latest if result else None):
            if self._reached(result):
                tf.logging.info("Stop training model as max steps reached")
                break
            tf.logging.info("Training model for %s steps", steps)
            self._call_train(steps=steps, hooks=self._train_monitors)
            tf.logging.info("Evaluating model now.")
            latest = tf.train.latest_checkpoint(self._estimator.model_dir)
            result = self._call_evaluate(
                name="one_pass", checkpoint_path=latest, hooks=self._eval_hooks
            )
            exported = self._maybe_export(result)
        return result, exported

    def _maybe_export(self, eval_result: Any, checkpoint_path: str | None = None) -> list[Any]:
        base = os.path.join(os.fsencode(self._estimator.model_dir), b"export")
        return [
            strategy.export(
                self._estimator,
                os.path.join(base, os.fsencode(strategy.name)),
                checkpoint_path=checkpoint_path,
                eval_result=eval_result,
            )
            for strategy in self._export_strategies
        ]

    def run_std_server(self) -> None:
        """Runs the server of this task, without end."""
        self._start_server().join()

    def test(self) -> Any:
        """One step, one batch of evaluation, and the exports; returns the metrics by name."""
        self._call_train(steps=1, hooks=self._train_monitors)
        result = self._call_evaluate(name="one_pass", steps=1)
        self._maybe_export(result)
        return result

    def _start_server_if_any(self, config: RunConfig) -> None:
        if not (config.cluster_spec and config.master):
            return
        if config.environment == Environment.LOCAL:
            tf.logging.warning(
                "ClusterSpec and master are provided, but environment is set to 'local'. Set "
                "environment to 'cloud' if you intend to use the distributed runtime."
            )
        elif config.environment != Environment.GOOGLE:
            self._start_server()

    def _start_server(self) -> Any:
        config = self._estimator.config
        known = config.cluster_spec and config.task_type and config.master
        if not known or config.task_id is None:
            raise ValueError(
                "Could not start server; be sure to specify cluster_spec, task_type, master, and "
                "task in RunConfig or set the TF_CONFIG environment variable."
            )
        server = tf.train.Server(
            config.cluster_spec,
            job_name=config.task_type,
            task_index=config.task_id,
            config=config.tf_config,
            start=False,
        )
        server.start()
        return server

    def _call_train(
        self, steps: int | None = None, max_steps: int | None = None, hooks: Any = None
    ) -> Any:
        hooks = replace_monitors_with_hooks(hooks, self._estimator)
        options: dict[str, Any] = {
            "input_fn": self._train_input_fn,
            "steps": steps,
            "max_steps": max_steps,
        }
        if self._core_estimator_used:
            return self._estimator.train(
                hooks=hooks, saving_listeners=self._saving_listeners, **options
            )
        return self._estimator.fit(monitors=hooks, **options)

    def _call_evaluate(self, **given: Any) -> Any:
        options = {"input_fn": self._eval_input_fn, "steps": self._eval_steps, **given}
        if not self._core_estimator_used:
            options["metrics"] = self._eval_metrics
        return self._estimator.evaluate(**options)


def _check_estimator(estimator: Any, core: bool, eval_metrics: Any, saving_listeners: Any) -> None:
    if core:
        if eval_metrics is not None:
            raise ValueError(
                "`eval_metrics` must be `None` with `tf.estimator.Estimator`. Use "
                "`eval_metric_ops` in `tf.estimator.EstimatorSpec` instead."
            )
        return
    if not isinstance(estimator, Evaluable):
        raise ValueError(
            "`estimator` must implement `tf.contrib.learn.Evaluable` or `tf.estimator.Estimator`."
        )
    if not isinstance(estimator, Trainable):
        raise ValueError(
            "`estimator` must implement `tf.contrib.learn.Trainable`or `tf.estimator.`Estimator`."
        )
    if saving_listeners is not None:
        raise ValueError("`saving_listeners` must be `None` with `tf.contrib.learn.Estimator`.")


def _strategies(given: Any) -> tuple[ExportStrategy, ...]:
    strategies = (given,) if isinstance(given, ExportStrategy) else tuple(given or ())
    for strategy in strategies:
        if not isinstance(strategy, ExportStrategy):
            raise ValueError(
                "`export_strategies` must be an ExportStrategy, an iterable of ExportStrategy, or "
                f"`None`, found {strategy}."
            )
    return strategies


@contextlib.contextmanager
def _kept(owner: Any, attribute: str) -> Iterator[None]:
    """Gives an attribute its value back at the end."""
    value = getattr(owner, attribute)
    try:
        yield
    finally:
        setattr(owner, attribute, value)
