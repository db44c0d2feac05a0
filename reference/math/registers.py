"""How Eigen's kernels of 2019 walked through an array: register by register.

Eight float32 numbers at a time went through a formula whose products and sums are each rounded
alone; the up to seven that are left over at the end went, one by one, through the C library.

Source: the kernels of TensorFlow 1.15; the exponential's numbers are those of glibc's ``expf``.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

LANES = 8  # float32 numbers in a register of AVX, which 1.15's wheels are built for
_BEYOND = 200.0  # neither exp(200) nor exp(-200) is a float32
_PARTS = 32
_EXPONENTIAL = (
    float.fromhex("0x1.c6af84b912394p-5") / _PARTS**3,
    float.fromhex("0x1.ebfce50fac4f3p-3") / _PARTS**2,
    float.fromhex("0x1.62e42ff0c52d6p-1") / _PARTS,
)
_Function = Callable[[tf.Tensor], tf.Tensor]


def walk(x: tf.Tensor, full: _Function, left_over: _Function) -> tf.Tensor:
    """``full`` of the numbers of all full registers, ``left_over`` of the others, in x's shape."""
    size = x.shape.num_elements()
    if size is not None and size % LANES == 0:
        return full(x)
    row = tf.reshape(x, [-1])
    end = tf.size(row) // LANES * LANES
    parts = [full(tf.slice(row, [0], [end])), left_over(tf.slice(row, [end], [-1]))]
    return tf.reshape(tf.concat(parts, 0), tf.shape(x))


def exponential(x: tf.Tensor) -> tf.Tensor:
    """The C library's exponential of float32 numbers, as glibc has it since 2.28.

    In float64, ``2^(k/32)`` times a polynomial of degree 3, so that one number in 1,500 is not
    rounded as the true value would be.
    """
    bounded = tf.clip_by_value(tf.cast(x, tf.float64), -_BEYOND, _BEYOND)
    scaled = bounded * (_PARTS / math.log(2))
    whole = tf.round(scaled)
    rest = scaled - whole
    cubic, square, linear = _EXPONENTIAL
    small = (cubic * rest + square) * (rest * rest) + linear * rest
    # today's optimizer of graphs would add the 1 to a part of the sum; it sees none in a maximum
    total = (tf.maximum(small, -1.0) + 1) * tf.exp(whole * (math.log(2) / _PARTS))
    return tf.where_v2(tf.is_nan(x), x, tf.cast(total, tf.float32))


def polynomial(x: tf.Tensor, coefficients: Sequence[float]) -> tf.Tensor:
    """Of the coefficients from the highest power on, by Horner's rule, each step rounded."""
    total: Any = np.float32(coefficients[0])
    for coefficient in coefficients[1:]:
        total = total * x + np.float32(coefficient)
    return total
