"""What is asked of the state and the time points of an integration."""

from typing import Any

import tensorflow.compat.v1 as tf


def check_dtypes(y0: tf.Tensor, t: tf.Tensor, dt: tf.Tensor | None = None) -> None:
    """Raises ``TypeError`` unless ``y0`` is floating or complex, ``t`` and ``dt`` floating."""
    if not (y0.dtype.is_floating or y0.dtype.is_complex):
        raise TypeError("`y0` must have a floating point or complex floating point dtype")
    if not t.dtype.is_floating:
        raise TypeError("`t` must have a floating point dtype")
    if dt is not None and not dt.dtype.is_floating:
        raise TypeError("`dt` must have a floating point dtype")


def increasing(t: tf.Tensor) -> Any:
    """A context whose ops fail unless each time is later than the one before."""
    is_increasing = tf.reduce_all(t[1:] > t[:-1])
    return tf.control_dependencies([tf.Assert(is_increasing, ["`t` must be monotonic increasing"])])
