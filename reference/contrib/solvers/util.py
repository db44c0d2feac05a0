"""Matrices as what they do to vectors, and lengths of vectors.

Source: TensorFlow 1.15, ``tf.contrib.solvers.util``.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

__all__ = ["create_operator", "dot", "identity_operator", "l2norm", "l2norm_squared", "l2normalize"]

_Map = Callable[[tf.Tensor], tf.Tensor]


class LinearOperator(NamedTuple):
    """A matrix A [m, n] by its products.

    Attributes:
      shape: m and n, a list, or an int32 tensor.
      dtype: of the matrix.
      apply: of a column [n, 1], A times it.
      apply_adjoint: of a column [m, 1], A* times it.
    """

    shape: Any
    dtype: tf.DType
    apply: _Map
    apply_adjoint: _Map


def _shape_of(matrix: tf.Tensor) -> Any:
    known = matrix.shape.is_fully_defined()
    return matrix.shape.as_list() if known else tf.shape(matrix)


def create_operator(matrix: tf.Tensor) -> LinearOperator:
    """The operator of a matrix [m, n].

    Source: ``contrib.solvers.util.create_operator`` of TensorFlow 1.15.
    """
    return LinearOperator(
        _shape_of(matrix),
        matrix.dtype,
        lambda v: tf.matmul(matrix, v, adjoint_a=False),
        lambda v: tf.matmul(matrix, v, adjoint_a=True),
    )


def identity_operator(matrix: tf.Tensor) -> LinearOperator:
    """The operator that changes nothing, of the shape and dtype of a matrix.

    Source: ``contrib.solvers.util.identity_operator`` of TensorFlow 1.15.
    """
    return LinearOperator(_shape_of(matrix), matrix.dtype, lambda v: v, lambda v: v)


def dot(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """``sum(conj(x) y)``, a scalar.

    Source: ``contrib.solvers.util.dot`` of TensorFlow 1.15.
    """
    return tf.reduce_sum(tf.conj(x) * y)


def l2norm_squared(v: tf.Tensor) -> tf.Tensor:
    """``sum(v^2)``, a scalar.

    Source: ``contrib.solvers.util.l2norm_squared`` of TensorFlow 1.15.
    """
    return tf.constant(2, dtype=v.dtype.base_dtype) * tf.nn.l2_loss(v)


def l2norm(v: tf.Tensor) -> tf.Tensor:
    """``sqrt(sum(v^2))``, a scalar.

    Source: ``contrib.solvers.util.l2norm`` of TensorFlow 1.15.
    """
    return tf.sqrt(l2norm_squared(v))


def l2normalize(v: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """``v`` at length 1, and its length.

    Source: ``contrib.solvers.util.l2normalize`` of TensorFlow 1.15.
    """
    norm = l2norm(v)
    return v / norm, norm
