"""The weighted mean of the losses of single examples.

The mean is over elements whose weight is not zero; without any it is 0.

Source: TensorFlow 1.15, ``tf.contrib.losses.compute_weighted_loss``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework.scalar_ops import reshape_to_scalar, sum_all, sum_over
from reference.contrib.losses.registry import add_loss


def scaled_sum(losses: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
    """The sum of the losses, each times the weight of the leading dimensions it lies under."""
    inner = list(range(weights.shape.ndims, losses.shape.ndims))
    return sum_all(tf.multiply(sum_over(losses, inner), weights))


def num_present(losses: tf.Tensor, weights: tf.Tensor, per_batch: bool = False) -> tf.Tensor:
    """How many elements have a weight that is not zero, in all or for each example."""
    if weights.shape.ndims == 0:
        batch = reshape_to_scalar(tf.slice(tf.shape(losses), [0], [1]))
        count = tf.div(tf.cast(tf.size(losses), tf.float32), tf.cast(batch, tf.float32))
        count = tf.where(tf.equal(weights, 0), 0.0, count)
        counts = tf.multiply(tf.ones(tf.reshape(batch, [1])), count)
    else:
        axes = list(range(1, weights.shape.ndims))
        nonzero = sum_over(tf.cast(tf.not_equal(weights, 0), tf.float32), axes)
        under_each = tf.slice(tf.shape(losses), [weights.shape.ndims], [-1])
        counts = tf.multiply(nonzero, tf.cast(tf.reduce_prod(under_each), tf.float32))
    return counts if per_batch else tf.reduce_sum(counts)


def require_known_rank(**tensors: tf.Tensor) -> None:
    """Raises ValueError for a tensor of unknown rank, by the name it is given under."""
    for name, tensor in tensors.items():
        if tensor.shape.ndims is None:
            raise ValueError(f"{name}.get_shape().ndims cannot be None")


def compute_weighted_loss(losses: Any, weights: Any = 1.0, scope: str | None = None) -> tf.Tensor:
    """The weighted mean of losses, which joins ``GraphKeys.LOSSES``.

    Args:
      losses: tensor ``[batch, ...]``.
      weights: scalar, or tensor of the leading dimensions of ``losses``, with or without a last
        dimension of one.
      scope: name scope of the operations.

    Returns:
      A scalar of the type of ``losses``.

    Raises:
      ValueError: a rank is not known.

    Source: ``tf.contrib.losses.compute_weighted_loss`` of TensorFlow 1.15.
    """
    with tf.name_scope(scope, "weighted_loss", [losses, weights]):
        losses = tf.convert_to_tensor(losses)
        dtype = losses.dtype
        losses = tf.cast(losses, tf.float32)
        weights = tf.cast(tf.convert_to_tensor(weights), tf.float32)
        require_known_rank(losses=losses, weights=weights)
        if weights.shape.ndims > 1 and weights.shape.dims[-1].is_compatible_with(1):
            weights = tf.squeeze(weights, [-1])
        total = scaled_sum(losses, weights)
        present = num_present(losses, weights)
        mean = tf.div_no_nan(sum_all(total), present, name="value")
        mean = tf.cast(mean, dtype)
        add_loss(mean)
        return mean
