"""Differential equations solved by steps of given size.

Source: TensorFlow 1.15, ``tf.contrib.integrate.odeint_fixed``.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.integrate.dormand_prince import Derivative
from reference.contrib.integrate.time_points import check_dtypes, increasing

_Difference = Callable[[Derivative, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]


def odeint_fixed(
    func: Derivative,
    y0: Any,
    t: Any,
    dt: Any = None,
    method: str = "rk4",
    name: str | None = None,
) -> tf.Tensor:
    """The solution of ``dy/dt = func(y, t)`` at several times, without control of the error.

    Args:
      func: of the state and the time, its derivative.
      y0: floating or complex tensor of any shape, the state at ``t[0]``.
      t: increasing times, a floating vector; float64 if it is no tensor.
      dt: size of the steps, a scalar, or a vector of one for each time but the first; made smaller
        so that a whole number of steps leads to the next time. One step each if None.
      method: ``"midpoint"``, of order 2, or ``"rk4"``, of order 4.
      name: of the scope.

    Returns:
      A tensor of shape [times] + that of ``y0``.

    Raises:
      TypeError: another dtype.
      ValueError: another method; ``t`` or ``dt`` of another rank or length.
      tf.errors.InvalidArgumentError: when run: times that do not increase.

    Source: ``tf.contrib.integrate.odeint_fixed`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "odeint_fixed", [y0, t, dt]):
        t = tf.convert_to_tensor(t, preferred_dtype=tf.float64, name="t")
        y0 = tf.convert_to_tensor(y0, name="y0")
        intervals = t[1:] - t[:-1]
        dt = tf.convert_to_tensor(
            intervals if dt is None else dt, preferred_dtype=tf.float64, name="dt"
        )
        counts = tf.ceil(intervals / dt)
        dt = intervals / counts
        counts = tf.cast(counts, dtype=tf.int32)
        check_dtypes(y0, t, dt)
        if len(t.shape.as_list()) > 1 or len(dt.shape.as_list()) > 1:
            raise ValueError("t must be a 1D tensor")
        if tf.dimension_value(t.shape[0]) != (tf.dimension_value(dt.shape[0]) or 0) + 1:
            raise ValueError("t and dt have incompatible lengths, must be N and N-1")
        with increasing(t), tf.name_scope(method):
            if method not in _METHODS:
                raise ValueError(f"method not supported: {method!s}")
            return _integrate(_METHODS[method], func, y0, t, dt, counts)


def _integrate(
    difference: _Difference,
    func: Derivative,
    y0: tf.Tensor,
    times: tf.Tensor,
    sizes: tf.Tensor,
    counts: tf.Tensor,
) -> tf.Tensor:
    def one_more(
        y: tf.Tensor, t: tf.Tensor, number: tf.Tensor, interval: tf.Tensor
    ) -> tuple[tf.Tensor, ...]:
        dt = sizes[interval - 1]
        dy = tf.cast(difference(func, t, dt, y), dtype=y.dtype)
        return y + dy, t + dt, number + 1, interval

    def reach(
        solution: tf.TensorArray, y: tf.Tensor, t: tf.Tensor, interval: tf.Tensor
    ) -> tuple[Any, ...]:
        y, t, _, _ = tf.while_loop(
            lambda _, __, number, interval: number < counts[interval - 1],
            one_more,
            (y, t, 0, interval),
        )
        return solution.write(interval, y), y, t, interval + 1

    count = tf.size(times)
    start = times[0]
    solution = tf.TensorArray(y0.dtype, count).write(0, y0)
    solution, _, _, _ = tf.while_loop(
        lambda _, __, ___, interval: interval < count, reach, (solution, y0, start, 1)
    )
    y = solution.stack()
    y.set_shape(times.shape.concatenate(y0.shape))
    return y


def _midpoint(func: Derivative, t: tf.Tensor, dt: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    size = tf.cast(dt, y.dtype)
    return size * func(y + func(y, t) * size / 2, t + dt / 2)


def _runge_kutta(func: Derivative, t: tf.Tensor, dt: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    first = func(y, t)
    middle = t + dt / 2
    size = tf.cast(dt, y.dtype)
    second = func(y + size * first / 2, middle)
    third = func(y + size * second / 2, middle)
    fourth = func(y + size * third, t + dt)
    return tf.add_n([first, 2 * second, 2 * third, fourth]) * (size / 6)


_METHODS: dict[str, _Difference] = {"midpoint": _midpoint, "rk4": _runge_kutta}
