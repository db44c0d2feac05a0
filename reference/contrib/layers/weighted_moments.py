"""Mean and variance of weighted examples, in TensorFlow 1.15's ops.

`tf.nn.weighted_moments` of TensorFlow 2 divides where 1.15 multiplied by a reciprocal: one op less,
and other last digits.
"""

import tensorflow.compat.v1 as tf


def weighted_moments(x, axes, weights, keepdims=False):
    """Return mean and variance of `x` over `axes`.

    Args:
      x: float tensor.
      axes: list of ints.
      weights: tensor of nonnegative weights that can be broadcast to `x`.
      keepdims: whether to keep the axes, with size 1.

    Source: TF 1.15 ``tf.nn.weighted_moments``.
    """
    with tf.name_scope(None, "weighted_moments", [x, weights, axes]):
        half = x.dtype == tf.float16
        if half:
            x = tf.cast(x, tf.float32)
        if weights.dtype != x.dtype:
            weights = tf.cast(weights, x.dtype)

        def total(values, name):
            return tf.reduce_sum(values, axes, name=name, keepdims=True)

        weighted_sum = total(weights * x, "weighted_input_sum")
        weight_sum = total(weights + tf.zeros_like(x), "sum_of_weights")
        inverse = tf.reciprocal(weight_sum, name="inv_weight_sum")
        mean = tf.multiply(weighted_sum, inverse)
        distance = tf.squared_difference(x, mean)
        variance = tf.multiply(total(weights * distance, "weighted_distsq"), inverse)
        moments = [mean, variance]
        if not keepdims:
            moments = [tf.squeeze(moment, axis=axes) for moment in moments]
        return tuple(tf.cast(moment, tf.float16) if half else moment for moment in moments)
