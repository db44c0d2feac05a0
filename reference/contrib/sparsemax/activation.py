"""The softmax that gives exact zeros.

Source: TensorFlow 1.15, ``tf.contrib.sparsemax``; Martins and Astudillo 2016,
https://arxiv.org/abs/1602.02068
"""

from typing import Any

import tensorflow.compat.v1 as tf


def sparsemax(logits: Any, name: str | None = None) -> tf.Tensor:
    """``max(z - tau, 0)`` with the tau of each row for which they sum to 1.

    tau = (z_1 + ... + z_k - 1) / k over the k largest, k the last with 1 + k z_k > z_1 + ... + z_k.

    Args:
      logits: float16, float32 or float64 [batch, classes].
      name: of the scope.

    Returns:
      A tensor of the shape and dtype of ``logits``; NaN in rows that have NaN or infinity, or
      minus infinity only.

    Source: ``tf.contrib.sparsemax.sparsemax`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "sparsemax", [logits]):
        logits = tf.convert_to_tensor(logits, name="logits")
        dtype = logits.dtype
        rows = tf.shape(logits)[0]
        classes = tf.shape(logits)[1]

        falling, _ = tf.nn.top_k(logits, k=classes)
        sums = tf.cumsum(falling, axis=1)
        numbers = tf.range(1, tf.cast(classes, dtype) + 1, dtype=dtype)
        is_support = 1 + numbers * falling > sums  # true first, then false
        support = tf.reduce_sum(tf.cast(is_support, tf.int32), axis=1)

        # No support is what infinite numbers make: their row is replaced at the end.
        last = tf.maximum(support, 1)
        places = tf.stack([tf.range(0, rows), last - 1], axis=1)
        tau = (tf.gather_nd(sums, places) - 1) / tf.cast(support, dtype)
        shares = tf.maximum(tf.cast(0, dtype), logits - tau[:, tf.newaxis])
        return tf.where(
            tf.logical_or(tf.equal(support, 0), tf.is_nan(sums[:, -1])),
            tf.fill([rows, classes], tf.cast(float("nan"), dtype)),
            shares,
        )
