"""Where TensorFlow 1's variables are: in a session, a checkpoint, or a dict of arrays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.weights import shapes


class Variables:
    """The names of all variables of a source, and their values on demand.

    Args:
        source: a ``tf.Session``; the path of a checkpoint, or a folder that holds one; or a
            mapping of names to arrays (or to eager variables). A trailing ``:0`` of a name goes.

    Raises:
        TypeError: the source is none of these.
        ValueError: there is no checkpoint at the path.
    """

    def __init__(self, source: Any) -> None:
        self._shapes: Mapping[str, Any]
        self._get: Callable[[str], Any]
        if isinstance(source, Mapping):
            values = {str(name).removesuffix(":0"): value for name, value in source.items()}
            self._shapes = {name: np.shape(value) for name, value in values.items()}
            self._get = values.__getitem__
        elif isinstance(source, (str, os.PathLike)):
            reader = _checkpoint(os.fspath(source))
            self._shapes, self._get = reader.get_variable_to_shape_map(), reader.get_tensor
        elif hasattr(source, "run") and hasattr(source, "graph"):
            variables = session_variables(source)
            self._shapes = {name: variable.shape for name, variable in variables.items()}
            self._get = lambda name: source.run(variables[name])
        else:
            raise TypeError(
                "Give a tf.Session, the path of a checkpoint, or a dict of name -> array, "
                f"not {type(source).__name__}."
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Of all variables."""
        return tuple(self._shapes)

    def shape(self, name: str) -> tuple[int, ...]:
        """Of a variable, whose value is not needed for it."""
        shape = self._shapes[name]
        return tuple(shape.as_list() if isinstance(shape, tf.TensorShape) else shape)

    def array(self, name: str) -> np.ndarray:
        """The value of a variable."""
        return np.asarray(self._get(name))

    def below(self, scope: str) -> tuple[str, ...]:
        """The names in a scope, sorted; all of them for the scope ``""``."""
        return tuple(sorted(name for name in self.names if _inside(name, scope)))


def _inside(name: str, scope: str) -> bool:
    """Whether a variable or a scope is in a scope; everything is in the scope ``""``."""
    return not scope or name.startswith(scope + "/")


def opened(source: Any) -> Variables:
    """The variables of a source that may have been opened already."""
    return source if isinstance(source, Variables) else Variables(source)


def _checkpoint(path: str) -> Any:
    try:
        return tf.train.load_checkpoint(path)
    except (ValueError, tf.errors.OpError) as error:
        raise ValueError(f"No checkpoint can be read at {path!r}: {error}") from error


def session_variables(session: Any) -> dict[str, Any]:
    """The global variables of a session's graph, by their op names."""
    found = session.graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
    return {variable.op.name: variable for variable in found}


def joined(*parts: str) -> str:
    """A name of the scopes that are not empty."""
    return "/".join(part for part in parts if part)


def names_in(
    variables: Variables, scope: str, layouts: Sequence[Sequence[str]], what: str
) -> tuple[str, ...]:
    """The names of variables that belong together, at or below ``scope``, in a layout's order.

    ``rnn`` is enough for ``rnn/basic_lstm_cell/kernel`` if there is no second cell.

    Args:
        variables: the source.
        scope: where to look; ``""`` for everywhere.
        layouts: names of variables that belong together, relative to the scope.
        what: the thing that is looked for, for messages.

    Raises:
        ValueError: there are none, or more than once.
    """
    scope, names = scope.strip("/"), set(variables.names)
    for layout in layouts:
        if all(joined(scope, leaf) in names for leaf in layout):
            return tuple(joined(scope, leaf) for leaf in layout)
    below = variables.below(scope)
    found = []
    for layout in layouts:
        for name in below:
            place = name.removesuffix(layout[0]).removesuffix("/")
            together = tuple(joined(place, leaf) for leaf in layout)
            if name == together[0] and names.issuperset(together):
                found.append((place, together))
    if len(found) == 1:
        return found[0][1]
    where = f"scope {scope!r}" if scope else "the variables given"
    if found:
        places = ", ".join(repr(place) for place, _ in found)
        raise ValueError(f"{where} has more than one {what}: name one of {places}.")
    wanted = " or ".join(" + ".join(layout) for layout in layouts)
    held = ", ".join(below[:8]) + (", ..." if len(below) > 8 else "")
    raise ValueError(f"{where} has no {what} ({wanted}). It holds: {held or 'nothing'}.")


def parts_of(variables: Variables, scope: str, parts: Sequence[str], what: str) -> str:
    """The one scope at or below ``scope`` that has all of the scopes ``parts`` (as fw, bw).

    Raises:
        ValueError: there is none, or more than one.
    """
    scope, places = scope.strip("/"), []
    for name in variables.below(scope):
        levels = name.split("/")
        places += ["/".join(levels[:n]) for n, level in enumerate(levels) if level == parts[0]]
    found = []
    for place in dict.fromkeys(places):
        within = place == scope or _inside(place, scope)
        if within and all(variables.below(joined(place, part)) for part in parts):
            found.append(place)
    outermost = [p for p in found if not any(_inside(p, q) for q in found if q != p)]
    if len(outermost) == 1:
        return outermost[0]
    where = f"scope {scope!r}" if scope else "the variables given"
    wanted = ", ".join(parts)
    if outermost:
        names = ", ".join(map(repr, outermost))
        raise ValueError(f"{where} has more than one {what} ({wanted}): name one of {names}.")
    held = ", ".join(variables.below(scope)[:8])
    raise ValueError(f"{where} has no {what} ({wanted}). It holds: {held or 'nothing'}.")


def read(source: Any, scope: str = "") -> dict[str, np.ndarray]:
    """All variables of a source, or those in one scope, as arrays by name.

    >>> sorted(read({"rnn/kernel:0": [[1.0]], "rnn/bias:0": [0.0], "w": 2.0}, "rnn"))
    ['rnn/bias', 'rnn/kernel']

    Args:
        source: a ``tf.Session``, the path of a checkpoint, or a mapping of names to arrays.
        scope: only names that begin with it and a slash.

    Returns:
        name -> array, in the order of the names.

    Raises:
        TypeError: the source is none of these.
        ValueError: there is no checkpoint at the path.
    """
    variables = opened(source)
    return {name: variables.array(name) for name in variables.below(scope.strip("/"))}


def require_eager() -> None:
    """Keras 3 layers can only be read and set outside of TensorFlow 1's graphs.

    Raises:
        RuntimeError: a graph or a session is the default one, or the program turned eager
            execution off for good.
    """
    if not tf.executing_eagerly():
        raise RuntimeError(
            "Keras 3 layers need eager execution. Do this outside of `with tf.Session()` and "
            "`with graph.as_default()`; a program that called tf.disable_v2_behavior() can save "
            "reference.weights.read(session) with numpy.savez, for another one to fill the layer."
        )


def layer_arrays(layer: Any) -> list[np.ndarray]:
    """The weights of a Keras layer, or the arrays that were given instead of one."""
    if not hasattr(layer, "get_weights"):
        return [np.asarray(array) for array in layer]
    require_eager()
    return [np.asarray(array) for array in layer.get_weights()]


def assign_session(session: Any, values: Mapping[str, Any]) -> None:
    """Set variables of a live session; the graph gets no new ops.

    Args:
        session: a ``tf.Session``.
        values: variable name -> array.

    Raises:
        ValueError: a name that the graph does not have, or a shape that does not fit; then
            nothing has been set.
    """
    variables = session_variables(session)
    _require_names(values, variables)
    arrays = {name: np.asarray(value) for name, value in values.items()}
    for name, array in arrays.items():
        shape = variables[name].shape
        if shape.is_fully_defined():
            shapes.require(name, array, shape.as_list(), "the graph's variable")
    for name, array in arrays.items():
        # An initialiser's second input is the value that it assigns: fed, it assigns any other.
        assign = variables[name].initializer
        session.run(assign, {assign.inputs[1]: array})


def _require_names(wanted: Iterable[str], present: Iterable[str]) -> None:
    missing = sorted(set(wanted) - set(present))
    if missing:
        raise ValueError(f"The graph has no variable {', '.join(missing)}.")


def write_checkpoint(path: str | os.PathLike[str], values: Mapping[str, Any]) -> str:
    """Save arrays as a TensorFlow 1 checkpoint, which ``tf.train.Saver().restore`` reads.

    Args:
        path: the checkpoint's prefix, without ``.index``.
        values: variable name -> array.

    Returns:
        The prefix.
    """
    with tf.Graph().as_default(), tf.Session() as session:
        arrays = {name: np.asarray(value) for name, value in values.items()}
        fed = {name: tf.placeholder(a.dtype, a.shape) for name, a in arrays.items()}
        made = {n: tf.Variable(fed[n], name=n, use_resource=False) for n in arrays}
        session.run(
            [variable.initializer for variable in made.values()],
            {fed[name]: array for name, array in arrays.items()},
        )
        saver = tf.train.Saver(made)
        return saver.save(session, os.fspath(path), write_meta_graph=False, write_state=False)
