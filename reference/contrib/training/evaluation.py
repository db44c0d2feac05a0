"""Evaluating checkpoints, once or as they appear.

Source: TensorFlow 1.15, ``tf.contrib.training`` (evaluation).
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tensorflow.compat.v1 as tf


def get_or_create_eval_step() -> tf.Variable:
    """The counter of evaluation steps, the int64 local variable ``eval_step``, made if need be.

    Raises:
      ValueError: ``GraphKeys.EVAL_STEP`` holds several.

    Source: ``tf.contrib.training.get_or_create_eval_step`` of TensorFlow 1.15.
    """
    counters = tf.get_collection(tf.GraphKeys.EVAL_STEP)
    if len(counters) > 1:
        raise ValueError("Multiple tensors added to tf.GraphKeys.EVAL_STEP")
    if counters:
        return counters[0]
    return tf.get_variable(
        "eval_step",
        shape=[],
        dtype=tf.int64,
        initializer=tf.zeros_initializer(),
        trainable=False,
        collections=[tf.GraphKeys.LOCAL_VARIABLES, tf.GraphKeys.EVAL_STEP],
    )


class StopAfterNEvalsHook(tf.train.SessionRunHook):
    """Stops an evaluation after a number of steps.

    Args:
      num_evals: how many; None for no end.
      log_progress: whether to log, at about ten moments.

    Source: ``tf.contrib.training.StopAfterNEvalsHook`` of TensorFlow 1.15.
    """

    def __init__(self, num_evals: int | None, log_progress: bool = True) -> None:
        self._wanted = num_evals
        self._log_progress = log_progress
        few = num_evals is None or num_evals < 20
        self._log_every = 1 if few else math.floor(num_evals / 10.0)
        self._done: tf.Tensor | None = None

    def _set_evals_completed_tensor(self, updated_eval_step: tf.Tensor) -> None:
        self._done = updated_eval_step

    def before_run(self, run_context: Any) -> Any:
        """Asks for the number of steps taken."""
        return tf.train.SessionRunArgs({"evals_completed": self._done})

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Logs progress, and stops when enough steps were taken."""
        done = run_values.results["evals_completed"]
        enough = self._wanted is not None and done >= self._wanted
        if self._log_progress:
            if self._wanted is None:
                tf.logging.info("Evaluation [%d]", done)
            elif done % self._log_every == 0 or done == self._wanted:
                tf.logging.info("Evaluation [%d/%d]", done, self._wanted)
        if enough:
            run_context.request_stop()


class SummaryAtEndHook(tf.train.SessionRunHook):
    """Writes summaries when an evaluation ends.

    Args:
      log_dir: folder for the events, where no writer is given.
      summary_writer: a ``tf.summary.FileWriter``.
      summary_op: the summaries; all of the graph if None.
      feed_dict: what to feed to them.

    Raises:
      ValueError: neither a folder nor a writer is given.

    Source: ``tf.contrib.training.SummaryAtEndHook`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        log_dir: str | None = None,
        summary_writer: Any = None,
        summary_op: Any = None,
        feed_dict: dict[Any, Any] | None = None,
    ) -> None:
        if log_dir is None and summary_writer is None:
            raise ValueError("One of log_dir or summary_writer should be used.")
        self._log_dir = log_dir
        self._writer = summary_writer
        self._summary_op = summary_op
        self._take_all = summary_op is None
        self._feed_dict = feed_dict

    def begin(self) -> None:
        """Finds the summaries and the global step of the graph."""
        if self._take_all:
            self._summary_op = tf.summary.merge_all()
        self._global_step = tf.train.get_or_create_global_step()

    def after_create_session(self, session: tf.Session, coord: Any) -> None:
        """Opens the writer."""
        if self._writer is None and self._log_dir:
            self._writer = tf.summary.FileWriterCache.get(self._log_dir)

    def end(self, session: tf.Session) -> None:
        """Writes the summaries of this evaluation."""
        if self._summary_op is not None:
            step = tf.train.global_step(session, self._global_step)
            written = session.run(self._summary_op, self._feed_dict)
            if self._writer:
                self._writer.add_summary(written, step)
        if self._writer:
            self._writer.flush()


def wait_for_new_checkpoint(
    checkpoint_dir: str,
    last_checkpoint: str | None = None,
    seconds_to_sleep: float = 1,
    timeout: float | None = None,
) -> str | None:
    """Waits until a folder has another checkpoint than the last one.

    Args:
      checkpoint_dir: the folder.
      last_checkpoint: path of the last one; None if there was none.
      seconds_to_sleep: how long to sleep between looks.
      timeout: seconds to wait; None for no end.

    Returns:
      The path of the checkpoint, None if none came in time.

    Source: ``tf.contrib.training.wait_for_new_checkpoint`` of TensorFlow 1.15.
    """
    tf.logging.info("Waiting for new checkpoint at %s", checkpoint_dir)
    deadline = math.inf if timeout is None else time.time() + timeout
    while True:
        path = tf.train.latest_checkpoint(checkpoint_dir)
        if path is not None and path != last_checkpoint:
            tf.logging.info("Found new checkpoint at %s", path)
            return path
        if time.time() + seconds_to_sleep > deadline:
            return None
        time.sleep(seconds_to_sleep)


def checkpoints_iterator(
    checkpoint_dir: str,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], Any] | None = None,
) -> Iterator[str]:
    """Yields paths of checkpoints as they appear in a folder; some may be missed meanwhile.

    Args:
      checkpoint_dir: the folder.
      min_interval_secs: the least number of seconds from one checkpoint to the next.
      timeout: seconds to wait for a checkpoint; None for no end.
      timeout_fn: asked after a timeout whether no more will come; they will not, if None.

    Source: ``tf.contrib.training.checkpoints_iterator`` of TensorFlow 1.15.
    """
    last: str | None = None
    while True:
        path = wait_for_new_checkpoint(checkpoint_dir, last, timeout=timeout)
        if path is None:
            if timeout_fn is None:
                tf.logging.info("Timed-out waiting for a checkpoint.")
                return
            if timeout_fn():
                return
            continue
        began = time.time()
        last = path
        yield path
        time.sleep(max(0.0, began + min_interval_secs - time.time()))


def _counting(eval_ops: Any, count: tf.Tensor) -> Any:
    """The evaluation operations with the counter among them, in whatever they are held."""
    if isinstance(eval_ops, dict):
        eval_ops["update_eval_step"] = count
        return eval_ops
    return [*(eval_ops if isinstance(eval_ops, (list, tuple)) else [eval_ops]), count]


def _tell(hooks: Sequence[Any], count: tf.Tensor) -> None:
    for hook in hooks:
        if isinstance(hook, StopAfterNEvalsHook):
            hook._set_evals_completed_tensor(count)


def evaluate_once(
    checkpoint_path: str,
    master: str = "",
    scaffold: tf.train.Scaffold | None = None,
    eval_ops: Any = None,
    feed_dict: dict[Any, Any] | None = None,
    final_ops: Any = None,
    final_ops_feed_dict: dict[Any, Any] | None = None,
    hooks: Sequence[tf.train.SessionRunHook] | None = None,
    config: Any = None,
) -> Any:
    """Evaluates one checkpoint.

    Args:
      checkpoint_path: path of the checkpoint.
      master, scaffold, config: as ``tf.train.ChiefSessionCreator`` takes them.
      eval_ops: a tensor, a list or a dictionary of them, run until a hook says stop.
      feed_dict: what to feed to them.
      final_ops: tensors to run once at the end.
      final_ops_feed_dict: what to feed to them.
      hooks: session hooks, ``StopAfterNEvalsHook`` among them.

    Returns:
      The values of ``final_ops``, None if there are none.

    Source: ``tf.contrib.training.evaluate_once`` of TensorFlow 1.15.
    """
    eval_step = get_or_create_eval_step()
    hooks = list(hooks or [])
    if eval_ops is not None:
        eval_ops = _counting(eval_ops, tf.assign_add(eval_step, 1, use_locking=True))
        all_ops = list(eval_ops.values()) if isinstance(eval_ops, dict) else eval_ops
        with tf.control_dependencies(all_ops):
            _tell(hooks, tf.identity(get_or_create_eval_step().read_value()))

    tf.logging.info("Starting evaluation at %s", time.strftime("%Y-%m-%dT%H:%M:%SZ"))
    final = tf.train.FinalOpsHook(final_ops, final_ops_feed_dict)
    creator = tf.train.ChiefSessionCreator(
        scaffold=scaffold,
        checkpoint_filename_with_path=checkpoint_path,
        master=master,
        config=config,
    )
    _run(creator, [*hooks, final], eval_ops, feed_dict)
    tf.logging.info("Finished evaluation at %s", time.strftime("%Y-%m-%d-%H:%M:%S"))
    return final.final_ops_values


def _run(creator: Any, hooks: list[Any], eval_ops: Any, feed_dict: Any) -> None:
    with tf.train.MonitoredSession(session_creator=creator, hooks=hooks) as session:
        if eval_ops is not None:
            while not session.should_stop():
                session.run(eval_ops, feed_dict)


def evaluate_repeatedly(
    checkpoint_dir: str,
    master: str = "",
    scaffold: tf.train.Scaffold | None = None,
    eval_ops: Any = None,
    feed_dict: dict[Any, Any] | None = None,
    final_ops: Any = None,
    final_ops_feed_dict: dict[Any, Any] | None = None,
    eval_interval_secs: float = 60,
    hooks: list[tf.train.SessionRunHook] | None = None,
    config: Any = None,
    max_number_of_evaluations: int | None = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], Any] | None = None,
) -> Any:
    """Evaluates checkpoints as they appear in a folder.

    Args:
      checkpoint_dir: the folder.
      eval_interval_secs: the least number of seconds from one evaluation to the next.
      max_number_of_evaluations: how many checkpoints to evaluate; None for no end.
      timeout, timeout_fn: as ``checkpoints_iterator`` takes them.
      master, scaffold, eval_ops, feed_dict, final_ops, final_ops_feed_dict, hooks, config: as
        ``evaluate_once`` takes them.

    Returns:
      The last values of ``final_ops``, None if there are none.

    Source: ``tf.contrib.training.evaluate_repeatedly`` of TensorFlow 1.15.
    """
    eval_step = get_or_create_eval_step()
    hooks = [] if hooks is None else hooks
    if eval_ops is not None:
        count = tf.assign_add(eval_step, 1)
        _tell(hooks, count)
        eval_ops = _counting(eval_ops, count)
    final = tf.train.FinalOpsHook(final_ops, final_ops_feed_dict)

    paths = checkpoints_iterator(checkpoint_dir, eval_interval_secs, timeout, timeout_fn)
    for evaluated, path in enumerate(paths, start=1):
        creator = tf.train.ChiefSessionCreator(
            scaffold=scaffold,
            checkpoint_filename_with_path=path,
            master=master,
            config=config,
        )
        tf.logging.info("Starting evaluation at %s", time.strftime("%Y-%m-%d-%H:%M:%S"))
        _run(creator, [*hooks, final], eval_ops, feed_dict)
        tf.logging.info("Finished evaluation at %s", time.strftime("%Y-%m-%d-%H:%M:%S"))
        if max_number_of_evaluations is not None and evaluated >= max_number_of_evaluations:
            break
    return final.final_ops_values
