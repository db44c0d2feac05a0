"""Telling variables apart: references, resources, partitioned ones.

``tf.compat.v1.Variable`` is the class of reference variables only; ``tf.Variable`` of TensorFlow 2
is the base of all but partitioned ones, whose class has no public name.
"""

from typing import Any

from tensorflow import Variable as AnyVariable

__all__ = ["AnyVariable", "is_partitioned", "shards"]


def is_partitioned(value: Any) -> bool:
    """Whether ``value`` is a variable in parts, as a partitioner makes them."""
    return hasattr(value, "as_tensor") and not isinstance(value, AnyVariable)


def shards(variable: Any) -> list[Any]:
    """The parts of a partitioned variable; the variable itself if it is whole."""
    return list(variable) if is_partitioned(variable) else [variable]
