"""Systems of linear equations by conjugate gradients.

Source: TensorFlow 1.15, ``tf.contrib.solvers.linear_equations``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.solvers import util

__all__ = ["conjugate_gradient"]


class CGState(NamedTuple):
    """Steps done, solution, residual, direction, and the residual's product with itself."""

    i: tf.Tensor
    x: tf.Tensor
    r: tf.Tensor
    p: tf.Tensor
    gamma: tf.Tensor


def conjugate_gradient(
    operator: util.LinearOperator,
    rhs: tf.Tensor,
    preconditioner: util.LinearOperator | None = None,
    x: tf.Tensor | None = None,
    tol: Any = 1e-4,
    max_iter: int = 20,
    name: str = "conjugate_gradient",
) -> CGState:
    """Solves ``A x = rhs`` for a self-adjoint positive definite A.

    Args:
      operator: of A [n, n].
      rhs: [n].
      preconditioner: of a matrix near the inverse of A.
      x: [n], where to start; 0 if None.
      tol: ends where the residual is at most ``tol`` times the first one.
      max_iter: number of steps at most.
      name: of the scope.

    Returns:
      The last state: ``i`` int32 scalar, ``x``, ``r`` and ``p`` [n], ``gamma`` scalar.

    Source: ``contrib.solvers.linear_equations.conjugate_gradient`` of TensorFlow 1.15.
    """

    def proceeds(i: tf.Tensor, state: CGState) -> tf.Tensor:
        return tf.logical_and(i < max_iter, tf.norm(state.r) > tol)

    def step(i: tf.Tensor, state: CGState) -> tuple[tf.Tensor, CGState]:
        image = operator.apply(state.p)
        length = state.gamma / util.dot(state.p, image)
        x = state.x + length * state.p
        r = state.r - length * image
        towards = r if preconditioner is None else preconditioner.apply(r)
        gamma = util.dot(r, towards)
        p = towards + gamma / state.gamma * state.p
        return i + 1, CGState(i + 1, x, r, p, gamma)

    with tf.name_scope(name):
        size = operator.shape[1:]
        rhs = tf.expand_dims(rhs, -1)
        if x is None:
            x = tf.expand_dims(tf.zeros(size, dtype=rhs.dtype.base_dtype), -1)
            residual = rhs
        else:
            x = tf.expand_dims(x, -1)
            residual = rhs - operator.apply(x)
        towards = residual if preconditioner is None else preconditioner.apply(residual)
        gamma = util.dot(residual, towards)
        tol = tol * tf.norm(residual)
        i = tf.constant(0, dtype=tf.int32)
        _, last = tf.while_loop(proceeds, step, [i, CGState(i, x, residual, towards, gamma)])
        return CGState(
            last.i, tf.squeeze(last.x), tf.squeeze(last.r), tf.squeeze(last.p), last.gamma
        )
