"""A matrix made bidiagonal.

Source: TensorFlow 1.15, ``tf.contrib.solvers.lanczos``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.solvers import util

__all__ = ["bidiag_matmul", "lanczos_bidiag"]

_TWICE = 0.7071  # a vector that becomes shorter than by this is made orthogonal once more


class LanczosBidiagState(NamedTuple):
    """Left and right vectors, the diagonal, and the one below it."""

    u: Any
    v: Any
    alpha: Any
    beta: Any


def lanczos_bidiag(
    operator: util.LinearOperator,
    k: Any,
    orthogonalize: bool = True,
    starting_vector: tf.Tensor | None = None,
    name: str = "lanczos_bidiag",
) -> LanczosBidiagState:
    """``A V = U B`` with orthonormal columns in U and V and a lower bidiagonal B.

    Args:
      operator: of A [m, n].
      k: number of steps, an int or an int32 scalar.
      orthogonalize: whether each vector is made orthogonal to all before it.
      starting_vector: [m], the first of U before it is made 1 long; random if None.
      name: of the scope.

    Returns:
      ``u`` [m, k + 1], ``v`` [n, k], ``alpha`` and ``beta`` [k], the diagonals of B [k + 1, k].

    Source: ``contrib.solvers.lanczos.lanczos_bidiag`` of TensorFlow 1.15.
    """

    def step(i: tf.Tensor, state: LanczosBidiagState) -> tuple[tf.Tensor, LanczosBidiagState]:
        u = _column(state.u, i)
        r = operator.apply_adjoint(u)
        shape = r.shape
        r = tf.cond(i > 0, lambda: r - state.beta.read(i - 1) * _column(state.v, i - 1), lambda: r)
        r.set_shape(shape)
        v, alpha = _orthogonal(i - 1, state.v, r) if orthogonalize else util.l2normalize(r)
        p = operator.apply(v) - alpha * u
        u, beta = _orthogonal(i, state.u, p) if orthogonalize else util.l2normalize(p)
        return i + 1, LanczosBidiagState(
            _with_column(state.u, u, i + 1),
            _with_column(state.v, v, i),
            state.alpha.write(i, alpha),
            state.beta.write(i, beta),
        )

    with tf.name_scope(name):
        dtype = operator.dtype
        if starting_vector is None:
            starting_vector = tf.random_uniform(operator.shape[:1], -1, 1, dtype=dtype)
        first, _ = util.l2normalize(starting_vector)
        start = LanczosBidiagState(
            _with_column(_array(k + 1, dtype, "u"), first, 0),
            _array(k, dtype, "v"),
            _array(k, dtype, "alpha"),
            _array(k, dtype, "beta"),
        )
        i = tf.constant(0, dtype=tf.int32)
        _, last = tf.while_loop(lambda i, _: i < k, step, [i, start])
        return LanczosBidiagState(
            tf.matrix_transpose(last.u.stack()),
            tf.matrix_transpose(last.v.stack()),
            last.alpha.stack(),
            last.beta.stack(),
        )


def _array(size: Any, dtype: tf.DType, name: str) -> tf.TensorArray:
    return tf.TensorArray(dtype=dtype, size=size, tensor_array_name=name, clear_after_read=False)


def _column(array: tf.TensorArray, i: tf.Tensor) -> tf.Tensor:
    return tf.expand_dims(array.read(i), -1)


def _with_column(array: tf.TensorArray, column: tf.Tensor, i: Any) -> tf.TensorArray:
    return array.write(i, tf.squeeze(column))


def _orthogonal(i: tf.Tensor, basis: tf.TensorArray, v: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """``v`` orthogonal to the first i vectors of a basis, 1 long, and its length before that."""
    length = util.l2norm(v)
    once, length_once = _orthogonal_once(i, basis, v)
    return tf.cond(
        length_once < _TWICE * length,
        lambda: _orthogonal_once(i, basis, v),
        lambda: (once, length_once),
    )


def _orthogonal_once(
    i: tf.Tensor, basis: tf.TensorArray, v: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    def step(j: tf.Tensor, basis: tf.TensorArray, v: tf.Tensor) -> tuple[Any, ...]:
        shape = v.shape
        other = _column(basis, j)
        v -= tf.matmul(other, v, adjoint_a=True) * other
        v.set_shape(shape)
        return j + 1, basis, v

    j = tf.constant(0, dtype=tf.int32)
    _, _, v = tf.while_loop(lambda j, basis, v: j < i, step, [j, basis, v])
    return util.l2normalize(v)


def bidiag_matmul(
    matrix: tf.Tensor,
    alpha: tf.Tensor,
    beta: tf.Tensor,
    adjoint_b: bool = False,
    name: str = "bidiag_matmul",
) -> tf.Tensor:
    """A matrix times a lower bidiagonal one, B [k + 1, k].

    Args:
      matrix: A [m, k + 1]; with ``adjoint_b`` [m, k].
      alpha: [k], the diagonal of B.
      beta: [k], what is below it.
      adjoint_b: whether the product is with the adjoint of B's first k rows.
      name: of the scope.

    Returns:
      [m, k].

    Source: ``contrib.solvers.lanczos.bidiag_matmul`` of TensorFlow 1.15.
    """
    with tf.name_scope(name):
        alpha = tf.expand_dims(alpha, 0)
        if not adjoint_b:
            beta = tf.expand_dims(beta, 0)
            return matrix[:, :-1] * alpha + matrix[:, 1:] * beta
        beta = tf.expand_dims(beta[:-1], 0)
        rows = tf.shape(matrix)[:1]
        nothing = tf.expand_dims(tf.zeros(rows, dtype=matrix.dtype), 1)
        return matrix * alpha + tf.concat([nothing, matrix[:, :-1] * beta], 1)
