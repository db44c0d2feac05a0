"""Batches of another size: each example repeated as often as its rate or weight says.

Source: TensorFlow 1.15, ``tf.contrib.training.{resample_at_rate,weighted_resample}``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.moving_averages import assign_moving_average


def _repeat_range(counts: Any, name: str | None = None) -> tf.Tensor:
    """Each index as often as it is counted: ``[1, 0, 2]`` gives ``[0, 2, 2]``."""
    with tf.name_scope(name, "repeat_range", [counts]) as scope:
        counts = tf.convert_to_tensor(counts, name="counts")
        size = tf.shape(counts)[0]
        pieces = tf.TensorArray(dtype=tf.int32, size=size, infer_shape=False)
        pieces, written = tf.while_loop(
            lambda _, i: i < size,
            lambda array, i: (array.write(i, tf.fill(counts[i : i + 1], i)), i + 1),
            loop_vars=[pieces, 0],
        )
        return tf.cond(
            written > 0,
            pieces.concat,
            lambda: tf.zeros(shape=[0], dtype=tf.int32),
            name=scope,
        )


def resample_at_rate(
    inputs: Sequence[Any],
    rates: Any,
    scope: str | None = None,
    seed: int | None = None,
    back_prop: bool = False,
) -> list[tf.Tensor]:
    """Each row of the inputs as often as a Poisson distribution with its rate says.

    Args:
      inputs: tensors ``[batch, ...]``.
      rates: expected numbers of copies, ``[batch]``.
      scope: name scope of the operations.
      seed: seed of the distribution.
      back_prop: whether gradients may flow through the choice.

    Returns:
      Tensors ``[new batch, ...]``, of the same rows each.

    Source: ``tf.contrib.training.resample_at_rate`` of TensorFlow 1.15.
    """
    with tf.name_scope(scope, default_name="resample_at_rate", values=[*inputs, rates]):
        rates = tf.convert_to_tensor(rates, name="rates")
        # The former signature of the op was (lam, shape): one number for each rate.
        counts = tf.cast(tf.random_poisson(rates, (), rates.dtype, seed=seed), tf.int32)
        indices = _repeat_range(counts)
        if not back_prop:
            indices = tf.stop_gradient(indices)
        return [tf.gather(each, indices) for each in inputs]


def weighted_resample(
    inputs: Sequence[Any],
    weights: tf.Tensor,
    overall_rate: Any,
    scope: str | None = None,
    mean_decay: float = 0.999,
    seed: int | None = None,
) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Rows in proportion to their weights, at an overall rate that holds in the long run.

    Args:
      inputs: tensors ``[batch, ...]``.
      weights: non-negative floats ``[batch]``.
      overall_rate: the number of rows that come out for one that goes in.
      scope: name scope of the operations.
      mean_decay: decay of the moving average of the weights.
      seed: seed of the distribution.

    Returns:
      Tensors ``[new batch, ...]``, and the rate at which each row was taken.

    Source: ``tf.contrib.training.weighted_resample`` of TensorFlow 1.15.
    """
    with tf.name_scope(scope, "weighted_resample", inputs) as name:
        with tf.variable_scope(scope, "estimate_mean", inputs):
            estimate = tf.get_local_variable(
                "estimated_mean", initializer=tf.cast(0, weights.dtype), dtype=weights.dtype
            )
            mean = assign_moving_average(estimate, tf.reduce_mean(weights), mean_decay)
        rates = weights * overall_rate / mean
        taken, *rows = resample_at_rate([rates, *inputs], rates, scope=name, seed=seed)
        return rows, taken
