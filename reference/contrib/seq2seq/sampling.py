"""Drawing from Bernoulli and categorical distributions, as the sampling helpers do.

These follow the `sample` methods of TensorFlow Probability.

Source: `bernoulli_sample`, `categorical_sample` of TensorFlow 1.15's contrib/seq2seq helper.py.
"""

import tensorflow.compat.v1 as tf

from reference.spelling import random_uniform

__all__ = ["bernoulli_sample", "categorical_sample"]


def bernoulli_sample(probs=None, logits=None, dtype=tf.int32, sample_shape=(), seed=None):
    """Draw 1 (or True) with the given probability.

    Args:
      probs: float probabilities `[...]`; `sigmoid(logits)` when None.
      logits: float `[...]`, used when `probs` is None.
      dtype: dtype of the result.
      sample_shape: int scalar or vector, the shape of independent draws.
      seed: op seed.

    Returns:
      `dtype` `[*sample_shape, *probs.shape]`.
    """
    if probs is None:
        probs = tf.sigmoid(logits, name="probs")
    else:
        probs = tf.convert_to_tensor(probs, name="probs")
    batch_shape = tf.shape(probs)

    def draw(count):
        shape = tf.concat([[count], batch_shape], 0)
        uniform = random_uniform(shape, seed=seed, dtype=probs.dtype)
        return tf.cast(tf.less(uniform, probs), dtype)

    return _in_shape(draw, sample_shape)


def categorical_sample(logits, dtype=tf.int32, sample_shape=(), seed=None):
    """Draw a class index from unnormalised log probabilities.

    Args:
      logits: float `[..., classes]`.
      dtype: dtype of the result.
      sample_shape: int scalar or vector, the shape of independent draws.
      seed: op seed.

    Returns:
      `dtype` `[*sample_shape, ...]`.
    """
    logits = tf.convert_to_tensor(logits, name="logits")
    classes = tf.shape(logits)[-1]
    batch_shape = tf.shape(logits)[:-1]

    def draw(count):
        rows = logits if logits.shape.ndims == 2 else tf.reshape(logits, [-1, classes])
        drawn = tf.random.categorical(
            rows,
            count,
            dtype=tf.int64 if logits.dtype.size > 4 else tf.int32,
            seed=seed,
            name="multinomial",
        )
        drawn = tf.reshape(tf.transpose(drawn), tf.concat([[count], batch_shape], 0))
        return tf.cast(drawn, dtype)

    return _in_shape(draw, sample_shape)


def _in_shape(draw, sample_shape):
    """`draw(n)` `[n, ...]` with n the product of `sample_shape`, as `[*sample_shape, ...]`."""
    with tf.name_scope(None, "call_sampler", values=[sample_shape]):
        sample_shape = tf.convert_to_tensor(sample_shape, dtype=tf.int32, name="sample_shape")
        # A scalar stands for a vector of one; its rank may be known only when the graph runs.
        missing = tf.cast(tf.equal(tf.rank(sample_shape), 0), tf.int32)
        as_vector = tf.pad(tf.shape(sample_shape), paddings=[[missing, 0]], constant_values=1)
        sample_shape = tf.reshape(sample_shape, as_vector)
        drawn = draw(tf.reduce_prod(sample_shape))
        event_shape = tf.shape(drawn)[1:]
        return tf.reshape(drawn, tf.concat([sample_shape, event_shape], 0))
