"""One step of Dormand and Prince's method, and the solution within the step.

    k_0 = f(y_0, t_0),   k_i = f(y_0 + h sum_j b_ij k_j, t_0 + a_i h),
    y_1 = y_0 + h sum_j b_6j k_j

k_6 is the slope at the end, and the next step's k_0. Sums go over numbers that are not 0 only.

Source: TensorFlow 1.15, ``tf.contrib.integrate``; Shampine 1986,
https://doi.org/10.1090/S0025-5718-1986-0815836-3
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

Derivative = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]

_NODES = (1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0)
_STAGES = (
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
_HALFWAY = (
    6025192743 / 30085553152 / 2,
    0,
    51252292925 / 65400821598 / 2,
    -2691868925 / 45128329728 / 2,
    187940372067 / 1594534317056 / 2,
    -1776094331 / 19743644256 / 2,
    11237099 / 235043384 / 2,
)
# The solution of order 5 less the one of order 4.
_ERROR = (
    1951 / 21600 - 35 / 384,
    0,
    22642 / 50085 - 500 / 1113,
    451 / 720 - 125 / 192,
    -12231 / 42400 - -2187 / 6784,
    649 / 6300 - 11 / 84,
    1 / 60,
)


def _scaled_sum(
    scale: tf.Tensor, weights: Sequence[float], terms: Sequence[tf.Tensor], name: str | None = None
) -> tf.Tensor:
    with tf.name_scope(name, "scaled_dot_product", [scale, *terms]) as scope:
        parts = [
            (scale * weight) * term
            for weight, term in zip(weights, terms, strict=True)
            if weight != 0
        ]
        return tf.add_n(parts, name=scope)


def _sum_of_products(weights: Iterable[Any], terms: Iterable[tf.Tensor]) -> tf.Tensor:
    with tf.name_scope(None, "dot_product") as scope:
        return tf.add_n(
            [weight * term for weight, term in zip(weights, terms, strict=True)], name=scope
        )


def step(
    function: Derivative, y0: tf.Tensor, f0: tf.Tensor, t0: tf.Tensor, dt: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, list[tf.Tensor]]:
    """The state ``dt`` later.

    Args:
      function: of the state and the time, its derivative.
      y0, f0: state and derivative at ``t0``.
      t0, dt: float scalars.

    Returns:
      The state, its derivative, the estimated error, and the seven slopes k.
    """
    with tf.name_scope(None, "runge_kutta_step", [y0, f0, t0, dt]) as scope:
        scale = tf.cast(dt, y0.dtype)
        slopes = [f0]
        y = y0
        for node, weights in zip(_NODES, _STAGES, strict=True):
            time = t0 + node * dt
            y = y0 + _scaled_sum(scale, weights, slopes)
            slopes.append(function(y, time))
        y1 = tf.identity(y, name=f"{scope}/y1")
        f1 = tf.identity(slopes[-1], name=f"{scope}/f1")
        error = _scaled_sum(scale, _ERROR, slopes, name=f"{scope}/y1_error")
        return y1, f1, error, slopes


def interpolant(
    y0: tf.Tensor, y1: tf.Tensor, slopes: Sequence[tf.Tensor], dt: tf.Tensor
) -> list[tf.Tensor]:
    """The polynomial within a step, of degree 4 in the share x of the step that is past.

    It has the states at both ends and halfway, and the slopes at both ends.

    Returns:
      Its coefficients, that of x^4 first.
    """
    with tf.name_scope("interp_fit_rk"):
        dt = tf.cast(dt, y0.dtype)
        halfway = y0 + _scaled_sum(dt, _HALFWAY, slopes)
        known = [slopes[0], slopes[-1], y0, y1, halfway]
        fourth = _sum_of_products([-2 * dt, 2 * dt, -8, -8, 16], known)
        third = _sum_of_products([5 * dt, -3 * dt, 18, 14, -32], known)
        second = _sum_of_products([-4 * dt, dt, -11, -5, 16], known)
        return [fourth, third, second, dt * slopes[0], y0]


def evaluate(
    coefficients: Sequence[tf.Tensor], t0: tf.Tensor, t1: tf.Tensor, t: tf.Tensor
) -> tf.Tensor:
    """The polynomial of ``interpolant`` at a time; fails unless ``t0 <= t <= t1``."""
    with tf.name_scope("interp_evaluate"):
        dtype = coefficients[0].dtype
        within = tf.Assert(
            (t0 <= t) & (t <= t1), ["invalid interpolation, fails `t0 <= t <= t1`:", t0, t, t1]
        )
        with tf.control_dependencies([within]):
            x = tf.cast((t - t0) / (t1 - t0), dtype)
        powers = [tf.constant(1, dtype), x]
        while len(powers) < len(coefficients):
            powers.append(powers[-1] * x)
        return _sum_of_products(coefficients, reversed(powers))
