"""Variables that functions of ``tf.layers`` find again without a graph.

Source: TensorFlow 1.15, ``tf.contrib.eager.EagerVariableStore``.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow.compat.v1 as tf


class EagerVariableStore:
    """Keeps what ``tf.get_variable`` makes, and gives it again under the same name.

    Args:
      store: another one, whose variables it shares.

    Example:

    >>> import tensorflow.compat.v1 as tf
    >>> from reference import layers
    >>> store = EagerVariableStore()
    >>> for batch in tf.ones([2, 1, 3]):
    ...     with store.as_default():
    ...         _ = layers.dense(batch, 1, name="out")
    >>> [variable.name for variable in store.variables()]
    ['out/bias:0', 'out/kernel:0']

    Source: ``tf.contrib.eager.EagerVariableStore`` of TensorFlow 1.15.
    """

    def __init__(self, store: "EagerVariableStore | None" = None) -> None:
        self._kept: dict[str, tf.Variable] = {} if store is None else store._kept

    @contextlib.contextmanager
    def as_default(self) -> Iterator[None]:
        """Within it, variables are taken from here.

        ``tf.get_variable`` raises ValueError there if a variable of the name has another shape.
        """
        # Another scope within the current one would start to count unnamed layers anew.
        scope = tf.get_variable_scope()
        former = scope.custom_getter

        def get(getter: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            inner = functools.partial(former, getter) if former else getter
            return self._get(inner, *args, **kwargs)

        scope.set_custom_getter(get)
        try:
            yield
        finally:
            scope.set_custom_getter(former)

    def _get(self, getter: Callable[..., Any], name: str, *args: Any, **kwargs: Any) -> Any:
        if name not in self._kept:
            self._kept[name] = getter(name, *args, **kwargs)
        variable = self._kept[name]
        shape = kwargs.get("shape")
        if shape is not None and not variable.shape.is_compatible_with(shape):
            raise ValueError(
                f"Trying to share variable {name}, but specified shape {tf.TensorShape(shape)} "
                f"and found shape {variable.shape}."
            )
        return variable

    def variables(self) -> list[tf.Variable]:
        """All variables, by their names."""
        return sorted(self._kept.values(), key=lambda variable: variable.name)

    def trainable_variables(self) -> list[tf.Variable]:
        """The trainable variables, by their names."""
        return [variable for variable in self.variables() if variable.trainable]

    def non_trainable_variables(self) -> list[tf.Variable]:
        """The other variables, by their names."""
        return [variable for variable in self.variables() if not variable.trainable]

    def copy(self) -> "EagerVariableStore":
        """Another one, with new variables of the same names and values."""
        made = EagerVariableStore()
        made._kept = {
            key: tf.Variable(
                variable.read_value(),
                name=variable.name.partition(":")[0],
                trainable=variable.trainable,
                use_resource=True,
            )
            for key, variable in self._kept.items()
        }
        return made
