"""Training that is interrupted for an evaluation at each checkpoint.

Source: TensorFlow 1.15, ``tf.estimator.train_and_evaluate``.
"""

import os
from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.estimator.estimator import Estimator
from reference.estimator.exporters import Exporter


def _check_input_fn(input_fn: Any) -> None:
    if not callable(input_fn):
        raise TypeError(f"`input_fn` must be callable, given: {input_fn}")


def _checked_hooks(hooks: Any) -> tuple[Any, ...]:
    hooks = tuple(hooks or ())
    for hook in hooks:
        if not isinstance(hook, tf.train.SessionRunHook):
            raise TypeError(f"All hooks must be `SessionRunHook` instances, given: {hook}")
    return hooks


def _checked_exporters(exporters: Any) -> tuple[Exporter, ...]:
    if not exporters:
        return ()
    many = [exporters] if isinstance(exporters, Exporter) else exporters
    if not all(isinstance(each, Exporter) for each in many):
        raise TypeError(
            "`exporters` must be an Exporter, an iterable of Exporter, or `None`, found "
            f"{exporters}."
        )
    names = [each.name for each in many]
    if not all(names):
        raise ValueError(
            f"An Exporter cannot have a name that is `None` or empty. All exporter names: {names}"
        )
    if len(set(names)) < len(names):
        raise ValueError(
            "`exporters` must have unique names. Such a name cannot be `None`. All exporter "
            f"names: {names}"
        )
    return tuple(many)


class _Training(NamedTuple):
    input_fn: Callable[..., Any]
    max_steps: int | None
    hooks: tuple[Any, ...]


class TrainSpec(_Training):
    """How to train.

    Args:
      input_fn: as ``Estimator.train`` takes it.
      max_steps: global step at which to stop; when the input ends if None.
      hooks: session hooks.

    Raises:
      ValueError: ``max_steps`` is not above zero.
      TypeError: ``input_fn`` is no function, a hook no hook.

    Source: ``tf.estimator.TrainSpec`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls, input_fn: Callable[..., Any], max_steps: int | None = None, hooks: Any = None
    ) -> "TrainSpec":
        """Checks all of it."""
        _check_input_fn(input_fn)
        if max_steps is not None and max_steps <= 0:
            raise ValueError(f"Must specify max_steps > 0, given: {max_steps}")
        return super().__new__(cls, input_fn, max_steps, _checked_hooks(hooks))


class _Evaluation(NamedTuple):
    input_fn: Callable[..., Any]
    steps: int | None
    name: str | None
    hooks: tuple[Any, ...]
    exporters: tuple[Exporter, ...]
    start_delay_secs: float
    throttle_secs: float


class EvalSpec(_Evaluation):
    """How to evaluate meanwhile.

    Args:
      input_fn: as ``Estimator.evaluate`` takes it.
      steps: how many batches; until the input ends if None.
      name: as ``Estimator.evaluate`` takes it.
      hooks: session hooks.
      exporters: one or more `Exporter`.
      start_delay_secs: of use to a cluster only.
      throttle_secs: seconds from one evaluation to the next at least.

    Raises:
      ValueError: a number is out of its range, or exporters share a name.
      TypeError: something is of another type.

    Source: ``tf.estimator.EvalSpec`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls,
        input_fn: Callable[..., Any],
        steps: int | None = 100,
        name: str | None = None,
        hooks: Any = None,
        exporters: Any = None,
        start_delay_secs: float = 120,
        throttle_secs: float = 600,
    ) -> "EvalSpec":
        """Checks all of it."""
        _check_input_fn(input_fn)
        if steps is not None and steps <= 0:
            raise ValueError(f"Must specify steps > 0, given: {steps}")
        if name is not None and not isinstance(name, str):
            raise TypeError(f"`name` must be string, given: {name}")
        checked, exporting = _checked_hooks(hooks), _checked_exporters(exporters)
        if start_delay_secs < 0:
            raise ValueError(f"Must specify start_delay_secs >= 0, given: {start_delay_secs}")
        if throttle_secs < 0:
            raise ValueError(f"Must specify throttle_secs >= 0, given: {throttle_secs}")
        return super().__new__(
            cls, input_fn, steps, name, checked, exporting, start_delay_secs, throttle_secs
        )


class _EvaluateAtSavings(tf.train.CheckpointSaverListener):
    """Evaluates, and exports, at each checkpoint but the first, as often as the throttle lets."""

    def __init__(self, estimator: Estimator, how: EvalSpec, max_steps: int | None) -> None:
        self._estimator = estimator
        self._how = how
        self._max_steps = max_steps
        self.metrics: dict[str, Any] | None = None
        self.exported: list[Any] | None = None

    def begin(self) -> None:
        """Starts the clock."""
        self._timer = tf.train.SecondOrStepTimer(every_secs=self._how.throttle_secs)
        self._at_start = True

    def after_save(self, session: tf.Session, global_step_value: int) -> None:
        """Evaluates, unless this is the checkpoint of the start or comes too soon."""
        if self._at_start:
            self._at_start = False
        elif self._timer.should_trigger_for_step(global_step_value):
            self._evaluate(global_step_value)
        else:
            tf.logging.info(
                "Skip the current checkpoint eval due to throttle secs (%s secs).",
                self._how.throttle_secs,
            )

    def end(self, session: tf.Session, global_step_value: int) -> None:
        """Evaluates what was not evaluated yet."""
        if global_step_value != self._timer.last_triggered_step():
            self._evaluate(global_step_value)

    def _evaluate(self, global_step: int) -> None:
        self._timer.update_last_triggered_step(global_step)
        path = self._estimator.latest_checkpoint()
        self.metrics = self._estimator.evaluate(
            self._how.input_fn, self._how.steps, self._how.hooks, path, self._how.name
        )
        at = self.metrics[tf.GraphKeys.GLOBAL_STEP]
        is_final = bool(self._max_steps) and at >= self._max_steps
        folder = os.path.join(self._estimator.model_dir, "export")
        self.exported = [
            each.export(
                estimator=self._estimator,
                export_path=os.path.join(folder, each.name),
                checkpoint_path=path,
                eval_result=self.metrics,
                is_the_final_export=is_final,
            )
            for each in self._how.exporters
        ]


def train_and_evaluate(
    estimator: Estimator, train_spec: TrainSpec, eval_spec: EvalSpec
) -> tuple[dict[str, Any] | None, list[Any] | None]:
    """Trains, and evaluates at each checkpoint that comes late enough, and at the end.

    Args:
      estimator: an `Estimator`; its settings say how often there is a checkpoint.
      train_spec: how to train.
      eval_spec: how to evaluate.

    Returns:
      What the last evaluation and its exporters returned; None for both if there was none.

    Raises:
      TypeError: an argument is of another type.

    Source: ``tf.estimator.train_and_evaluate`` of TensorFlow 1.15, in one process.
    """
    for value, kind in ((eval_spec, EvalSpec), (estimator, Estimator), (train_spec, TrainSpec)):
        if not isinstance(value, kind):
            raise TypeError(f"a `tf.estimator.{kind.__name__}` is needed here. Got: {type(value)}")
    config = estimator.config
    tf.logging.info("Running training and evaluation locally (non-distributed).")
    tf.logging.info(
        "Start train and evaluate loop. The evaluate will happen after every checkpoint. "
        "Checkpoint frequency is determined based on RunConfig arguments: save_checkpoints_steps "
        "%s or save_checkpoints_secs %s.",
        config.save_checkpoints_steps,
        config.save_checkpoints_secs,
    )
    listener = _EvaluateAtSavings(estimator, eval_spec, train_spec.max_steps)
    estimator.train(
        train_spec.input_fn,
        hooks=train_spec.hooks,
        max_steps=train_spec.max_steps,
        saving_listeners=[listener],
    )
    return listener.metrics, listener.exported
