"""The exponential in the bits of TensorFlow 1.15's kernels for float32 on a processor.

Eight numbers at a time, Eigen of 2019 took the exponential as in Cephes, with each product and sum
rounded alone: ``x = m log 2 + r``, a polynomial in ``r``, times ``2^m``. The up to seven numbers
left over at an array's end were the C library's. Which those are hangs on how a kernel walks
through its array: `flat` takes an array as one row, `by_rows` each row for itself.

Source: ``tf.exp`` and the softmax of TensorFlow 1.15; the coefficients are those of Cephes'
``expf``, https://www.netlib.org/cephes/
"""

import numpy as np
import tensorflow.compat.v1 as tf

from reference.math.registers import LANES, exponential, polynomial, walk

# Of rows longer than this nobody has 1.15's bits: with 200 classes a training step would take half
# as long again, with 10,000 four times as long.
MOST_COLUMNS = 128
# From 64 numbers on, today's sums go by another order than one register after the other.
_LONG = 64
_LARGEST = np.float32(88.3762626647950)
_LOG2_E = np.float32(1.44269504088896341)
_LOG_2 = (np.float32(0.693359375), np.float32(-2.12194440e-4))  # in two parts
_POLYNOMIAL = (  # of the highest power first
    1.9875691500e-4,
    1.3981999507e-3,
    8.3334519073e-3,
    4.1665795894e-2,
    1.6666665459e-1,
    5.0000001201e-1,
)
_BIAS, _MANTISSA = 127, 23


def flat(x: tf.Tensor) -> tf.Tensor:
    """Exponentials of a float32 tensor that is taken as one row; of its shape."""
    return walk(x, _full, exponential)


def by_rows(x: tf.Tensor) -> tf.Tensor:
    """Exponentials of a float32 matrix of a known number of columns, each row for itself."""
    columns = x.shape.as_list()[1]
    full = columns // LANES * LANES
    if full == columns:
        return _full(x)
    left_over = exponential(x[:, full:])
    return tf.concat([_full(x[:, :full]), left_over], 1) if full else left_over


def sum_of_rows(x: tf.Tensor) -> tf.Tensor:
    """Sums of a float32 matrix's rows as 1.15 added them up, ``[rows, 1]``.

    One register after the other, then the halves of the register, and what is left over last.
    """
    columns = x.shape.as_list()[1]
    if columns < _LONG:
        return tf.reduce_sum(x, 1, keepdims=True)
    full = columns // LANES * LANES
    lanes = tf.cumsum(tf.reshape(x[:, :full], [-1, full // LANES, LANES]), 1)[:, -1]
    half = LANES // 2
    while half:
        lanes = lanes[:, :half] + lanes[:, half:]
        half //= 2
    return lanes if full == columns else lanes + tf.reduce_sum(x[:, full:], 1, keepdims=True)


def _full(x: tf.Tensor) -> tf.Tensor:
    """Of numbers that fill registers."""
    bounded = tf.maximum(tf.minimum(x, _LARGEST), -_LARGEST)
    power = tf.floor(bounded * _LOG2_E + np.float32(0.5))
    rest = bounded
    for part in _LOG_2:
        rest -= power * part
    total = polynomial(rest, _POLYNOMIAL) * (rest * rest) + rest
    # today's optimizer of graphs would add the 1 to `rest` first; it sees no sum in a maximum
    total = tf.maximum(total, -_LARGEST) + np.float32(1)
    bits = (tf.cast(power, tf.int32) + _BIAS) * (1 << _MANTISSA)
    return tf.where_v2(tf.is_nan(x), x, total * tf.bitcast(bits, tf.float32))
