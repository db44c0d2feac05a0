"""Dropout for self-normalizing networks.

Source: TensorFlow 1.15, ``tf.contrib.nn.alpha_dropout``; Klambauer et al. 2017,
https://arxiv.org/abs/1706.02515
"""

import numbers
from typing import Any

import tensorflow.compat.v1 as tf

# What a scaled exponential linear unit falls to: -lambda alpha.
_DROPPED = -1.7580993408473766


def alpha_dropout(
    x: Any,
    keep_prob: Any,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
) -> tf.Tensor:
    """Sets elements to alpha', and scales and shifts all so that mean and variance stay.

    y = a (x m + alpha' (1 - m)) + b with m = 1 for the share q of elements that is kept,
    a = (q + q (1 - q) alpha'^2)^(-1/2) and b = -a alpha' (1 - q), alpha' = -1.758...

    Args:
      x: float tensor.
      keep_prob: the share q, a number or a scalar tensor.
      noise_shape: shape of the random choice, that goes with that of ``x``; its own if None.
      seed: of the choice.
      name: name of the scope.

    Returns:
      A tensor of the shape and type of ``x``; ``x`` itself if all is kept.

    Raises:
      ValueError: ``keep_prob`` is a number outside (0, 1], or no scalar.

    Source: ``tf.contrib.nn.alpha_dropout`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "alpha_dropout", [x]):
        x = tf.convert_to_tensor(x, name="x")
        if isinstance(keep_prob, numbers.Real) and not 0 < keep_prob <= 1.0:
            raise ValueError(
                "keep_prob must be a scalar tensor or a float in the range (0, 1], got "
                f"{keep_prob:g}"
            )
        keep_prob = tf.convert_to_tensor(keep_prob, dtype=x.dtype, name="keep_prob")
        keep_prob.shape.assert_has_rank(0)
        if tf.get_static_value(keep_prob) == 1:
            return x
        shape = tf.shape(x) if noise_shape is None else noise_shape
        random = tf.random_uniform(shape, seed=seed, dtype=x.dtype)
        kept = tf.cast(tf.greater_equal(random, 1 - keep_prob), x.dtype)
        x = x * kept + _DROPPED * (1 - kept)
        scale = (keep_prob + keep_prob * (1 - keep_prob) * _DROPPED**2) ** -0.5
        shift = -scale * _DROPPED * (1 - keep_prob)
        return scale * x + shift
