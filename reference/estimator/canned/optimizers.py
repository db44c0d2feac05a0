"""Optimizers by name.

Source: TensorFlow 1.15, canned estimators (``optimizer``).
"""

from typing import Any

import tensorflow.compat.v1 as tf

_BY_NAME = {
    "Adagrad": tf.train.AdagradOptimizer,
    "Adam": tf.train.AdamOptimizer,
    "Ftrl": tf.train.FtrlOptimizer,
    "RMSProp": tf.train.RMSPropOptimizer,
    "SGD": tf.train.GradientDescentOptimizer,
}


def optimizer_of(optimizer: Any, learning_rate: float) -> tf.train.Optimizer:
    """The optimizer that is meant.

    Args:
      optimizer: its name, an optimizer, or a function that returns one.
      learning_rate: for one that is given by name.

    Raises:
      ValueError: there is none of the name, or it is no ``tf.train.Optimizer``.
    """
    if isinstance(optimizer, str):
        if optimizer not in _BY_NAME:
            raise ValueError(
                f"Unsupported optimizer name: {optimizer}. Supported names are: {tuple(_BY_NAME)}"
            )
        return _BY_NAME[optimizer](learning_rate=learning_rate)
    if callable(optimizer):
        optimizer = optimizer()
    if not isinstance(optimizer, tf.train.Optimizer):
        raise ValueError(f"The given object is not an Optimizer instance. Given: {optimizer}")
    return optimizer
