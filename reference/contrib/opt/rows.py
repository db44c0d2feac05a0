"""Rows of variables, read and changed as TensorFlow 1.15 did."""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf


def gather_rows(variable: Any, indices: Any) -> tf.Tensor:
    """``tf.gather``, with the op behind it that 1.15 made for resource variables."""
    rows = tf.gather(variable, indices)
    return tf.identity(rows) if hasattr(variable, "handle") else rows


def scattering(op: Callable[..., Any]) -> Callable[..., Any]:
    """A scattering raw op of resource variables as a function that gives the variable's new value.

    It takes the variable, indices and values.
    """

    def scattered(variable: Any, indices: Any, values: Any) -> Any:
        made = op(resource=variable.handle, indices=indices, updates=values)
        with tf.control_dependencies([made]):
            return variable.value()

    return scattered
