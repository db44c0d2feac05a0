"""Where summaries are written: event files and databases."""

import abc
import getpass
import os
import re
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import tensorflow.compat.v1 as tf

_INITIALIZERS = "_SUMMARY_WRITER_V2"  # the graph's collection of what makes its writers
_EXPERIMENTS = re.compile(r"^[^\x00-\x1F<>]{0,256}$")
_RUNS = re.compile(r"^[^\x00-\x1F<>]{0,512}$")
_USERS = re.compile(r"^[a-z]([-a-z0-9]{0,29}[a-z0-9])?$", re.IGNORECASE)


class _State(threading.local):
    writer: "SummaryWriter | None" = None


_state = _State()


def default_writer() -> "SummaryWriter | None":
    """The writer that summaries of this thread go to."""
    return _state.writer


class SummaryWriter(abc.ABC):
    """What summaries can be written to.

    Source: ``tf.contrib.summary.SummaryWriter`` of TensorFlow 1.15.
    """

    @abc.abstractmethod
    def set_as_default(self) -> None:
        """Send this thread's summaries here from now on."""

    @abc.abstractmethod
    def as_default(self) -> AbstractContextManager["SummaryWriter"]:
        """A context whose summaries go here; all are on disk when it ends."""

    def init(self) -> Any:
        """The operation that makes the writer; None in eager mode."""
        raise NotImplementedError()

    def flush(self) -> Any:
        """Write what waits: an operation, or None in eager mode."""
        raise NotImplementedError()

    def close(self) -> Any:
        """Write what waits and end: an operation, or None in eager mode."""
        raise NotImplementedError()


class ResourceSummaryWriter(SummaryWriter):
    """A writer that TensorFlow's runtime holds, by name.

    Args:
        shared_name: name of the resource; a writer of the same name is the same writer.
        make: makes the writer of the resource that it is given.
    """

    def __init__(self, shared_name: str, make: Any) -> None:
        self.resource = tf.raw_ops.SummaryWriter(
            shared_name=shared_name, container="", name="SummaryWriter"
        )
        self._make = make
        operation = make(self.resource)
        if tf.executing_eagerly():
            destroy = tf.raw_ops.DestroyResourceOp
            weakref.finalize(self, destroy, resource=self.resource, ignore_lookup_error=True)
        else:
            tf.add_to_collection(_INITIALIZERS, operation)

    def set_as_default(self) -> None:
        """Send this thread's summaries here from now on."""
        _state.writer = self

    @contextmanager
    def as_default(self) -> Iterator[SummaryWriter]:
        """A context whose summaries go here; all are on disk when it ends."""
        before = _state.writer
        _state.writer = self
        try:
            yield self
            self.flush()
        finally:
            _state.writer = before

    def init(self) -> Any:
        """The operation that makes the writer; None in eager mode."""
        return None if tf.executing_eagerly() else self._make(self.resource)

    def flush(self) -> Any:
        """Write what waits: an operation, or None in eager mode."""
        return flush(self)

    def close(self) -> Any:
        """Write what waits and end: an operation, or None in eager mode."""
        with tf.control_dependencies(_none_in_eager_mode(self.flush())), tf.device("cpu:0"):
            return tf.raw_ops.CloseSummaryWriter(writer=self.resource)


class NoopSummaryWriter(SummaryWriter):
    """What ``create_file_writer(None)`` gives: it writes nothing, and is no default writer."""

    def set_as_default(self) -> None:
        """Leave the default writer as it is."""

    @contextmanager
    def as_default(self) -> Iterator[Any]:
        """A context like none, which gives None."""
        yield

    def init(self) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def _none_in_eager_mode(operation: Any) -> list[Any]:
    return [] if operation is None else [operation]


def create_file_writer(
    logdir: Any,
    max_queue: Any = None,
    flush_millis: Any = None,
    filename_suffix: Any = None,
    name: str | None = None,
) -> SummaryWriter:
    """A writer of an event file; in a graph, its ``init()`` is to be run first.

    Args:
        logdir: folder, a string or a scalar tensor; for None, nothing is written.
        max_queue: so many summaries wait at most, int32; 10 by default.
        flush_millis: so long they wait at most, int32; two minutes by default.
        filename_suffix: end of the file's name, ``.v2`` by default.
        name: shared name of the writer; by default writers of one folder are the same.

    Source: ``tf.contrib.summary.create_file_writer`` of TensorFlow 1.15.
    """
    if logdir is None:
        return NoopSummaryWriter()
    logdir = os.fspath(logdir) if isinstance(logdir, os.PathLike) else logdir
    with tf.device("cpu:0"):
        if max_queue is None:
            max_queue = tf.constant(10)
        if flush_millis is None:
            flush_millis = tf.constant(2 * 60 * 1000)
        if filename_suffix is None:
            filename_suffix = tf.constant(".v2")

        def make(resource: Any) -> Any:
            return tf.raw_ops.CreateSummaryFileWriter(
                writer=resource,
                logdir=logdir,
                max_queue=max_queue,
                flush_millis=flush_millis,
                filename_suffix=filename_suffix,
            )

        return ResourceSummaryWriter(f"logdir:{logdir}" if name is None else name, make)


def create_summary_file_writer(*args: Any, **kwargs: Any) -> SummaryWriter:
    """The former name of :func:`create_file_writer`, with its arguments.

    Source: ``tf.contrib.summary.create_summary_file_writer`` of TensorFlow 1.15.
    """
    return create_file_writer(*args, **kwargs)


def create_db_writer(
    db_uri: Any,
    experiment_name: Any = None,
    run_name: Any = None,
    user_name: Any = None,
    name: str | None = None,
) -> SummaryWriter:
    """A writer of a SQLite database.

    Args:
        db_uri: the database, as ``"file:/tmp/log.sqlite"``.
        experiment_name: at most 256 characters, none of them ``<``, ``>`` or a control character;
            empty for none, today's date by default.
        run_name: likewise, at most 512 characters; the time by default.
        user_name: a name of letters, digits and inner hyphens; who runs this by default.
        name: shared name of the writer.

    Raises:
        ValueError: a name is not as described.

    Source: ``tf.contrib.summary.create_db_writer`` of TensorFlow 1.15.
    """
    with tf.device("cpu:0"):
        if experiment_name is None:
            experiment_name = time.strftime("%Y-%m-%d", time.localtime(time.time()))
        if run_name is None:
            run_name = time.strftime("%H:%M:%S", time.localtime(time.time()))
        if user_name is None:
            user_name = getpass.getuser()
        experiment = _checked("experiment_name", _EXPERIMENTS, experiment_name)
        run = _checked("run_name", _RUNS, run_name)
        user = _checked("user_name", _USERS, user_name)

        def make(resource: Any) -> Any:
            return tf.raw_ops.CreateSummaryDbWriter(
                writer=resource,
                db_uri=db_uri,
                experiment_name=experiment,
                run_name=run,
                user_name=user,
            )

        return ResourceSummaryWriter("" if name is None else name, make)


def _checked(what: str, pattern: re.Pattern[str], text: Any) -> tf.Tensor:
    if isinstance(text, str) and not pattern.match(text):
        raise ValueError(f"{what} ({text}) must match {pattern.pattern}")
    return tf.convert_to_tensor(text, tf.string)


def flush(writer: SummaryWriter | None = None, name: str | None = None) -> Any:
    """Write what waits in a writer, the default one by default.

    Returns:
        An operation, or None in eager mode.

    Source: ``tf.contrib.summary.flush`` of TensorFlow 1.15.
    """
    writer = default_writer() if writer is None else writer
    if not isinstance(writer, ResourceSummaryWriter):
        return tf.no_op()
    with tf.device("cpu:0"):
        return tf.raw_ops.FlushSummaryWriter(writer=writer.resource, name=name)


def summary_writer_initializer_op() -> list[tf.Operation]:
    """The operations that make the graph's writers.

    Raises:
        RuntimeError: in eager mode.

    Source: ``tf.contrib.summary.summary_writer_initializer_op`` of TensorFlow 1.15.
    """
    if tf.executing_eagerly():
        raise RuntimeError(
            "tf.contrib.summary.summary_writer_initializer_op is only supported in graph mode."
        )
    return tf.get_collection(_INITIALIZERS)


def eval_dir(model_dir: str, name: str | None = None) -> str:
    """The folder of a model's evaluation summaries.

    >>> eval_dir("model"), eval_dir("model", "test")
    ('model/eval', 'model/eval_test')

    Source: ``tf.contrib.summary.eval_dir`` of TensorFlow 1.15.
    """
    return os.path.join(model_dir, "eval" if not name else "eval_" + name)
