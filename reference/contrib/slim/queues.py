"""Queue runners for the length of a `with` block.

Source: TF 1.15 ``contrib/slim/python/slim/queues.py``.
"""

import contextlib
import threading

import tensorflow.compat.v1 as tf

__all__ = ["NestedQueueRunnerError", "QueueRunners"]

_running = threading.Lock()


class NestedQueueRunnerError(Exception):
    """`QueueRunners` was entered inside of another.

    Source: TF 1.15 ``slim.queues.NestedQueueRunnerError``.
    """


@contextlib.contextmanager
def QueueRunners(session):
    """Start the graph's queue runners in `session`; stop and join them at the end.

    Raises:
      NestedQueueRunnerError: inside of another such block.

    Source: TF 1.15 ``slim.queues.QueueRunners``.
    """
    if not _running.acquire(blocking=False):
        raise NestedQueueRunnerError("QueueRunners cannot be nested")
    coordinator = tf.train.Coordinator()
    threads = []
    for runner in tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS):
        threads += runner.create_threads(session, coord=coordinator, daemon=True, start=True)
    try:
        yield
    finally:
        coordinator.request_stop()
        try:
            coordinator.join(threads, stop_grace_period_secs=120)
        except RuntimeError:
            # A thread hangs in a queue: closing the session is what ends it.
            session.close()
        _running.release()
