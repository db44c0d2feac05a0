"""Monitors that write summaries and checkpoints.

Source: TensorFlow 1.15, ``tf.contrib.learn.monitors``.
"""

import os
import time
from collections.abc import Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.monitors.base import BaseMonitor, EveryN, output_of
from reference.contrib.learn.monitors.watching import PrintTensor


class SummarySaver(EveryN):
    """Writes summaries.

    Args:
      summary_op: tensor of the serialized summary; that of ``scaffold`` if None.
      save_steps: steps from one to the next.
      output_dir: folder of the events, where no writer is given.
      summary_writer: a ``tf.summary.FileWriter``; one of the model's folder if neither is given.
      scaffold: ``tf.train.Scaffold``.

    Source: ``tf.contrib.learn.monitors.SummarySaver`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        summary_op: Any,
        save_steps: int = 100,
        output_dir: str | None = None,
        summary_writer: Any = None,
        scaffold: Any = None,
    ) -> None:
        super().__init__(every_n_steps=save_steps)
        self._summary_op = summary_op
        self._summary_writer = summary_writer
        if summary_writer is None and output_dir:
            self._summary_writer = tf.summary.FileWriter(output_dir)
        self._scaffold = scaffold

    def set_estimator(self, estimator: Any) -> None:
        """Takes the writer of the model's folder if it has none."""
        super().set_estimator(estimator)
        if self._summary_writer is None:
            self._summary_writer = tf.summary.FileWriter(estimator.model_dir)

    def every_n_step_begin(self, step: int) -> list[Any]:
        """What is wanted of the step."""
        if self._summary_op is None and self._scaffold is not None:
            self._summary_op = self._scaffold.summary_op
        return [] if self._summary_op is None else [self._summary_op]

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> Any:
        """Writes the summary."""
        if self._summary_op is not None and self._summary_writer:
            self._summary_writer.add_summary(output_of(outputs, self._summary_op), step)
        return False

    def end(self, session: Any = None) -> None:
        """Flushes the writer."""
        super().end(session=session)
        if self._summary_writer:
            self._summary_writer.flush()


class CheckpointSaver(BaseMonitor):
    """Saves checkpoints: after the first step, as often as is said, and at the end.

    Args:
      checkpoint_dir: the folder.
      save_secs: seconds from one to the next.
      save_steps: steps from one to the next.
      saver: a ``tf.train.Saver``; that of ``scaffold`` if None.
      checkpoint_basename: name of the files.
      scaffold: ``tf.train.Scaffold``.

    Raises:
      ValueError: both or none of ``save_secs`` and ``save_steps`` are given.

    Source: ``tf.contrib.learn.monitors.CheckpointSaver`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        checkpoint_dir: str,
        save_secs: float | None = None,
        save_steps: int | None = None,
        saver: Any = None,
        checkpoint_basename: str = "model.ckpt",
        scaffold: Any = None,
    ) -> None:
        tf.logging.info("Create CheckpointSaver.")
        super().__init__()
        self._saver = saver
        self._summary_writer = tf.summary.FileWriterCache.get(checkpoint_dir)
        self._save_path = os.path.join(checkpoint_dir, checkpoint_basename)
        self._scaffold = scaffold
        self._save_secs = save_secs
        self._save_steps = save_steps
        self._last_saved_time: Any = None
        self._last_begin_step: Any = None
        self._last_saved_step: Any = None
        if save_steps is None and save_secs is None:
            raise ValueError("Either save_steps or save_secs should be provided")
        if save_steps is not None and save_secs is not None:
            raise ValueError("Can not provide both save_steps and save_secs.")

    def begin(self, max_steps: int | None = None) -> None:
        """Begins anew."""
        super().begin(max_steps)
        self._last_saved_time = None
        self._last_begin_step = None
        self._last_saved_step = None

    def step_begin(self, step: int) -> Any:
        """Notes the step."""
        super().step_begin(step)
        self._last_begin_step = step

    def post_step(self, step: int, session: Any) -> None:
        """Saves if it is time to."""
        super().post_step(step, session)
        if self._last_saved_time is None:
            self._save(step, session)
        if self._save_steps is not None and step >= self._last_saved_step + self._save_steps:
            self._save(step, session)
        if self._save_secs is not None and time.time() >= self._last_saved_time + self._save_secs:
            self._save(step, session)

    def end(self, session: Any = None) -> None:
        """Saves the last step."""
        super().end(session)
        self._save(self._last_begin_step, session)

    def _save(self, step: int, session: Any) -> None:
        if step == self._last_saved_step:
            return
        tf.logging.info("Saving checkpoints for %d into %s.", step, self._save_path)
        self._last_saved_time = time.time()
        self._last_saved_step = step
        saver = self._scaffold.saver if self._saver is None else self._saver
        saver.save(session, self._save_path, global_step=step)
        log = tf.SessionLog(status=tf.SessionLog.CHECKPOINT, checkpoint_path=self._save_path)
        self._summary_writer.add_session_log(log, step)


class StepCounter(EveryN):
    """Writes how many steps are made in a second.

    Args:
      every_n_steps: steps from one number to the next.
      output_dir: folder of the events, where no writer is given.
      summary_writer: a ``tf.summary.FileWriter``; one of the model's folder if neither is given.

    Source: ``tf.contrib.learn.monitors.StepCounter`` of TensorFlow 1.15.
    """

    def __init__(
        self, every_n_steps: int = 100, output_dir: str | None = None, summary_writer: Any = None
    ) -> None:
        super().__init__(every_n_steps=every_n_steps)
        self._summary_tag = "global_step/sec"
        self._last_reported_step: Any = None
        self._last_reported_time: Any = None
        self._summary_writer = summary_writer
        if summary_writer is None and output_dir:
            self._summary_writer = tf.summary.FileWriterCache.get(output_dir)

    def set_estimator(self, estimator: Any) -> None:
        """Takes the writer of the model's folder if it has none."""
        super().set_estimator(estimator)
        if self._summary_writer is None:
            self._summary_writer = tf.summary.FileWriterCache.get(estimator.model_dir)

    def every_n_step_end(self, step: int, outputs: Mapping[Any, Any]) -> Any:
        """Writes the speed."""
        now = time.time()
        if self._last_reported_time is not None and self._summary_writer:
            speed = (step - self._last_reported_step) / (now - self._last_reported_time)
            value = tf.Summary.Value(tag=self._summary_tag, simple_value=speed)
            self._summary_writer.add_summary(tf.Summary(value=[value]), step)
        self._last_reported_step = step
        self._last_reported_time = now


def get_default_monitors(
    loss_op: Any = None,
    summary_op: Any = None,
    save_summary_steps: int = 100,
    output_dir: str | None = None,
    summary_writer: Any = None,
) -> list[BaseMonitor]:
    """`PrintTensor` of a loss, and `SummarySaver`, for what is given.

    Source: ``tf.contrib.learn.monitors.get_default_monitors`` of TensorFlow 1.15.
    """
    made: list[BaseMonitor] = []
    if loss_op is not None:
        made.append(PrintTensor(tensor_names={"loss": loss_op.name}))
    if summary_op is not None:
        made.append(
            SummarySaver(
                summary_op,
                save_steps=save_summary_steps,
                output_dir=output_dir,
                summary_writer=summary_writer,
            )
        )
    return made
