"""Dropout by a scaled binary mask, in the 16 ops of TensorFlow 1.15.

``y = x * 1/keep * [u >= rate]`` with ``u`` uniform in [0, 1) and ``keep = 1 - rate``.

Source: ``tf.nn.dropout`` of TensorFlow 1.15; Srivastava et al., 2014,
https://jmlr.org/papers/v15/srivastava14a.html
"""

import numbers
from typing import Any

import tensorflow.compat.v1 as tf

from reference import spelling


def _mask_shape(x: tf.Tensor, noise_shape: Any) -> Any:
    if noise_shape is None:
        return tf.shape(x)
    try:
        wanted = tf.TensorShape(noise_shape)
    except (TypeError, ValueError):
        return noise_shape  # a tensor, or a list that holds one
    if None in (x.shape.rank, wanted.rank) or x.shape.rank != wanted.rank:
        return noise_shape
    sizes = zip(wanted.as_list(), x.shape.as_list(), strict=True)
    return tf.TensorShape([own if size is None else size for size, own in sizes])


def drop(
    x: Any, rate: Any, noise_shape: Any = None, seed: int | None = None, name: str | None = None
) -> tf.Tensor:
    """``x`` with the share ``rate`` of its elements zeroed, the others scaled to keep the sum.

    Args:
        x: floating point tensor of any shape.
        rate: number in [0, 1) or scalar tensor: the probability to drop an element.
        noise_shape: shape of the mask, broadcast to ``x``; None entries take the size of ``x``.
        seed: op seed.
        name: of the scope of the ops, ``dropout`` by default.

    Returns:
        A tensor of the shape and dtype of ``x``; ``x`` itself if ``rate`` is known to be 0.

    Raises:
        ValueError: ``x`` is not floating point, or ``rate`` is out of range.
    """
    with tf.name_scope(name, "dropout", [x]):
        x = tf.convert_to_tensor(x, name="x")
        if not x.dtype.is_floating:
            raise ValueError(
                "x has to be a floating point tensor since it's going to be scaled. "
                f"Got a {x.dtype} tensor instead."
            )
        if isinstance(rate, numbers.Real):
            if not 0 <= rate < 1:
                raise ValueError(
                    f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}"
                )
            if rate == 0:
                return x
        rate = tf.convert_to_tensor(rate, dtype=x.dtype, name="rate")
        rate.shape.assert_has_rank(0)
        if tf.get_static_value(rate) == 0:
            return x
        noise = spelling.random_uniform(_mask_shape(x, noise_shape), dtype=x.dtype, seed=seed)
        scale = 1 / (1 - rate)
        kept = noise >= rate
        dropped = x * scale * tf.cast(kept, x.dtype)
        if not tf.executing_eagerly():
            dropped.set_shape(x.shape)
        return dropped


def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
    rate: Any = None,
) -> tf.Tensor:
    """``drop`` with TensorFlow 1's arguments: give ``keep_prob`` or ``rate = 1 - keep_prob``.

    Args:
        x: floating point tensor of any shape.
        keep_prob: number in (0, 1] or scalar tensor: the probability to keep an element.
        noise_shape: shape of the mask, broadcast to ``x``.
        seed: op seed.
        name: of the scope of the ops, ``dropout`` by default.
        rate: number in [0, 1) or scalar tensor: the probability to drop an element.

    Returns:
        A tensor of the shape and dtype of ``x``.

    Raises:
        ValueError: none or both of ``keep_prob`` and ``rate`` given, or one is out of range.

    Source: ``tf.nn.dropout`` of TensorFlow 1.15.
    """
    if keep_prob is not None:
        if rate is not None:
            raise ValueError("Cannot specify both 'keep_prob' and 'rate'")
        try:
            rate = 1.0 - keep_prob
        except TypeError as error:
            raise ValueError(
                f"keep_prob must be a floating point number or Tensor (got {keep_prob!r})"
            ) from error
    if rate is None:
        raise ValueError("You must provide a rate to dropout.")
    return drop(x, rate, noise_shape, seed, name)
