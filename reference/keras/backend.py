"""The session and the learning phase that Keras kept for a graph.

Source: ``tf.keras.backend`` of TensorFlow 1.15,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/keras/backend
"""

import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.layers import names

__all__ = [
    "clear_session",
    "function",
    "get_session",
    "in_train_phase",
    "learning_phase",
    "placeholder",
    "set_learning_phase",
    "set_session",
]

_phases: "weakref.WeakKeyDictionary[tf.Graph, Any]" = weakref.WeakKeyDictionary()
_initialized: "weakref.WeakKeyDictionary[tf.Session, set[int]]" = weakref.WeakKeyDictionary()
_own_session: tf.Session | None = None


class _Phase:
    """The place of the learning phase among the inputs of a ``function`` of a Keras model."""

    def __bool__(self) -> bool:
        """Raise TypeError: it has no value."""
        raise TypeError("there is no learning phase in eager mode: ask the argument training=")


_PHASE = _Phase()


def learning_phase() -> Any:
    """Whether layers train that are not told: False unless a run feeds this placeholder with True.

    Returns:
        A scalar boolean tensor of the default graph, or what ``set_learning_phase`` was given. In
        eager mode, where models are told by their calls, something that only ``function`` takes.
    """
    if tf.executing_eagerly_outside_functions():
        return _PHASE
    graph = tf.get_default_graph()
    if graph not in _phases:
        with tf.name_scope(None):
            _phases[graph] = tf.placeholder_with_default(False, (), name="keras_learning_phase")
    return _phases[graph]


def set_learning_phase(value: int) -> None:
    """Fix the learning phase of the default graph.

    Args:
        value: 0 (the layers do not train) or 1.

    Raises:
        ValueError: it is neither.
    """
    if value not in (0, 1):
        raise ValueError("Expected learning phase to be 0 or 1.")
    _phases[tf.get_default_graph()] = value


def function(
    inputs: Sequence[Any], outputs: Any, updates: Sequence[Any] | None = None, **kwargs: Any
) -> Callable[[Sequence[Any]], Any]:
    """A function from the values of some tensors of a model to the values of others.

    Args:
        inputs: tensors, among them perhaps ``learning_phase()``.
        outputs: a tensor, or a list of them.
        updates: operations to run as well, in a session's graph only.
        **kwargs: options of the session's run, which change no number.

    Returns:
        A function that takes a list with a value for each of ``inputs`` and returns the values of
        ``outputs``, an array or a list of arrays.

    Raises:
        ValueError: updates are given, and the tensors are those of a model of Keras.

    Source: ``tf.keras.backend.function`` of TensorFlow 1.15.
    """
    del kwargs
    several = isinstance(outputs, list | tuple)
    wanted = list(outputs) if several else [outputs]
    symbols = [tensor for tensor in inputs if tf.keras.backend.is_keras_tensor(tensor)]
    if not symbols:
        return _in_session(list(inputs), wanted, list(updates or ()), several)
    if updates:
        raise ValueError("models of Keras update themselves: updates need a session's graph")
    model = tf.keras.Model(symbols, wanted)

    def call(values: Sequence[Any]) -> Any:
        given = list(zip(inputs, values, strict=True))
        fed = [value for tensor, value in given if any(tensor is symbol for symbol in symbols)]
        phases = [value for tensor, value in given if all(tensor is not s for s in symbols)]
        training = bool(phases[0]) if phases else False
        found = model([tf.convert_to_tensor(value) for value in fed], training=training)
        arrays = [np.asarray(one) for one in tf.nest.flatten(found)]
        return arrays if several else arrays[0]

    return call


def _in_session(
    inputs: list[Any], wanted: list[Any], updates: list[Any], several: bool
) -> Callable[[Sequence[Any]], Any]:
    def call(values: Sequence[Any]) -> Any:
        given = zip(inputs, values, strict=True)
        feed = {tensor: value for tensor, value in given if isinstance(tensor, tf.Tensor)}
        found, _ = get_session().run([wanted, updates], feed)
        return found if several else found[0]

    return call


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """``x`` while training, else ``alt``.

    Args:
        x: a tensor, or a function of no argument that makes one.
        alt: the same, of the same shape.
        training: a bool, 0, 1 or a scalar boolean tensor; by default the learning phase.
    """
    training = learning_phase() if training is None else training
    made = [value if callable(value) else _returning(value) for value in (x, alt)]
    if tf.is_tensor(training):
        return tf.cond(tf.cast(training, tf.bool), *made)
    return made[0]() if training else made[1]()


def _returning(value: Any) -> Callable[[], Any]:
    return lambda: value


def placeholder(
    shape: Any = None,
    ndim: int | None = None,
    dtype: Any = None,
    sparse: bool = False,
    name: str | None = None,
) -> Any:
    """A placeholder.

    Args:
        shape: its shape.
        ndim: its rank, if there is no shape.
        dtype: its type, float32 by default.
        sparse: whether it is a sparse tensor's.
        name: its name.
    """
    if not shape and ndim:
        shape = [None] * ndim
    make = tf.sparse_placeholder if sparse else tf.placeholder
    return make(dtype or tf.float32, shape=shape, name=name)


def get_session(op_input_list: Any = ()) -> tf.Session:
    """The default session, else the one that was set, else a new one of the default graph.

    Variables of the graph that have no value in it yet get their first one.

    Args:
        op_input_list: unused; in 1.15 the graph of these tensors was taken.
    """
    global _own_session
    del op_input_list
    session = tf.get_default_session()
    if session is None:
        if _own_session is None or _own_session.graph is not tf.get_default_graph():
            _own_session = tf.Session()
        session = _own_session
    _initialize(session)
    return session


def _initialize(session: tf.Session) -> None:
    known = _initialized.setdefault(session, set())
    with session.graph.as_default():
        fresh = [variable for variable in tf.global_variables() if id(variable) not in known]
        if not fresh:
            return
        known.update(map(id, fresh))
        done = session.run([tf.is_variable_initialized(variable) for variable in fresh])
        missing = [variable for variable, is_done in zip(fresh, done, strict=True) if not is_done]
        if missing:
            session.run(tf.variables_initializer(missing))


def set_session(session: tf.Session) -> None:
    """Take ``session`` where there is no default session."""
    global _own_session
    _own_session = session


def clear_session() -> None:
    """A new default graph, without a session; layers are named from the start again."""
    global _own_session
    tf.reset_default_graph()
    names.forget()
    _own_session = None
    learning_phase()
