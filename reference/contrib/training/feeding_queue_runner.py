"""A queue runner whose enqueue operations are fed.

Source: TensorFlow 1.15, ``tf.contrib.training.FeedingQueueRunner``.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

_CLOSED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


class FeedingQueueRunner(tf.train.QueueRunner):
    """Fills a queue in threads, asking a function for what to feed before each enqueue.

    Args:
      queue: the queue.
      enqueue_ops: operations that enqueue, a thread each.
      close_op: operation that closes the queue; made if None.
      cancel_op: operation that closes it and drops pending enqueues; made if None.
      feed_fns: for each operation a function that gives a feed dictionary, or None.
      queue_closed_exception_types: errors that say that the input has ended.

    Raises:
      ValueError: the functions are not as many as the operations.

    Source: ``tf.contrib.training.FeedingQueueRunner`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        queue: Any = None,
        enqueue_ops: Sequence[Any] | None = None,
        close_op: Any = None,
        cancel_op: Any = None,
        feed_fns: Sequence[Callable[[], dict[Any, Any]] | None] | None = None,
        queue_closed_exception_types: tuple[type[Exception], ...] | None = None,
    ) -> None:
        super().__init__(
            queue,
            enqueue_ops,
            close_op,
            cancel_op,
            queue_closed_exception_types=queue_closed_exception_types or _CLOSED,
        )
        if feed_fns is None:
            feed_fns = [None] * len(self.enqueue_ops)
        if len(feed_fns) != len(self.enqueue_ops):
            raise ValueError(
                "If feed_fns is not None, it must have the same length as enqueue_ops."
            )
        self._feeds = list(feed_fns)
        self._guard = threading.Lock()
        self._running: dict[tf.Session, int] = {}
        self._raised: list[Exception] = []

    @property
    def exceptions_raised(self) -> list[Exception]:
        """What threads without a coordinator raised, the latest last."""
        return self._raised

    def _is_last(self, session: tf.Session) -> bool:
        with self._guard:
            self._running[session] -= 1
            return self._running[session] == 0

    def _fill(self, session: tf.Session, enqueue: Any, feed: Any, coord: Any) -> None:
        if coord:
            coord.register_thread(threading.current_thread())
        ended = False
        try:
            while not (coord and coord.should_stop()):
                try:
                    session.run(enqueue, feed_dict=None if feed is None else feed())
                except self.queue_closed_exception_types:
                    ended = True
                    break
        except Exception as error:
            if not coord:
                tf.logging.error("Exception in QueueRunner: %s", error)
                with self._guard:
                    self._raised.append(error)
                raise
            coord.request_stop(error)
        finally:
            if self._is_last(session) and ended:
                self._close(session)

    def _close(self, session: tf.Session) -> None:
        try:
            session.run(self.close_op)
        except tf.errors.OpError as error:
            # The queue or the session may be gone already, which is what was wanted.
            tf.logging.info("Closing the queue: %s", error)

    def _cancel_on_stop(self, session: tf.Session, coord: Any) -> None:
        coord.register_thread(threading.current_thread())
        coord.wait_for_stop()
        try:
            session.run(self.cancel_op)
        except (tf.errors.OpError, RuntimeError) as error:
            tf.logging.info("Cancelling the queue: %s", error)

    def create_threads(
        self, sess: tf.Session, coord: Any = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        """The threads that fill the queue, and one that cancels it when the coordinator stops.

        Args:
          sess: the session to run in.
          coord: a ``tf.train.Coordinator``; errors go to it.
          daemon: whether the threads are daemons.
          start: whether to start them.

        Returns:
          The threads; none if the session has some running.
        """
        with self._guard:
            if self._running.get(sess, 0) > 0:
                return []
            self._running[sess] = len(self.enqueue_ops)
            self._raised = []
        threads = [
            threading.Thread(target=self._fill, args=(sess, enqueue, feed, coord))
            for enqueue, feed in zip(self.enqueue_ops, self._feeds, strict=True)
        ]
        if coord:
            threads.append(threading.Thread(target=self._cancel_on_stop, args=(sess, coord)))
        for thread in threads:
            thread.daemon = daemon
            if start:
                thread.start()
        return threads

    def to_proto(self) -> Any:
        """Not possible: functions cannot be serialised.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError(f"{type(self).__name__} does not support serialization to proto.")

    def _init_from_proto(self, queue_runner_def: Any, import_scope: str | None = None) -> None:
        raise NotImplementedError(
            f"{type(self).__name__} does not support initialization from proto."
        )
