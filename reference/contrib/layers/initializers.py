"""Initial weights that keep the variance of a layer's input, or of its gradient.

Source: TF 1.15 ``contrib/layers/python/layers/initializers.py``; Glorot and Bengio 2010
(http://proceedings.mlr.press/v9/glorot10a.html), He et al. 2015 (https://arxiv.org/abs/1502.01852).
"""

import math

import tensorflow.compat.v1 as tf

__all__ = ["variance_scaling_initializer", "xavier_initializer", "xavier_initializer_conv2d"]

_CONNECTIONS = {
    "FAN_IN": lambda fan_in, fan_out: fan_in,
    "FAN_OUT": lambda fan_in, fan_out: fan_out,
    "FAN_AVG": lambda fan_in, fan_out: (fan_in + fan_out) / 2.0,
}


def xavier_initializer(uniform=True, seed=None, dtype=tf.float32):
    """Return Glorot's initializer: variance `2 / (fan_in + fan_out)`.

    Args:
      uniform: draw from [-x, x] with `x = sqrt(6 / (fan_in + fan_out))`, else from a truncated
        normal distribution.
      seed: op seed, see `tf.set_random_seed`.
      dtype: a floating point type.

    Raises:
      TypeError: `dtype` is not a floating point type.

    Source: TF 1.15 ``contrib.layers.xavier_initializer``.
    """
    return variance_scaling_initializer(
        factor=1.0, mode="FAN_AVG", uniform=uniform, seed=seed, dtype=dtype
    )


xavier_initializer_conv2d = xavier_initializer


def variance_scaling_initializer(
    factor=2.0, mode="FAN_IN", uniform=False, seed=None, dtype=tf.float32
):
    """Return an initializer of variance `factor / n`, where `mode` says which n.

    The fans of a shape `[k..., in, out]` are `prod(k) * in` and `prod(k) * out`.

    Args:
      factor: float. 2.0 with "FAN_IN" is He's initializer, 1.0 with "FAN_AVG" Glorot's.
      mode: "FAN_IN" (n inputs), "FAN_OUT" (n outputs) or "FAN_AVG" (their mean).
      uniform: draw from [-x, x] with `x = sqrt(3 * factor / n)`, else from a normal distribution
        truncated at two standard deviations, its own being `sqrt(1.3 * factor / n)`, since
        truncating takes about that much of the variance away.
      seed: op seed, see `tf.set_random_seed`.
      dtype: a floating point type.

    Raises:
      TypeError: `dtype` is not a floating point type, or `mode` is unknown.

    Source: TF 1.15 ``contrib.layers.variance_scaling_initializer``.
    """
    _demand_floating(dtype)
    if mode not in _CONNECTIONS:
        raise TypeError(f"Unknown mode {mode} [FAN_IN, FAN_OUT, FAN_AVG]")

    def _initializer(shape, dtype=dtype, partition_info=None):
        _demand_floating(dtype)
        n = _CONNECTIONS[mode](*_fans(shape))
        if uniform:
            limit = math.sqrt(3.0 * factor / n)
            return tf.random_uniform(shape, -limit, limit, dtype, seed=seed)
        return tf.truncated_normal(shape, 0.0, math.sqrt(1.3 * factor / n), dtype, seed=seed)

    return _initializer


def _demand_floating(dtype):
    if not dtype.is_floating:
        raise TypeError("Cannot create initializer for non-floating point type.")


def _fans(shape):
    sizes = [float(size) for size in shape]
    if not sizes:
        return 1.0, 1.0
    receptive_field = math.prod(sizes[:-2])
    inputs = sizes[-2] if len(sizes) > 1 else sizes[-1]
    return inputs * receptive_field, sizes[-1] * receptive_field


# What layers start from unless told otherwise; each use draws anew.
DEFAULT_WEIGHTS = xavier_initializer()
DEFAULT_BIASES = tf.zeros_initializer()
