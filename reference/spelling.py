"""Ops spelled as TensorFlow 1.15 spelled them, where 2.21 makes fewer.

A TF1 op seed is the number of ops that the graph held when the op was made. Where today's public
function makes fewer ops than 1.15 did, the functions here make the others too, in the same order
and under the same names, so that graphs built by ``reference`` count as they did.

Source: ``tf.split``, ``tf.random_uniform`` and ``tf.clip_by_value`` of TensorFlow 1.15.
"""

from typing import Any

import tensorflow.compat.v1 as tf


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list[tf.Tensor]:
    """``tf.split``, with the constant that 1.15 made of the number of parts (and left unused)."""
    if not tf.executing_eagerly():
        tf.convert_to_tensor(num_or_size_splits)
    return tf.split(value, num_or_size_splits, axis=axis, num=num, name=name)


def random_uniform(
    shape: Any,
    minval: float = 0.0,
    maxval: float = 1.0,
    dtype: Any = tf.float32,
    seed: int | None = None,
    name: str | None = None,
) -> tf.Tensor:
    """Floats from ``[minval, maxval)``, scaled and shifted by ops also when the range is [0, 1).

    Today's function leaves those ops out for the integers 0 and 1, but not for the floats.
    """
    return tf.random_uniform(shape, float(minval), float(maxval), dtype, seed, name)
