"""The n-th smallest number of each row.

Source: TensorFlow 1.15, ``tf.contrib.nn.nth_element``.
"""

from typing import Any

import tensorflow.compat.v1 as tf


def nth_element(input: Any, n: Any, reverse: bool = False, name: str | None = None) -> tf.Tensor:
    """The n-th smallest number along the last dimension, counted from 0.

    Args:
      input: real tensor [..., numbers].
      n: int32 scalar, below the number of numbers.
      reverse: whether the n-th largest is asked for.
      name: of the op.

    Returns:
      [...], of the dtype of ``input``, with a gradient.

    Raises:
      ValueError: ``input`` is a scalar, ``n`` is known to be too large.

    Source: ``tf.contrib.nn.nth_element`` of TensorFlow 1.15.
    """
    return tf.raw_ops.NthElement(input=input, n=n, reverse=reverse, name=name)
