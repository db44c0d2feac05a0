"""Shapes asserted when the graph runs, and made known statically where that can be.

Source: TensorFlow 1.15, ``contrib/training`` (``sequence_queueing_state_saver``).
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf


def _text(value: Any) -> tf.Tensor:
    return tf.as_string(value)


def _joined(*parts: Any) -> tf.Tensor:
    return tf.string_join(list(parts))


def assert_multiple(length: tf.Tensor, multiple_of: Any, what: str) -> tf.Operation:
    """Asserts that a length is a multiple, and not zero."""
    fits = tf.logical_and(tf.equal(tf.mod(length, multiple_of), 0), tf.not_equal(length, 0))
    message = _joined(
        f"{what} should be a multiple of: ",
        _text(multiple_of),
        ", but saw value: ",
        _text(length),
        ". Consider setting pad=True.",
    )
    return tf.Assert(fits, [message])


def check_multiple_of(value: tf.Tensor, multiple_of: Any) -> tf.Tensor:
    """A scalar, once it is found to be a multiple of another, and not zero."""
    with tf.control_dependencies([assert_multiple(value, multiple_of, f"Tensor {value.name}")]):
        return tf.identity(value, name="multiple_of_checked")


def check_rank(value: tf.Tensor, expected_rank: Any) -> tf.Tensor:
    """A tensor, once it is found to be of a rank.

    Raises:
      ValueError: it is known not to be.
    """
    message = _joined(
        f"Rank of tensor {value.name} should be: ", _text(expected_rank), ", shape received:"
    )
    same = tf.equal(expected_rank, tf.rank(value))
    with tf.control_dependencies([tf.Assert(same, [message, tf.shape(value)])]):
        checked = tf.identity(value, name="rank_checked")
    static = tf.get_static_value(expected_rank) if tf.is_tensor(expected_rank) else expected_rank
    if static is not None:
        try:
            checked.set_shape(checked.shape.with_rank(int(static)))
        except ValueError as error:
            raise ValueError(f"Rank check failed for {value.name}: {error}") from error
    return checked


def check_shape(value: tf.Tensor, expected_shape: tf.Tensor) -> tf.Tensor:
    """A tensor, once it is found to be of a shape, itself a tensor.

    Raises:
      ValueError: it is known not to be.
    """
    static = tf.get_static_value(expected_shape)
    if static is None:
        value = check_rank(value, tf.size(expected_shape))
    else:
        expected_shape = [int(size) for size in static]
        value = check_rank(value, len(expected_shape))
    message = _joined(
        f"Shape of tensor {value.name} should be: ",
        _text(expected_shape),
        ", shape received: ",
        _text(tf.shape(value)),
    )
    same = tf.reduce_all(tf.equal(expected_shape, tf.shape(value)))
    with tf.control_dependencies([tf.Assert(same, [message])]):
        checked = tf.identity(value, name="shape_checked")
    if static is not None:
        try:
            checked.set_shape(checked.shape.merge_with(expected_shape))
        except ValueError as error:
            raise ValueError(f"Shape check failed for {value.name}: {error}") from error
    return checked


def check_dimensions(
    value: tf.Tensor, dimensions: Sequence[int], expected_sizes: Sequence[Any], label: str
) -> tf.Tensor:
    """A tensor, once some of its dimensions are found to be of given sizes.

    Args:
      value: the tensor.
      dimensions: which dimensions.
      expected_sizes: their sizes, numbers or scalar tensors.
      label: what to call the tensor in messages.

    Raises:
      ValueError: the rank is too small, or a size is known to be another.
    """
    if value.shape.ndims is not None:
        if value.shape.ndims <= max(dimensions):
            raise ValueError(
                f"{label}: rank of input is not greater than max(dimensions): "
                f"{value.shape.ndims} vs. {max(dimensions)}"
            )
        sizes = value.shape.as_list()
        for dimension, size in zip(dimensions, expected_sizes, strict=True):
            if not tf.is_tensor(size):
                sizes[dimension] = size
        try:
            value.set_shape(value.shape.merge_with(sizes))
        except ValueError as error:
            raise ValueError(f"Dimensions check failed for {label}: {error}") from error
    checks = []
    for dimension, size in zip(dimensions, expected_sizes, strict=True):
        same = tf.equal(size, tf.shape(value)[dimension])
        message = _joined(
            f"Dimension {dimension} of tensor labeled {label} should be: ",
            _text(size),
            ", shape received: ",
            _text(tf.shape(value)),
        )
        checks.append(tf.Assert(same, [message]))
    with tf.control_dependencies(checks):
        return tf.identity(value, name=f"dims_checked_{label}")
