"""Distances between the embeddings of a batch.

Source: TensorFlow 1.15, ``tf.contrib.losses.metric_learning``.
"""

import tensorflow.compat.v1 as tf

_UNDER_ROOT = 1e-16  # where the distance is 0 the root has no slope


def pairwise_distance(feature: tf.Tensor, squared: bool = False) -> tf.Tensor:
    """``|x_i - x_j|``, or its square, of the rows of float [n, d]: [n, n], 0 on the diagonal."""
    squares = tf.reduce_sum(tf.square(feature), axis=[1], keepdims=True)
    squares_across = tf.reduce_sum(tf.square(tf.transpose(feature)), axis=[0], keepdims=True)
    both = tf.add(squares, squares_across)
    distances = both - 2.0 * tf.matmul(feature, tf.transpose(feature))
    distances = tf.maximum(distances, 0.0)
    nothing = tf.less_equal(distances, 0.0)
    if not squared:
        distances = tf.sqrt(distances + tf.cast(nothing, tf.float32) * _UNDER_ROOT)
    distances = tf.multiply(distances, tf.cast(tf.logical_not(nothing), tf.float32))
    count = tf.shape(feature)[0]
    beside_diagonal = tf.ones_like(distances) - tf.diag(tf.ones([count]))
    return tf.multiply(distances, beside_diagonal)


def column(labels: tf.Tensor) -> tf.Tensor:
    """Labels [n] as [n, 1]."""
    shape = tf.shape(labels)
    if shape.shape != 1:
        raise AssertionError("labels must have rank 1")
    return tf.reshape(labels, [shape[0], 1])
