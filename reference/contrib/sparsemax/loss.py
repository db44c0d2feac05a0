"""The loss whose gradient is sparsemax less the labels.

Source: TensorFlow 1.15, ``tf.contrib.sparsemax``; Martins and Astudillo 2016,
https://arxiv.org/abs/1602.02068
"""

from typing import Any

import tensorflow.compat.v1 as tf


def sparsemax_loss(logits: Any, sparsemax: Any, labels: Any, name: str | None = None) -> tf.Tensor:
    """``sum(p (z - p / 2)) + sum(q (q / 2 - z))`` of each row.

    Args:
      logits: z, float16, float32 or float64 [batch, classes].
      sparsemax: p, what ``sparsemax`` makes of them.
      labels: q, shares of the same shape and dtype.
      name: of the scope.

    Returns:
      [batch], of the dtype of ``logits``. What is minus infinity counts only where it has a share.

    Source: ``tf.contrib.sparsemax.sparsemax_loss`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "sparsemax_loss", [logits, sparsemax, labels]):
        logits = tf.convert_to_tensor(logits, name="logits")
        shares = tf.convert_to_tensor(sparsemax, name="sparsemax")
        labels = tf.convert_to_tensor(labels, name="labels")
        of_shares = tf.where(
            tf.logical_or(shares > 0, tf.is_nan(shares)),
            shares * (logits - 0.5 * shares),
            tf.zeros_like(shares),
        )
        of_labels = labels * (0.5 * labels - logits)
        of_labels = tf.where(
            tf.logical_and(tf.equal(labels, 0), tf.is_inf(logits)),
            tf.zeros_like(logits),
            of_labels,
        )
        return tf.reduce_sum(of_shares + of_labels, axis=1)
