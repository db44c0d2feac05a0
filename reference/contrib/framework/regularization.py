"""Regularization losses made with their variables, once.

TensorFlow 2.21's `tf.get_variable` makes a regularizer's ops twice, and again wherever the loss is
used; TensorFlow 1.15 made them once, which variable-free losses and op seeds depend on.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf


def regularize_once(
    regularizer: Callable[[Any], tf.Tensor | None] | None,
) -> Callable[[Any], None] | None:
    """Return a regularizer for `tf.get_variable` that puts its loss into the collection itself.

    Args:
      regularizer: function of a variable that returns a scalar or None; None stands for that of
        the current variable scope.

    Returns:
      Function of a variable that returns None, so that nothing is left to `tf.get_variable`; None
      where there is no regularizer.

    Source: ``tf.get_variable`` of TensorFlow 1.15.
    """
    if regularizer is None:
        regularizer = tf.get_variable_scope().regularizer
    if regularizer is None:
        return None

    def collect(variable: Any) -> None:
        scope = f"{variable.op.name}/Regularizer/"
        with tf.colocate_with(variable), tf.name_scope(scope), tf.init_scope():
            loss = regularizer(variable)
        if loss is not None:
            tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, loss)

    return collect
