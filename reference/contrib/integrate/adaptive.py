"""Differential equations solved by steps that choose their size.

Source: TensorFlow 1.15, ``tf.contrib.integrate.odeint``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.integrate import dormand_prince
from reference.contrib.integrate.dormand_prince import Derivative
from reference.contrib.integrate.time_points import check_dtypes, increasing

_ORDER = 5


class _Step(NamedTuple):
    """The last step: its end, its times, the next one's size, the polynomial within it."""

    y1: tf.Tensor
    f1: tf.Tensor
    t0: tf.Tensor
    t1: tf.Tensor
    dt: tf.Tensor
    coefficients: list[tf.Tensor]


class _History(NamedTuple):
    """Where each step ended, and its error as a share of what is tolerated."""

    integrate_points: tf.TensorArray
    error_ratio: tf.TensorArray


class _Control(NamedTuple):
    """How steps choose their size, as scalar tensors."""

    rtol: tf.Tensor
    atol: tf.Tensor
    safety: tf.Tensor
    ifactor: tf.Tensor
    dfactor: tf.Tensor
    max_num_steps: tf.Tensor


def odeint(
    func: Derivative,
    y0: Any,
    t: Any,
    rtol: Any = 1e-6,
    atol: Any = 1e-12,
    method: str | None = None,
    options: dict[str, Any] | None = None,
    full_output: bool = False,
    name: str | None = None,
) -> Any:
    """The solution of ``dy/dt = func(y, t)`` at several times, from ``y(t[0]) = y0``.

    By Dormand and Prince's method of order 5. A step is taken if the root of the mean of
    ``(error / (atol + rtol max(|y_0|, |y_1|)))^2`` is at most 1; the next one's size follows from
    it.

    Args:
      func: of the state and the time, its derivative.
      y0: floating or complex tensor of any shape.
      t: increasing times, a floating vector; float64 if it is no tensor.
      rtol, atol: tolerated relative and absolute errors of elements.
      method: None or ``"dopri5"``.
      options: with a method, ``first_step`` (1.0), ``safety`` (0.9), ``ifactor`` (10.0) and
        ``dfactor`` (0.2), by which a step may grow and shrink at most, and ``max_num_steps``
        (1000) from one time to the next.
      full_output: whether to tell about the steps too.
      name: of the scope.

    Returns:
      A tensor of shape [times] + that of ``y0``; with ``full_output`` a dictionary too:
      ``num_func_evals``, ``integrate_points`` (ends of steps) and ``error_ratio`` (of steps; above
      1 for those that were taken back).

    Raises:
      ValueError: another method, or options without a method.
      TypeError: ``y0`` or ``t`` of another dtype; an unknown option.
      tf.errors.InvalidArgumentError: when run: times that do not increase, too many steps, steps
        too small, states that are not finite.

    Source: ``tf.contrib.integrate.odeint`` of TensorFlow 1.15.
    """
    if method is not None and method != "dopri5":
        raise ValueError(f"invalid method: {method!r}")
    if options is not None and method is None:
        raise ValueError("cannot supply `options` without specifying `method`")
    with tf.name_scope(name, "odeint", [y0, t, rtol, atol]) as scope:
        y0 = tf.convert_to_tensor(y0, name="y0")
        t = tf.convert_to_tensor(t, preferred_dtype=tf.float64, name="t")
        check_dtypes(y0, t)
        error_dtype = abs(y0).dtype
        rtol = tf.convert_to_tensor(rtol, dtype=error_dtype, name="rtol")
        atol = tf.convert_to_tensor(atol, dtype=error_dtype, name="atol")
        return _solve(func, y0, t, rtol, atol, full_output, scope, **(options or {}))


def _solve(
    func: Derivative,
    y0: tf.Tensor,
    t: tf.Tensor,
    rtol: tf.Tensor,
    atol: tf.Tensor,
    full_output: bool,
    name: str,
    first_step: Any = None,
    safety: Any = 0.9,
    ifactor: Any = 10.0,
    dfactor: Any = 0.2,
    max_num_steps: Any = 1000,
) -> Any:
    with tf.name_scope(name, "dopri5", [y0, t, rtol, atol]) as scope:
        first_step = tf.convert_to_tensor(
            1.0 if first_step is None else first_step, dtype=t.dtype, name="first_step"
        )
        control = _Control(
            rtol,
            atol,
            tf.convert_to_tensor(safety, dtype=t.dtype, name="safety"),
            tf.convert_to_tensor(ifactor, dtype=t.dtype, name="ifactor"),
            tf.convert_to_tensor(dfactor, dtype=t.dtype, name="dfactor"),
            tf.convert_to_tensor(max_num_steps, dtype=tf.int32, name="max_num_steps"),
        )

        def one_more(
            last: _Step, history: _History, steps: tf.Tensor
        ) -> tuple[_Step, _History, tf.Tensor]:
            return *_step(func, last, history, steps, control), steps + 1

        def reach(
            solution: tf.TensorArray, history: _History, last: _Step, i: tf.Tensor
        ) -> tuple[tf.TensorArray, _History, _Step, tf.Tensor]:
            with tf.name_scope("interpolate"):
                last, history, _ = tf.while_loop(
                    lambda last, *_: t[i] > last.t1,
                    one_more,
                    (last, history, 0),
                    name="integrate_loop",
                )
                y = dormand_prince.evaluate(last.coefficients, last.t0, last.t1, t[i])
                return solution.write(i, y), history, last, i + 1

        with increasing(t):
            count = tf.size(t)
        solution = tf.TensorArray(y0.dtype, size=count).write(0, y0)
        history = _History(
            tf.TensorArray(t.dtype, size=0, dynamic_size=True),
            tf.TensorArray(rtol.dtype, size=0, dynamic_size=True),
        )
        start = _Step(y0, func(y0, t[0]), t[0], t[0], first_step, [y0] * 5)
        solution, history, _, _ = tf.while_loop(
            lambda _, __, ___, i: i < count,
            reach,
            (solution, history, start, 1),
            name="interpolate_loop",
        )
        y = solution.stack(name=scope)
        y.set_shape(t.shape.concatenate(y0.shape))
        if not full_output:
            return y
        ends = history.integrate_points.stack()
        told = {
            "num_func_evals": 6 * tf.size(ends) + 1,
            "integrate_points": ends,
            "error_ratio": history.error_ratio.stack(),
        }
        return y, told


def _step(
    func: Derivative, last: _Step, history: _History, steps: tf.Tensor, control: _Control
) -> tuple[_Step, _History]:
    """The next step; one with too large an error leaves the state and only makes dt smaller."""
    y0, f0, _, t0, dt, coefficients = last
    with tf.name_scope("assertions"):
        checks = [
            tf.Assert(t0 + dt > t0, ["underflow in dt", dt]),
            tf.Assert(steps < control.max_num_steps, ["max_num_steps exceeded"]),
            tf.Assert(tf.reduce_all(tf.is_finite(abs(y0))), ["non-finite values in state `y`", y0]),
        ]
    with tf.control_dependencies(checks):
        y1, f1, error, slopes = dormand_prince.step(func, y0, f0, t0, dt)
    with tf.name_scope("error_ratio"):
        tolerated = control.atol + control.rtol * tf.maximum(abs(y0), abs(y1))
        ratio = tf.sqrt(tf.reduce_mean(_square_of_size(error) / _square_of_size(tolerated)))
        accepted = ratio <= 1
    with tf.name_scope("update/rk_state"):
        taken = _Step(
            tf.cond(accepted, lambda: y1, lambda: y0),
            tf.cond(accepted, lambda: f1, lambda: f0),
            t0,
            tf.cond(accepted, lambda: t0 + dt, lambda: t0),
            dt,
            tf.cond(
                accepted,
                lambda: dormand_prince.interpolant(y0, y1, slopes, dt),
                lambda: coefficients,
            ),
        )
        taken = taken._replace(dt=_next_size(dt, ratio, control))
    with tf.name_scope("update/history"):
        history = _History(
            _appended(history.integrate_points, t0 + dt), _appended(history.error_ratio, ratio)
        )
    return taken, history


def _next_size(size: tf.Tensor, ratio: tf.Tensor, control: _Control) -> tf.Tensor:
    """``safety size / ratio^(1/5)``, kept between ``dfactor size`` and ``ifactor size``."""
    with tf.name_scope(None, "optimal_step_size", [size, ratio]) as scope:
        ratio = tf.cast(ratio, size.dtype)
        exponent = tf.cast(1 / _ORDER, size.dtype)
        # the ratio, which may be 0, stays in a numerator
        factor = tf.maximum(
            1 / control.ifactor,
            tf.minimum(ratio**exponent / control.safety, 1 / control.dfactor),
        )
        return tf.realdiv(size, factor, name=scope)


def _square_of_size(x: tf.Tensor) -> tf.Tensor:
    if x.dtype.is_complex:
        return tf.square(tf.real(x)) + tf.square(tf.imag(x))
    return tf.square(x)


def _appended(array: tf.TensorArray, value: tf.Tensor) -> tf.TensorArray:
    return array.write(array.size(), value)
