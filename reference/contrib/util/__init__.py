"""What ``tf.contrib.util`` was in TensorFlow 1.15: tensors as protocol buffers and back."""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

__all__ = ["constant_value", "make_ndarray", "make_tensor_proto"]


def constant_value(tensor: Any, partial: bool = False) -> np.ndarray | None:
    """The value of a tensor if it is known while the graph is built, else None.

    Args:
      tensor: the tensor.
      partial: whether elements may be None where only they are not known.

    Source: ``tf.contrib.util.constant_value`` of TensorFlow 1.15.
    """
    return tf.get_static_value(tensor, partial=partial)


def make_ndarray(tensor: Any) -> np.ndarray:
    """The array that a ``TensorProto`` holds.

    Raises:
      TypeError: it is of a type that NumPy cannot hold.

    Source: ``tf.contrib.util.make_ndarray`` of TensorFlow 1.15.
    """
    return tf.make_ndarray(tensor)


def make_tensor_proto(
    values: Any,
    dtype: Any = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> Any:
    """Values as a ``TensorProto``, which an array of protocol buffers or a request can hold.

    Args:
      values: numbers, texts, lists of them, or an array.
      dtype: type of the elements; that of the values if None.
      shape: shape; that of the values if None.
      verify_shape: whether to fail when the values have another shape.
      allow_broadcast: whether one value may fill the shape.

    Raises:
      TypeError, ValueError: the values suit neither type nor shape.

    Source: ``tf.contrib.util.make_tensor_proto`` of TensorFlow 1.15.

    >>> from reference.contrib import util
    >>> util.make_ndarray(util.make_tensor_proto([[1, 2]])).tolist()
    [[1, 2]]
    """
    return tf.make_tensor_proto(
        values,
        dtype=dtype,
        shape=shape,
        verify_shape=verify_shape,
        allow_broadcast=allow_broadcast,
    )
