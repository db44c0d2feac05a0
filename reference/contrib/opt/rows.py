"""Rows of variables, read as TensorFlow 1.15 did."""

from typing import Any

import tensorflow.compat.v1 as tf


def gather_rows(variable: Any, indices: Any) -> tf.Tensor:
    """``tf.gather``, with the op behind it that 1.15 made for resource variables."""
    rows = tf.gather(variable, indices)
    return tf.identity(rows) if hasattr(variable, "handle") else rows
