"""Checks and small conversions of tensors: shapes asserted, ranks reconciled, sums of sums.

Source: TensorFlow 1.15, ``tf.contrib.framework`` (tensor utilities).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.framework.scalar_ops import reshape_to_scalar, sum_all


def is_tensor(x: Any) -> bool:
    """Whether ``x`` is a tensor, a sparse tensor, or a variable.

    Source: ``tf.contrib.framework.is_tensor`` of TensorFlow 1.15.
    """
    return tf.is_tensor(x)


def assert_same_float_dtype(
    tensors: Sequence[Any] | None = None, dtype: tf.DType | None = None
) -> tf.DType:
    """The one floating point type of all tensors, ``dtype`` if given, float32 if there are none.

    Raises:
      ValueError: a tensor is of another type, or the type is not floating point.

    Source: ``tf.contrib.framework.assert_same_float_dtype`` of TensorFlow 1.15.
    """
    return tf.debugging.assert_same_float_dtype(tensors, dtype)


def assert_scalar(tensor: Any, name: str | None = None, message: str | None = None) -> tf.Tensor:
    """The argument as a tensor, if it is scalar.

    Raises:
      ValueError: it is not.

    Source: ``tf.contrib.framework.assert_scalar`` of TensorFlow 1.15.
    """
    return tf.assert_scalar(tensor, name=name, message=message)


def assert_scalar_int(tensor: Any, name: str | None = None) -> tf.Tensor:
    """The argument as a tensor, if it is an integer scalar.

    Raises:
      ValueError: it is not scalar, or its type is not an integer one.

    Source: ``tf.contrib.framework.assert_scalar_int`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "assert_scalar_int", [tensor]) as scope:
        tensor = tf.convert_to_tensor(tensor)
        if not tensor.dtype.base_dtype.is_integer:
            raise ValueError(
                f"Expected integer type for {_label(tensor)}, received type: {tensor.dtype}."
            )
        return tf.assert_scalar(tensor, name=scope)


def _label(tensor: tf.Tensor) -> str:
    return "tensor" if tf.executing_eagerly() else tensor.name


def convert_to_tensor_or_sparse_tensor(
    value: Any, dtype: tf.DType | None = None, name: str | None = None
) -> tf.Tensor | tf.SparseTensor:
    """``tf.convert_to_tensor`` that lets sparse tensors and sparse values stay sparse.

    Raises:
      RuntimeError: a sparse value is of another type than ``dtype``.

    Source: ``tf.contrib.framework.convert_to_tensor_or_sparse_tensor`` of TensorFlow 1.15.
    """
    return tf.convert_to_tensor_or_sparse_tensor(value, dtype, name)


def reduce_sum_n(tensors: Sequence[tf.Tensor], name: str | None = None) -> tf.Tensor:
    """The sum of all elements of all tensors, a scalar.

    Args:
      tensors: tensors of one numeric type, of any shapes.
      name: name of the result; the sum of each tensor is named after the tensor.

    Raises:
      ValueError: there are no tensors.

    Source: ``tf.contrib.framework.reduce_sum_n`` of TensorFlow 1.15.
    """
    if not tensors:
        raise ValueError("No tensors provided.")
    with tf.name_scope(name, "reduce_sum_n", tensors) as scope:
        sums = [sum_all(each, name=f"{each.op.name}/sum") for each in tensors]
        return sums[0] if len(sums) == 1 else tf.add_n(sums, name=scope)


def remove_squeezable_dimensions(
    predictions: Any, labels: Any, name: str | None = None
) -> tuple[tf.Tensor, tf.Tensor]:
    """Drops a last dimension of one from whichever argument has one dimension more.

    Args:
      predictions: values, of any rank.
      labels: values whose other dimensions match.
      name: name scope of the operations.

    Returns:
      ``predictions`` and ``labels``; where a rank is unknown, it is compared when the graph runs.

    Source: ``tf.contrib.framework.remove_squeezable_dimensions`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "remove_squeezable_dimensions", [predictions, labels]):
        predictions = tf.convert_to_tensor(predictions)
        labels = tf.convert_to_tensor(labels)
        ranks = predictions.shape.ndims, labels.shape.ndims
        if None not in ranks:
            excess = ranks[0] - ranks[1]
            if excess == 1:
                predictions = tf.squeeze(predictions, [-1])
            elif excess == -1:
                labels = tf.squeeze(labels, [-1])
            return predictions, labels

        excess = tf.rank(predictions) - tf.rank(labels)
        return (
            _squeezed_if(1, excess, predictions),
            _squeezed_if(-1, excess, labels),
        )


def _squeezed_if(wanted: int, excess: tf.Tensor, tensor: tf.Tensor) -> tf.Tensor:
    shape = tensor.shape
    if shape.ndims is not None and not shape.dims[-1].is_compatible_with(1):
        return tensor
    return tf.cond(tf.equal(wanted, excess), lambda: tf.squeeze(tensor, [-1]), lambda: tensor)


def _checked_shape(expected_shape: Any, tensor: tf.Tensor) -> tf.TensorShape | np.ndarray:
    if isinstance(expected_shape, tf.TensorShape):
        return expected_shape
    shape = np.asarray(expected_shape if len(expected_shape) else np.zeros([0], np.int32))
    if isinstance(expected_shape, (list, tuple)) and shape.dtype == np.int64:
        shape = shape.astype(np.int32)
    if shape.ndim > 1:
        raise ValueError(
            f"Invalid rank {shape.ndim} for shape {shape} expected of tensor {tensor.name}."
        )
    if shape.dtype != np.int32:
        raise ValueError(
            f"Invalid dtype {shape.dtype} for shape {shape} expected of tensor {tensor.name}."
        )
    return shape


def _assert_shape(expected_shape: Any, tensor: tf.Tensor) -> tf.Operation:
    with tf.name_scope("assert_shape", values=[tensor]) as assert_scope:
        actual = tf.shape(tensor, name="actual")
        if isinstance(expected_shape, tf.TensorShape):
            expected_shape = [-1 if size is None else size for size in expected_shape.as_list()]
        with tf.name_scope("is_shape", values=[tensor]) as shape_scope:
            rank = tf.size(expected_shape)
            with tf.name_scope("is_rank", values=[tensor]) as rank_scope:
                wanted = tf.convert_to_tensor(rank, name="expected")
                same_rank = tf.equal(wanted, tf.rank(tensor, name="actual"), name=rank_scope)
            with tf.name_scope("shape_tensor_equal", values=[expected_shape, actual]) as scope:
                # -1 stands for a dimension that may be anything.
                fits = tf.logical_or(
                    tf.equal(expected_shape, -1),
                    tf.equal(expected_shape, actual, "equal"),
                    name="exclude_partial_shape",
                )
                same_dimensions = tf.reduce_all(fits, name=scope)
            same = tf.logical_and(same_rank, same_dimensions, name=shape_scope)
        message = f"Wrong shape for {tensor.name} [expected] [actual]."
        return tf.Assert(same, [message, expected_shape, actual], name=assert_scope)


def with_shape(expected_shape: Any, tensor: tf.Tensor) -> tf.Tensor:
    """The tensor, known or asserted to have a shape.

    Args:
      expected_shape: a list, a one-dimensional int32 array, or an int32 tensor.
      tensor: a dense tensor.

    Returns:
      ``tensor`` itself if its static shape fits, else a copy that asserts its shape when it is run.
      A tensor of one element becomes scalar if no dimensions are expected.

    Raises:
      ValueError: the shapes cannot match, the expected shape is no int32 vector, or ``tensor`` is
        sparse.

    Source: ``tf.contrib.framework.with_shape`` of TensorFlow 1.15.
    """
    if isinstance(tensor, tf.SparseTensor):
        raise ValueError("SparseTensor not supported.")
    dynamic = tf.is_tensor(expected_shape)
    if dynamic:
        if expected_shape.dtype.base_dtype != tf.int32:
            raise ValueError(
                f"Invalid dtype {expected_shape.dtype} for shape {expected_shape} "
                f"expected of tensor {tensor.name}."
            )
    else:
        expected_shape = _checked_shape(expected_shape, tensor)

    if not dynamic and tensor.shape.is_fully_defined():
        if tensor.shape.is_compatible_with(expected_shape):
            return tensor
        if len(expected_shape) or not tensor.shape.is_compatible_with([1]):
            raise ValueError(
                f"Invalid shape for tensor {tensor.name}, expected {expected_shape}, "
                f"got {tensor.shape}."
            )
    with tf.name_scope(f"{tensor.op.name}/", values=[tensor]):
        if not dynamic and not len(expected_shape):
            return reshape_to_scalar(tensor)
        with tf.control_dependencies([_assert_shape(expected_shape, tensor)]):
            result = tf.identity(tensor)
        if not dynamic:
            result.set_shape(expected_shape)
        return result


def with_same_shape(expected_tensor: tf.Tensor, tensor: tf.Tensor) -> tf.Tensor:
    """``with_shape`` of another tensor's shape.

    Source: ``tf.contrib.framework.with_same_shape`` of TensorFlow 1.15.
    """
    with tf.name_scope(f"{tensor.op.name}/", values=[expected_tensor, tensor]):
        static = expected_tensor.shape
        if static.is_fully_defined():
            return with_shape(static.as_list(), tensor)
        return with_shape(tf.shape(expected_tensor, name="expected_shape"), tensor)
