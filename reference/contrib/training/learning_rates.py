"""Learning rates with warm restarts.

Source: TensorFlow 1.15, ``contrib/training`` (``sgdr_learning_rate_decay``); I. Loshchilov and
F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", https://arxiv.org/abs/1608.03983.
"""

import math
from typing import Any

import tensorflow.compat.v1 as tf


def sgdr_decay(
    learning_rate: Any,
    global_step: Any,
    initial_period_steps: Any,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    name: str | None = None,
) -> tf.Tensor:
    """A rate that falls as a cosine within each period and begins anew with the next.

    In period ``i``, of ``initial_period_steps * t_mul ** i`` steps, at the share ``x`` of it:
    ``learning_rate * m_mul ** i * (1 + cos(pi * x)) / 2``.

    Args:
      learning_rate: the first rate, a float scalar.
      global_step: the steps taken, a scalar.
      initial_period_steps: steps of the first period.
      t_mul: how much longer each period is than the one before.
      m_mul: how much lower each period begins.
      name: name scope of the operations.

    Raises:
      ValueError: ``global_step`` is None.

    Source: ``sgdr_decay`` of TensorFlow 1.15's ``contrib/training``.
    """
    if global_step is None:
        raise ValueError("global_step is required for sgdr_decay.")
    values = [learning_rate, global_step, initial_period_steps, t_mul, m_mul]
    with tf.name_scope(name, "SGDRDecay", values) as scope:
        rate = tf.convert_to_tensor(learning_rate, name="initial_learning_rate")

        def as_float(number: Any) -> tf.Tensor:
            return tf.cast(number, rate.dtype)

        step, first_period = as_float(global_step), as_float(initial_period_steps)
        longer, lower = as_float(t_mul), as_float(m_mul)
        one, half, pi = (as_float(tf.constant(number)) for number in (1.0, 0.5, math.pi))
        passed = tf.div(step, first_period)  # in lengths of the first period

        def equal_periods() -> tuple[tf.Tensor, tf.Tensor]:
            period = tf.floor(passed)
            return period, passed - period

        def growing_periods() -> tuple[tf.Tensor, tf.Tensor]:
            # The sum of a geometric series, solved for the number of its terms.
            period = tf.floor(tf.log(one - passed * (one - longer)) / tf.log(longer))
            before = (one - longer**period) / (one - longer)
            return period, (passed - before) / longer**period

        period, share = tf.cond(tf.equal(longer, one), equal_periods, growing_periods)
        highest = rate * lower**period
        return tf.multiply(half * highest, tf.cos(share * pi) + one, name=scope)
