"""The base of all monitors, and of those that act every so many steps.

Source: TensorFlow 1.15, ``tf.contrib.learn.monitors``.
"""

from collections.abc import Mapping
from typing import Any


class BaseMonitor:
    """Does nothing; the base of all monitors.

    Source: ``tf.contrib.learn.monitors.BaseMonitor`` of TensorFlow 1.15.
    """

    def __init__(self) -> None:
        self._begun = False
        self._current_epoch: int | None = None
        self._current_step: int | None = None
        self._max_steps: int | None = None
        self._estimator: Any = None

    @property
    def run_on_all_workers(self) -> bool:
        """Whether it runs beside others than the chief too."""
        return False

    def set_estimator(self, estimator: Any) -> None:
        """Tells it the estimator that is trained.

        Raises:
          ValueError: there is none.
        """
        if estimator is None:
            raise ValueError("Missing estimator.")
        self._estimator = estimator

    def begin(self, max_steps: int | None = None) -> None:
        """Called when training begins, with its last step.

        Raises:
          ValueError: it has begun.
        """
        if self._begun:
            raise ValueError("begin called twice without end.")
        self._max_steps = max_steps
        self._begun = True

    def end(self, session: Any = None) -> None:
        """Called when training ends.

        Raises:
          ValueError: it has not begun.
        """
        if not self._begun:
            raise ValueError("end called without begin.")
        self._max_steps = None
        self._begun = False

    def epoch_begin(self, epoch: int) -> None:
        """Called when an epoch begins.

        Raises:
          ValueError: one has begun, or the number is below zero.
        """
        if self._current_epoch is not None:
            raise ValueError("epoch_begin called twice without epoch_end.")
        if epoch < 0:
            raise ValueError(f"Invalid epoch {epoch}.")
        self._current_epoch = epoch

    def epoch_end(self, epoch: int) -> None:
        """Called when an epoch ends.

        Raises:
          ValueError: another one has begun.
        """
        if self._current_epoch != epoch:
            raise ValueError("epoch_end expected %s but got %s.", self._current_epoch, epoch)
        self._current_epoch = None

    def step_begin(self, step: int) -> list[Any]:
        """Called before a step; returns names of tensors, or tensors, that are wanted of it.

        Raises:
          ValueError: the number is below zero or behind the last step.
        """
        if step < 0 or (self._max_steps is not None and step > self._max_steps):
            raise ValueError(f"Invalid step {step}.")
        self._current_step = step
        return []

    def step_end(self, step: int, output: Mapping[Any, Any]) -> Any:
        """Called after a step with the values of the tensors; returns whether to stop.

        Raises:
          ValueError: another step has begun.
        """
        if self._current_step != step:
            raise ValueError("step_end expected %s but got %s.", self._current_step, step)
        self._current_step = None
        return False

    def post_step(self, step: int, session: Any) -> None:
        """Called after `step_end` of all monitors, with the session."""


def output_of(outputs: Mapping[Any, Any], request: Any) -> Any:
    """What a step gave for a tensor or its name."""
    return outputs[request] if request in outputs else outputs[request.name]


class EveryN(BaseMonitor):
    """Acts every ``every_n_steps`` steps, at the first ones and at the last.

    A subclass says by `every_n_step_begin`, `every_n_step_end` and `every_n_post_step` what it
    does.

    Args:
      every_n_steps: steps from one act to the next.
      first_n_steps: how many first steps it acts at.

    Source: ``tf.contrib.learn.monitors.EveryN`` of TensorFlow 1.15.
    """

    def __init__(self, every_n_steps: int = 100, first_n_steps: int = 1) -> None:
        super().__init__()
        self._every_n_steps = every_n_steps
        self._first_n_steps = first_n_steps
        self._last_successful_step: Any = None
        self._last_active_step = 0
        self._every_n_step_begin_called = False

    def every_n_step_begin(self, step: int) -> list[Any]:
        """What is wanted of the step."""
        return []

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> Any:
        """Whether to stop, given the values of what was wanted."""
        return False

    def every_n_post_step(self, step: int, session: Any) -> None:
        """What to do after the step."""

    def step_begin(self, step: int) -> list[Any]:
        """What is wanted of the step."""
        super().step_begin(step)
        self._every_n_step_begin_called = (
            step <= self._first_n_steps
            or step >= self._every_n_steps + self._last_active_step
            or step == self._max_steps
        )
        return self.every_n_step_begin(step) if self._every_n_step_begin_called else []

    def step_end(self, step: int, output: Mapping[Any, Any]) -> Any:
        """Whether `every_n_step_end` says to stop."""
        super().step_end(step, output)
        return self.every_n_step_end(step, output) if self._every_n_step_begin_called else False

    def post_step(self, step: int, session: Any) -> None:
        """Acts if it is time to."""
        super().post_step(step, session)
        if self._every_n_step_begin_called:
            self.every_n_post_step(step, session)
            self._last_active_step = step
        self._last_successful_step = step

    def end(self, session: Any = None) -> None:
        """Acts if it did not at the last step."""
        super().end(session=session)
        if self._last_successful_step != self._last_active_step:
            self.every_n_post_step(self._last_successful_step, session)
