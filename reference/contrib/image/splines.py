"""Functions through given points: polyharmonic splines.

    f(x) = sum_i w_i phi(|x - c_i|) + v^T [x, 1],   sum_i w_i = 0,   sum_i w_i c_i = 0

with f(c_i) given. phi(r) is r^k for an odd order k, and r^k log(r) for an even one; the thin plate
spline is that of order 2.

Source: TensorFlow 1.15, ``tf.contrib.image.interpolate_spline``;
https://en.wikipedia.org/wiki/Polyharmonic_spline
"""

from typing import Any

import tensorflow.compat.v1 as tf

_SMALLEST = 1e-10  # of a squared distance: the logarithm and the root have a slope at 0


def interpolate_spline(
    train_points: Any,
    train_values: Any,
    query_points: Any,
    order: int,
    regularization_weight: float = 0.0,
    name: str = "interpolate_spline",
) -> tf.Tensor:
    """Values of the spline through given points.

    Args:
      train_points: float [batch, n, d], d known: the points c_i.
      train_values: float [batch, n, k], k known: the values there.
      query_points: float [batch, m, d].
      order: of the spline.
      regularization_weight: above 0 the spline passes the points by and is smoother.
      name: of the scope.

    Returns:
      [batch, m, k], with gradients to all three.

    Raises:
      ValueError: d or k are not known.

    Source: ``tf.contrib.image.interpolate_spline`` of TensorFlow 1.15.
    """
    with tf.name_scope(name):
        train_points = tf.convert_to_tensor(train_points)
        train_values = tf.convert_to_tensor(train_values)
        query_points = tf.convert_to_tensor(query_points)
        with tf.name_scope("solve"):
            w, v = _solve(train_points, train_values, order, regularization_weight)
        with tf.name_scope("predict"):
            distances = _squared_distances_between(query_points, train_points)
            of_points = tf.matmul(_phi(distances, order), w)
            ones = tf.ones_like(query_points[..., :1], train_points.dtype)
            linear = tf.matmul(tf.concat([query_points, ones], 2), v)
            return of_points + linear


def _solve(
    points: tf.Tensor, values: tf.Tensor, order: int, regularization_weight: float
) -> tuple[tf.Tensor, tf.Tensor]:
    """w [batch, n, k] and v [batch, d + 1, k] from ``[[A, B], [B^T, 0]] [w, v] = [values, 0]``."""
    batch, n, _ = tf.unstack(tf.shape(points), num=3)
    d, k = tf.dimension_value(points.shape[-1]), tf.dimension_value(values.shape[-1])
    if d is None:
        raise ValueError(
            "The dimensionality of the input points (d) must be statically-inferrable."
        )
    if k is None:
        raise ValueError(
            "The dimensionality of the output values (k) must be statically-inferrable."
        )
    with tf.name_scope("construct_linear_system"):
        a = _phi(_squared_distances_within(points), order)
        if regularization_weight > 0:
            a += regularization_weight * tf.expand_dims(tf.eye(n, dtype=points.dtype), 0)
        ones = tf.ones_like(points[..., :1], dtype=points.dtype)
        b = tf.concat([points, ones], 2)
        left = tf.concat([a, tf.transpose(b, [0, 2, 1])], 1)
        right = tf.concat([b, tf.zeros([batch, d + 1, d + 1], points.dtype)], 1)
        left_side = tf.concat([left, right], 2)
        right_side = tf.concat([values, tf.zeros([batch, d + 1, k], points.dtype)], 1)
    with tf.name_scope("solve_linear_system"):
        solution = tf.matrix_solve(left_side, right_side)
        return solution[:, :n, :], solution[:, n:, :]


def _squared_distances_within(x: tf.Tensor) -> tf.Tensor:
    """``|x_i - x_j|^2``, [batch, n, n], of [batch, n, d]."""
    products = tf.matmul(x, x, adjoint_b=True)
    squares = tf.expand_dims(tf.matrix_diag_part(products), 2)
    return squares - 2 * products + tf.transpose(squares, [0, 2, 1])


def _squared_distances_between(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """``|x_i - y_j|^2``, [batch, n, m], of [batch, n, d] and [batch, m, d]."""
    squares_x = tf.reduce_sum(tf.square(x), 2)
    squares_y = tf.reduce_sum(tf.square(y), 2)
    squares_x = tf.expand_dims(squares_x, 2)
    squares_y = tf.expand_dims(squares_y, 1)
    products = tf.matmul(x, y, adjoint_b=True)
    return squares_x - 2 * products + squares_y


def _phi(squared: tf.Tensor, order: int) -> tf.Tensor:
    """phi of the roots of squared distances."""
    with tf.name_scope("phi"):
        if order == 1:
            return tf.sqrt(tf.maximum(squared, _SMALLEST))
        if order == 2:
            return 0.5 * squared * tf.log(tf.maximum(squared, _SMALLEST))
        if order == 4:
            return 0.5 * tf.square(squared) * tf.log(tf.maximum(squared, _SMALLEST))
        squared = tf.maximum(squared, _SMALLEST)
        if order % 2 == 0:
            return 0.5 * tf.pow(squared, 0.5 * order) * tf.log(squared)
        return tf.pow(squared, 0.5 * order)
