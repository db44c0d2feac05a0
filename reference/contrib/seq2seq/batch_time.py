"""Exchanging the batch and time axes, as the decoders do."""

import tensorflow.compat.v1 as tf


def transpose_batch_time(x):
    """`x` `[a, b, ...]` as `[b, a, ...]`; a vector or scalar comes back as it is.

    Static dimensions carry over. Source: `_transpose_batch_time` of TensorFlow 1.15's rnn.py.
    """
    shape = x.get_shape()
    if shape.ndims is not None and shape.ndims < 2:
        return x
    axes = tf.concat(([1, 0], tf.range(2, tf.rank(x))), axis=0)
    transposed = tf.transpose(x, axes)
    if shape.ndims is not None:
        first, second = shape[:2].as_list()
        transposed.set_shape(tf.TensorShape([second, first]).concatenate(shape[2:]))
    return transposed
