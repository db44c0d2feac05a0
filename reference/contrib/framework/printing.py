"""Printing tensors of any kind, with name, type and shape, whenever they are evaluated.

Source: TensorFlow 1.15, ``print_op`` of ``contrib/framework`` (``prettyprint_ops``).
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.variable_kinds import AnyVariable

_KINDS = {
    "SparseTensor": tf.SparseTensor,
    "TensorArray": tf.TensorArray,
    "Variable": AnyVariable,
    "Tensor": tf.Tensor,
}


def _kind(value: Any) -> str:
    for name, kind in _KINDS.items():
        if isinstance(value, kind):
            return name
    raise ValueError("t must be a Tensor, SparseTensor, TensorArray or Variable.")


def _described(
    value: Any, with_name: bool, with_type: bool, with_shape: bool, with_first_true: bool
) -> list[tf.Tensor]:
    """What to print for one value: string constants and tensors in turn."""
    kind = _kind(value)
    parts: list[tf.Tensor] = []
    if with_name and kind == "Tensor":
        parts.append(tf.constant(f"Name: {value.name}"))
    if with_type:
        parts.append(tf.constant(f"Type: {kind} ({value.dtype.name})"))
    if with_shape:
        if kind == "SparseTensor":
            parts += [tf.constant("Shape:"), value.dense_shape]
        elif kind == "Tensor":
            parts.append(tf.constant(f"Shape: {value.shape.dims}"))
        elif kind == "TensorArray":
            parts += [tf.constant("Size:"), value.size()]
    if with_first_true and value.dtype == tf.bool:
        ones = tf.cast(value, tf.uint8)
        parts += [tf.constant("First True in Boolean tensor at:"), tf.argmax(ones, 0)]
    if kind == "SparseTensor":
        parts += [tf.constant("Sparse indices:"), value.indices]
        parts += [tf.constant("Sparse values:"), value.values]
    elif kind == "Tensor":
        parts += [tf.constant("Value:"), value]
    elif kind == "TensorArray":
        parts += [tf.constant("Value:"), value.stack()]
    return parts


def print_op(
    input_: Any,
    data: Sequence[Any] | None = None,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int = 20,
    print_tensor_name: bool = True,
    print_tensor_type: bool = True,
    print_shape: bool = True,
    summarize_indicator_vector: bool = True,
    name: str | None = None,
) -> Any:
    """The argument, printed to standard error each time it is evaluated.

    Args:
      input_: a tensor, variable, sparse tensor or tensor array.
      data: more of them, to print along with it.
      message: a text to begin with.
      first_n: how often to print; always if None or negative.
      summarize: how many elements of each tensor to print.
      print_tensor_name: whether to print names.
      print_tensor_type: whether to print types.
      print_shape: whether to print shapes.
      summarize_indicator_vector: whether to print where the first True of a boolean vector is.
      name: name of the printing operation.

    Raises:
      ValueError: an argument is of another kind.

    Source: ``print_op`` of TensorFlow 1.15's ``contrib/framework``.
    """
    shown = [print_tensor_name, print_tensor_type, print_shape, summarize_indicator_vector]
    kind = _kind(input_)
    parts = [part for value in (input_, *(data or ())) for part in _described(value, *shown)]
    options = (parts, message or "", first_n, summarize, name)
    if kind in ("Tensor", "Variable"):
        return tf.Print(input_, *options)
    with tf.control_dependencies([tf.Print(tf.constant([]), *options)]):
        if kind == "SparseTensor":
            parts = [input_.indices, input_.values, input_.dense_shape]
            return tf.SparseTensor(*map(tf.identity, parts))
        return tf.TensorArray(dtype=input_.dtype, handle=input_.handle, flow=input_.flow)
