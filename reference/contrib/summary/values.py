"""Summaries of values, graphs and events, written to the default writer of the thread."""

import re
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework import smart_cond
from reference.contrib.summary.recording import should_record_summaries
from reference.contrib.summary.writers import default_writer, summary_writer_initializer_op

_SUMMARIES = "_SUMMARY_V2"  # the graph's collection of summaries
_NOT_OF_NAMES = re.compile(r"[^-/\w.]")


def all_summary_ops() -> list[tf.Tensor] | None:
    """The graph's summaries, to be run; None in eager mode.

    Source: ``tf.contrib.summary.all_summary_ops`` of TensorFlow 1.15.
    """
    return None if tf.executing_eagerly() else tf.get_collection(_SUMMARIES)


def initialize(graph: Any = None, session: Any = None) -> None:
    """Make the graph's writers, and write the graph; nothing in eager mode.

    Args:
        graph: a ``tf.Graph`` or ``tf.GraphDef`` to be written by the default writer.
        session: the default session by default.

    Raises:
        RuntimeError: there is no default writer.
        ValueError: there is no session.

    Source: ``tf.contrib.summary.initialize`` of TensorFlow 1.15.
    """
    if tf.executing_eagerly():
        return
    if default_writer() is None:
        raise RuntimeError("No default tf.contrib.summary.SummaryWriter found")
    session = tf.get_default_session() if session is None else session
    if session is None:
        raise ValueError("`session` must be given: there is no default session")
    session.run(summary_writer_initializer_op())
    if graph is not None:
        serialized = tf.placeholder(tf.string)
        written = _write_graph(serialized, 0)
        session.run(written, {serialized: _serialized(graph)})


def generic(
    name: str, tensor: Any, metadata: Any = None, family: str | None = None, step: Any = None
) -> Any:
    """Write a tensor of any shape and type, as a plugin of TensorBoard reads it.

    Args:
        name: of the summary, below the name scope.
        tensor: what is written.
        metadata: ``tf.SummaryMetadata``, or it serialized.
        family: a name that groups summaries, and stands before ``name``.
        step: int64 scalar; the graph's global step by default.

    Returns:
        A boolean scalar, whether it was written; an operation if there is no writer (None in eager
        mode). In a graph it is to be run, and is among ``all_summary_ops()``.

    Source: ``tf.contrib.summary.generic`` of TensorFlow 1.15.
    """

    def write(tag: str, scope: str) -> Any:
        text = metadata.SerializeToString() if hasattr(metadata, "SerializeToString") else metadata
        serialized = tf.constant("" if text is None else text)
        return tf.raw_ops.WriteSummary(
            writer=_resource(),
            step=_step(step),
            tensor=tf.identity(tensor),
            tag=tag,
            summary_metadata=serialized,
            name=scope,
        )

    return _summary(name, tensor, write, family)


def scalar(name: str, tensor: Any, family: str | None = None, step: Any = None) -> Any:
    """Write a number.

    Args:
        name: of the summary, below the name scope.
        tensor: a scalar, a real number.
        family: a name that groups summaries, and stands before ``name``.
        step: int64 scalar; the graph's global step by default.

    Returns: as :func:`generic`.

    Source: ``tf.contrib.summary.scalar`` of TensorFlow 1.15.
    """

    def write(tag: str, scope: str) -> Any:
        return tf.raw_ops.WriteScalarSummary(
            writer=_resource(), step=_step(step), tag=tag, value=tf.identity(tensor), name=scope
        )

    return _summary(name, tensor, write, family)


def histogram(name: str, tensor: Any, family: str | None = None, step: Any = None) -> Any:
    """Write how numbers are spread.

    Args:
        name: of the summary, below the name scope.
        tensor: real numbers, of any shape.
        family: a name that groups summaries, and stands before ``name``.
        step: int64 scalar; the graph's global step by default.

    Returns: as :func:`generic`.

    Source: ``tf.contrib.summary.histogram`` of TensorFlow 1.15.
    """

    def write(tag: str, scope: str) -> Any:
        return tf.raw_ops.WriteHistogramSummary(
            writer=_resource(), step=_step(step), tag=tag, values=tf.identity(tensor), name=scope
        )

    return _summary(name, tensor, write, family)


def image(
    name: str,
    tensor: Any,
    bad_color: Any = None,
    max_images: int = 3,
    family: str | None = None,
    step: Any = None,
) -> Any:
    """Write images.

    Args:
        name: of the summary, below the name scope.
        tensor: [images, height, width, channels], uint8, float16 or float32, of 1, 3 or 4 channels.
        bad_color: uint8 [4], red, green, blue and alpha of what is not a number; red by default.
        max_images: so many of them at most.
        family: a name that groups summaries, and stands before ``name``.
        step: int64 scalar; the graph's global step by default.

    Returns: as :func:`generic`.

    Source: ``tf.contrib.summary.image`` of TensorFlow 1.15.
    """

    def write(tag: str, scope: str) -> Any:
        color = tf.constant([255, 0, 0, 255], tf.uint8) if bad_color is None else bad_color
        return tf.raw_ops.WriteImageSummary(
            writer=_resource(),
            step=_step(step),
            tag=tag,
            tensor=tf.identity(tensor),
            bad_color=color,
            max_images=max_images,
            name=scope,
        )

    return _summary(name, tensor, write, family)


def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int,
    family: str | None = None,
    step: Any = None,
) -> Any:
    """Write sounds.

    Args:
        name: of the summary, below the name scope.
        tensor: float32, [sounds, frames] or [sounds, frames, channels], from -1 to 1.
        sample_rate: float32 scalar, frames a second.
        max_outputs: so many sounds at most.
        family: a name that groups summaries, and stands before ``name``.
        step: int64 scalar; the graph's global step by default.

    Returns: as :func:`generic`.

    Source: ``tf.contrib.summary.audio`` of TensorFlow 1.15.
    """

    def write(tag: str, scope: str) -> Any:
        return tf.raw_ops.WriteAudioSummary(
            writer=_resource(),
            step=_step(step),
            tag=tag,
            tensor=tf.identity(tensor),
            sample_rate=sample_rate,
            max_outputs=max_outputs,
            name=scope,
        )

    return _summary(name, tensor, write, family)


def graph(param: Any, step: Any = None, name: str | None = None) -> Any:
    """Write a graph, whether summaries are recorded or not.

    Args:
        param: a serialized ``tf.GraphDef``, a string scalar; in eager mode also a ``tf.GraphDef``
            or a ``tf.Graph``.
        step: int64 scalar; the graph's global step by default.
        name: of the operation.

    Returns:
        An operation, or None in eager mode.

    Raises:
        TypeError: ``param`` is no tensor, in a graph.

    Source: ``tf.contrib.summary.graph`` of TensorFlow 1.15.
    """
    if not tf.executing_eagerly() and not tf.is_tensor(param):
        raise TypeError(
            f"graph() needs a tf.Tensor (e.g. tf.placeholder) in graph mode, but was: {type(param)}"
        )
    return _write_graph(_serialized(param), step, name)


def _serialized(graph: Any) -> Any:
    if isinstance(graph, tf.Graph):
        graph = graph.as_graph_def(add_shapes=True)
    return graph.SerializeToString() if isinstance(graph, tf.GraphDef) else graph


def _write_graph(serialized: Any, step: Any, name: str | None = None) -> Any:
    if default_writer() is None:
        return tf.no_op()
    with tf.device("cpu:0"):
        tensor = tf.identity(serialized)
        return tf.raw_ops.WriteGraphSummary(
            writer=_resource(), step=_step(step), tensor=tensor, name=name
        )


def import_event(tensor: Any, name: str | None = None) -> Any:
    """Write an event as it is.

    Args:
        tensor: a serialized ``tf.Event``, a string scalar.
        name: of the operation.

    Returns:
        An operation, or None in eager mode.

    Raises:
        AttributeError: there is no default writer.

    Source: ``tf.contrib.summary.import_event`` of TensorFlow 1.15.
    """
    if default_writer() is None:
        raise AttributeError("import_event needs a default writer: use writer.as_default()")
    return tf.raw_ops.ImportEvent(writer=_resource(), event=tensor, name=name)


def _summary(name: str, tensor: Any, write: Callable[[str, str], Any], family: str | None) -> Any:
    """Write a summary if summaries are recorded, under the scope of its name."""
    if default_writer() is None:
        return tf.no_op()

    def recorded() -> tf.Tensor:
        base = _cleaned(name) if family is None else f"{_cleaned(family)}/{_cleaned(name)}"
        with tf.name_scope(base or None, "summary", [tensor]) as scope:
            tag = scope.rstrip("/")
            written = write(tag if family is None else f"{_cleaned(family)}/{tag}", scope)
            with tf.control_dependencies([] if written is None else [written]):
                return tf.constant(True)

    with tf.device("cpu:0"):
        done = smart_cond(should_record_summaries(), recorded, lambda: tf.constant(False), name="")
        if not tf.executing_eagerly():
            tf.add_to_collection(_SUMMARIES, done)
    return done


def _cleaned(name: str) -> str:
    """A name without what names of operations may not have.

    >>> _cleaned("/the loss")
    'the_loss'
    """
    return _NOT_OF_NAMES.sub("_", name).lstrip("/")


def _resource() -> Any:
    return default_writer().resource


def _step(step: Any) -> Any:
    if step is None:
        return tf.train.get_or_create_global_step()
    return step if tf.is_tensor(step) else tf.constant(step, tf.int64)
