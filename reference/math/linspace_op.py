"""Evenly spaced numbers by the one op of TensorFlow 1.15.

Today's ``tf.linspace`` takes tensors as ends and an axis; it is some seventy small ops, and what it
gives is the tensor of a slice.
"""

from typing import Any

import tensorflow.compat.v1 as tf


def linspace(start: Any, stop: Any, num: Any, name: str | None = None) -> tf.Tensor:
    """``num`` evenly spaced numbers from ``start`` to ``stop``, both included.

    Args:
        start: floating point scalar, the first number; its dtype is the result's.
        stop: scalar of the same dtype, the last number (``num`` above 1).
        num: integer scalar, at least 1.
        name: of the op, ``LinSpace`` by default.

    Returns:
        A tensor of shape ``[num]``.

    Raises:
        ValueError: an argument is no scalar, or ``num`` is known and not positive.

    Source: ``tf.linspace`` of TensorFlow 1.15.

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default():
    ...     linspace(10.0, 13.0, 4).name
    'LinSpace:0'
    """
    return tf.raw_ops.LinSpace(start=start, stop=stop, num=num, name=name)
