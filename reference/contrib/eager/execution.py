"""Whether operations are waited for, and programs that run without a graph.

Source: TensorFlow 1.15, ``tf.contrib.eager.{SYNC,ASYNC,execution_mode,...,run}``.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tensorflow as tf

SYNC = 0
ASYNC = 1
DEVICE_PLACEMENT_EXPLICIT = 0
DEVICE_PLACEMENT_WARN = 1
DEVICE_PLACEMENT_SILENT = 2


def set_execution_mode(mode: int | None) -> None:
    """Sets whether an operation is waited for (``SYNC``, or None) or not (``ASYNC``).

    Raises:
      ValueError: it is neither.

    Source: ``tf.contrib.eager.set_execution_mode`` of TensorFlow 1.15.
    """
    if mode not in (None, SYNC, ASYNC):
        raise ValueError(f"Execution mode should be None/SYNC/ASYNC. Got {mode}")
    tf.config.experimental.set_synchronous_execution(mode != ASYNC)


@contextlib.contextmanager
def execution_mode(mode: int | None) -> Iterator[None]:
    """`set_execution_mode` within it; afterwards the former mode is set.

    Source: ``tf.contrib.eager.execution_mode`` of TensorFlow 1.15.
    """
    former = tf.config.experimental.get_synchronous_execution()
    set_execution_mode(mode)
    try:
        yield
    finally:
        tf.config.experimental.set_synchronous_execution(former)


def async_wait() -> None:
    """Waits for all operations that were begun; raises what they raised.

    Source: ``tf.contrib.eager.async_wait`` of TensorFlow 1.15.
    """
    with tf.experimental.async_scope():
        pass  # it waits at its end


def run(main: Callable[..., Any] | None = None, argv: Sequence[str] | None = None) -> None:
    """``tf.app.run`` with eager execution.

    Args:
      main: takes the arguments; that of ``__main__`` if None.
      argv: the arguments; those of the program if None.

    Source: ``tf.contrib.eager.run`` of TensorFlow 1.15.
    """
    tf.compat.v1.enable_eager_execution()
    tf.compat.v1.app.run(main, argv)
