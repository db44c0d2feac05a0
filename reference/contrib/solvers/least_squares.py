"""Least squares by conjugate gradients.

Source: TensorFlow 1.15, ``tf.contrib.solvers.least_squares``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.solvers import util

__all__ = ["cgls"]


class CGLSState(NamedTuple):
    """Steps done, solution, residual, direction, and the squared length of A* times r."""

    i: tf.Tensor
    x: tf.Tensor
    r: tf.Tensor
    p: tf.Tensor
    gamma: tf.Tensor


def cgls(
    operator: util.LinearOperator,
    rhs: tf.Tensor,
    tol: Any = 1e-6,
    max_iter: int = 20,
    name: str = "cgls",
) -> CGLSState:
    """Minimizes ``|A x - rhs|``.

    Args:
      operator: of A [m, n].
      rhs: [m].
      tol: ends where ``|A* r|`` is at most ``tol`` times the first one.
      max_iter: number of steps at most.
      name: of the scope.

    Returns:
      The last state: ``i`` int32 scalar, ``x`` [n], ``r`` [m], ``p`` [n], ``gamma`` scalar.

    Source: ``contrib.solvers.least_squares.cgls`` of TensorFlow 1.15.
    """

    def proceeds(i: tf.Tensor, state: CGLSState) -> tf.Tensor:
        return tf.logical_and(i < max_iter, state.gamma > tol)

    def step(i: tf.Tensor, state: CGLSState) -> tuple[tf.Tensor, CGLSState]:
        image = operator.apply(state.p)
        length = state.gamma / util.l2norm_squared(image)
        x = state.x + length * state.p
        r = state.r - length * image
        slope = operator.apply_adjoint(r)
        gamma = util.l2norm_squared(slope)
        p = slope + gamma / state.gamma * state.p
        return i + 1, CGLSState(i + 1, x, r, p, gamma)

    with tf.name_scope(name):
        size = operator.shape[1:]
        rhs = tf.expand_dims(rhs, -1)
        slope = operator.apply_adjoint(rhs)
        gamma = util.l2norm_squared(slope)
        tol = tol * tol * gamma
        x = tf.expand_dims(tf.zeros(size, dtype=rhs.dtype.base_dtype), -1)
        i = tf.constant(0, dtype=tf.int32)
        _, last = tf.while_loop(proceeds, step, [i, CGLSState(i, x, rhs, slope, gamma)])
        return CGLSState(
            last.i, tf.squeeze(last.x), tf.squeeze(last.r), tf.squeeze(last.p), last.gamma
        )
