"""Inputs given as arrays: checked, and made into an input function and what feeds it.

Source: TensorFlow 1.15, ``tf.contrib.learn.Estimator`` (``x``, ``y``, ``batch_size``).
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column_ops import infer_real_valued_columns
from reference.contrib.learn.io.data_feeder import setup_train_data_feeder


def check_inputs(x: Any, y: Any, input_fn: Any, feed_fn: Any, batch_size: int | None) -> None:
    """Raises ValueError unless either arrays or an input function are given, and not tensors."""
    if input_fn is not None:
        if x is not None or y is not None:
            raise ValueError("Can not provide both input_fn and x or y.")
        if batch_size is not None:
            raise ValueError("Can not provide both input_fn and batch_size.")
        return
    if x is None:
        raise ValueError("Either x or input_fn must be provided.")
    if tf.is_tensor(x) or tf.is_tensor(y):
        raise ValueError("Inputs cannot be tensors. Please provide input_fn.")
    if feed_fn is not None:
        raise ValueError("Can not provide both feed_fn and x or y.")


def inputs_of(
    x: Any,
    y: Any,
    batch_size: int | None,
    shuffle: bool = False,
    epochs: int | None = 1,
) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The input function of arrays, and the function that gives the next batch to be fed.

    Args:
      x, y, batch_size, shuffle, epochs: as ``io.data_feeder.setup_train_data_feeder`` takes them.

    Raises:
      ValueError: ``x`` or ``y`` is a tensor, or there is no ``x``.
    """
    check_inputs(x, y, None, None, batch_size)
    feeder = setup_train_data_feeder(
        x, y, n_classes=None, batch_size=batch_size, shuffle=shuffle, epochs=epochs
    )
    return feeder.input_builder, feeder.get_feed_dict_fn()


def infer_real_valued_columns_from_input_fn(input_fn: Callable[[], Any]) -> list[Any]:
    """A column of `contrib.layers.real_valued_column` for each feature of an input function.

    Args:
      input_fn: returns features and labels.

    Raises:
      ValueError: a feature is sparse, or holds no numbers.

    Source: ``tf.contrib.learn.infer_real_valued_columns_from_input_fn`` of TensorFlow 1.15.
    """
    with tf.Graph().as_default():
        features, _ = input_fn()
        return infer_real_valued_columns(features)


def infer_real_valued_columns_from_input(x: Any) -> list[Any]:
    """A column of `contrib.layers.real_valued_column` for an array of shape [rows, ...].

    Args:
      x: array, data frame, arrays by name, or an iterator of rows.

    Raises:
      ValueError: ``x`` is a tensor, or holds no numbers.

    Source: ``tf.contrib.learn.infer_real_valued_columns_from_input`` of TensorFlow 1.15.

    >>> import numpy as np
    >>> from reference.contrib import learn
    >>> columns = learn.infer_real_valued_columns_from_input(np.zeros([3, 4], np.float32))
    >>> columns[0].dimension
    4
    """
    input_fn, _ = inputs_of(x, None, batch_size=None)
    return infer_real_valued_columns_from_input_fn(input_fn)
