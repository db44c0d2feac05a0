"""The exponential moving average of a variable, as batch normalization and clipping need it.

Source: TF 1.15 ``python/training/moving_averages.py``; the bias correction is that of Adam
(Kingma and Ba, https://arxiv.org/abs/1412.6980, section 3).
"""

import itertools

import tensorflow.compat.v1 as tf


def assign_moving_average(variable, value, decay, zero_debias=True, name=None):
    """Move `variable` towards `value`: `variable -= (1 - decay) * (variable - value)`.

    With `zero_debias` the average is that of an accumulator which starts at zero, divided by
    `1 - decay ** updates`; the accumulator and the number of updates are kept in the variables
    "<scope>/<variable>/biased" and ".../local_step".

    Args:
      variable: a float variable.
      value: tensor of the same shape.
      decay: float or scalar tensor, close to 1.
      zero_debias: whether to correct for the start at zero.
      name: name of the assignment, "AssignMovingAvg" by default.

    Returns:
      A tensor that holds the new average once it has been run.

    Source: TF 1.15 ``moving_averages.assign_moving_average``.
    """
    with tf.name_scope(name, "AssignMovingAvg", [variable, value, decay]) as scope:
        rate = tf.convert_to_tensor(1.0 - decay, name="decay")
        if rate.dtype != variable.dtype.base_dtype:
            rate = tf.cast(rate, variable.dtype.base_dtype)
        if zero_debias:
            return _assign_debiased(variable, value, rate)
        with tf.colocate_with(variable):
            return tf.assign_sub(variable, (variable - value) * rate, name=scope)


def _assign_debiased(variable, value, rate):
    values = [variable, value, rate]
    with (
        tf.variable_scope(variable.name.removesuffix(":0"), values=values),
        tf.colocate_with(variable),
    ):
        accumulator = _shadow_variable("biased", variable.shape, variable.dtype.base_dtype)
        updates = _shadow_variable("local_step", [], variable.dtype.base_dtype)
    with tf.colocate_with(variable):
        accumulated = tf.assign_sub(accumulator, (accumulator - value) * rate)
        counted = tf.assign_add(updates, 1)
        correction = 1 - tf.pow(1.0 - rate, counted)
        scope = tf.get_default_graph().get_name_scope() + "/"
        return tf.assign(variable, accumulated / correction, name=scope)


def _shadow_variable(name, shape, dtype):
    scope = tf.get_variable_scope()
    if not scope.reuse:
        # A second average over one variable gets shadows of its own: "biased_1", "biased_2", ...
        taken = {existing.op.name for existing in scope.global_variables()}
        candidates = itertools.chain([name], (f"{name}_{i}" for i in itertools.count(1)))
        name = next(c for c in candidates if f"{scope.name}/{c}" not in taken)
    return tf.get_variable(
        name, shape=shape, dtype=dtype, initializer=tf.zeros_initializer(), trainable=False
    )
