"""The averages that batch normalisation keeps for the time when it does not train.

Source: ``tf.layers.BatchNormalization`` of TensorFlow 1.15; Ioffe, 2017,
https://arxiv.org/abs/1702.03275 (batch renormalisation).
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.layers.branches import smart_cond


def move_average(variable: Any, value: tf.Tensor, momentum: Any) -> tf.Tensor:
    """Let ``variable`` go the share ``1 - momentum`` of the way to ``value``; the assignment."""
    with (
        tf.name_scope("AssignMovingAvg") as scope,
        tf.get_default_graph().colocate_with(variable),
    ):
        dtype = variable.dtype.base_dtype
        decay = tf.convert_to_tensor(1.0 - momentum, name="decay")
        if decay.dtype != dtype:
            decay = tf.cast(decay, dtype)
        step = (variable - tf.cast(value, dtype)) * decay
        return tf.assign_sub(variable, step, name=scope)


def move_deviation(
    moving_stddev: Any, moving_variance: Any, variance: tf.Tensor, epsilon: float, momentum: Any
) -> tf.Tensor:
    """Average the standard deviation, and set the variance that it stands for; the assignment."""
    stddev = move_average(moving_stddev, tf.sqrt(variance + epsilon), momentum)
    squared = tf.nn.relu(stddev * stddev - epsilon)  # rounding may have made it negative
    with (
        tf.name_scope("AssignNewValue") as scope,
        tf.get_default_graph().colocate_with(moving_variance),
    ):
        return tf.assign(moving_variance, squared, name=scope)


def renormalized(
    mean: tf.Tensor,
    variance: tf.Tensor,
    renorm_mean: Any,
    renorm_stddev: Any,
    training: Any,
    epsilon: float,
    clipping: dict[str, Any],
    momentum: Any,
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]:
    """Batch renormalisation: how to scale and shift what the batch's own moments normalised.

    Args:
        mean: of the batch.
        variance: of the batch.
        renorm_mean: variable: the mean over batches; updated.
        renorm_stddev: variable: the standard deviation over batches; updated.
        training: bool or scalar boolean tensor; if false, r = 1, d = 0 and no updates.
        epsilon: added to the variance.
        clipping: ``rmax``, ``rmin`` and ``dmax``, where they are wanted.
        momentum: of the updates.

    Returns:
        The scale r, the shift d, and mean and variance, available after the updates.
    """
    stddev = tf.sqrt(variance + epsilon)
    # Never divide by a deviation smaller than a batch's could be.
    usual_stddev = tf.maximum(renorm_stddev, tf.sqrt(epsilon))
    r = stddev / usual_stddev
    d = (mean - renorm_mean) / usual_stddev
    with tf.control_dependencies([r, d]):  # r and d see the averages before their update
        mean, stddev = tf.identity(mean), tf.identity(stddev)
    if clipping.get("rmin") is not None:
        r = tf.maximum(r, clipping["rmin"])
    if clipping.get("rmax") is not None:
        r = tf.minimum(r, clipping["rmax"])
    if clipping.get("dmax") is not None:
        d = tf.maximum(d, -clipping["dmax"])
        d = tf.minimum(d, clipping["dmax"])
    r = smart_cond(training, lambda: r, lambda: tf.ones_like(r))
    d = smart_cond(training, lambda: d, lambda: tf.zeros_like(d))

    def updated(variable: Any, value: tf.Tensor) -> tf.Tensor:
        # A value made outside the branch: otherwise all that it hangs on would wait for the branch.
        value = tf.identity(value)
        return smart_cond(
            training,
            lambda: move_average(variable, value, momentum),
            lambda: tf.identity(variable),
        )

    updates = [updated(renorm_mean, mean), updated(renorm_stddev, stddev)]
    with tf.control_dependencies(updates):
        return r, d, tf.identity(mean), tf.identity(variance)
