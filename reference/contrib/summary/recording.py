"""When summaries are recorded: always, never, or every so many steps; never unless said so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tensorflow.compat.v1 as tf


class _State(threading.local):
    condition: Any = False


_state = _State()


def should_record_summaries() -> tf.Tensor:
    """Whether summaries are recorded here, a boolean scalar; false by default.

    Source: ``tf.contrib.summary.should_record_summaries`` of TensorFlow 1.15.
    """
    condition = _state.condition
    # TensorFlow 1.15 asked the distribution strategy too, which is no more: always true.
    return tf.logical_and(True, condition() if callable(condition) else condition)


@contextmanager
def _recording(condition: Any) -> Iterator[None]:
    before = _state.condition
    _state.condition = condition
    try:
        yield
    finally:
        _state.condition = before


def always_record_summaries() -> Any:
    """A context in which every summary is recorded.

    Source: ``tf.contrib.summary.always_record_summaries`` of TensorFlow 1.15.
    """
    return _recording(True)


def never_record_summaries() -> Any:
    """A context in which no summary is recorded.

    Source: ``tf.contrib.summary.never_record_summaries`` of TensorFlow 1.15.
    """
    return _recording(False)


@contextmanager
def record_summaries_every_n_global_steps(n: int, global_step: Any = None) -> Iterator[None]:
    """A context in which summaries are recorded where the step is a multiple of ``n``.

    Args:
        n: int.
        global_step: int64 scalar variable or tensor; the graph's global step by default.

    Source: ``tf.contrib.summary.record_summaries_every_n_global_steps`` of TensorFlow 1.15.
    """
    step = tf.train.get_or_create_global_step() if global_step is None else global_step
    with tf.device("cpu:0"):

        def due() -> Any:
            return tf.equal(step % n, 0)

        # A graph asks once; eager mode at every summary.
        with _recording(due if tf.executing_eagerly() else due()):
            yield
