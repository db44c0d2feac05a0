"""Instance normalization and group normalization.

Source: TF 1.15 ``contrib/layers/python/layers/normalization.py``; Ulyanov et al. 2016
(https://arxiv.org/abs/1607.08022), Wu and He 2018 (https://arxiv.org/abs/1803.08494).
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.data_formats import NCHW, NHWC, check_data_format
from reference.contrib.layers.layer_variables import finish
from reference.contrib.layers.normalization_parameters import scale_or_offset

__all__ = ["group_norm", "instance_norm"]


def _parameters(shape, broadcast, dtype, center, scale, collections, trainable, initializers):
    """Make beta and gamma, each reshaped for broadcasting as soon as it is made."""
    made = []
    for name, wanted in (("beta", center), ("gamma", scale)):
        parameter = None
        if wanted:
            parameter = scale_or_offset(name, shape, dtype, collections, trainable, initializers)
            if broadcast:
                parameter = tf.reshape(parameter, broadcast)
        made.append(parameter)
    return made


@add_arg_scope
def instance_norm(
    inputs,
    center=True,
    scale=True,
    epsilon=1e-6,
    activation_fn=None,
    param_initializers=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format=NHWC,
    scope=None,
):
    """Normalize each channel of each example by its own mean and variance.

    Args:
      inputs: float tensor of known rank, the number of channels known.
      center: whether to add the variable "beta".
      scale: whether to multiply by the variable "gamma".
      epsilon: added to the variance.
      activation_fn: function of the result; None by default.
      param_initializers: dict of initializers, with the keys "beta" and "gamma".
      reuse: True to use the variables of `scope` again.
      variables_collections: collections for both variables, or a dict with these keys.
      outputs_collections: collections for the result.
      trainable: whether the variables are trained.
      data_format: "NHWC" or "NCHW".
      scope: variable scope, "InstanceNorm" by default.

    Raises:
      ValueError: `data_format`, the rank or the number of channels is unknown.

    Source: TF 1.15 ``contrib.layers.instance_norm``.
    """
    inputs = tf.convert_to_tensor(inputs)
    shape, rank = inputs.shape, inputs.shape.ndims
    if rank is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    check_data_format(data_format, NCHW, NHWC)
    with tf.variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse) as sc:
        channel_axis = 1 if data_format == NCHW else rank - 1
        params_shape = shape[channel_axis : channel_axis + 1]
        if not params_shape.is_fully_defined():
            raise ValueError(
                f"Inputs {inputs.name} has undefined channels dimension {params_shape}."
            )
        broadcast = None
        if data_format == NCHW:
            broadcast = [1, shape.as_list()[1]] + [1] * (rank - 2)
        beta, gamma = _parameters(
            params_shape,
            broadcast,
            inputs.dtype.base_dtype,
            center,
            scale,
            variables_collections,
            trainable,
            param_initializers,
        )
        axes = [axis for axis in range(1, rank) if axis != channel_axis]
        mean, variance = tf.nn.moments(inputs, axes, keep_dims=True)
        outputs = tf.nn.batch_normalization(
            inputs, mean, variance, beta, gamma, epsilon, name="instancenorm"
        )
        return finish(outputs, sc.name, outputs_collections, activation_fn)


@add_arg_scope
def group_norm(
    inputs,
    groups=32,
    channels_axis=-1,
    reduction_axes=(-3, -2),
    center=True,
    scale=True,
    epsilon=1e-6,
    activation_fn=None,
    param_initializers=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
    mean_close_to_zero=False,
):
    """Normalize groups of channels of each example by their own mean and variance.

    Args:
      inputs: float tensor; all axes named below have known sizes.
      groups: number of groups, a divisor of the number of channels.
      channels_axis: axis of the channels; -1 for "NHWC", -3 for "NCHW".
      reduction_axes: axes to take the moments over, beside the group's channels; (-3, -2) for
        "NHWC", (-2, -1) for "NCHW".
      center: whether to add the variable "beta".
      scale: whether to multiply by the variable "gamma".
      epsilon: added to the variance.
      activation_fn: function of the result; None by default.
      param_initializers: dict of initializers, with the keys "beta" and "gamma".
      reuse: True to use the variables of `scope` again.
      variables_collections: collections for both variables, or a dict with these keys.
      outputs_collections: collections for the result.
      trainable: whether the variables are trained.
      scope: variable scope, "GroupNorm" by default.
      mean_close_to_zero: take the variance as mean square less squared mean, in one pass, which
        is exact enough only for small means.

    Raises:
      ValueError: rank or sizes are unknown, an axis is out of bounds or named twice, or `groups`
        does not divide the number of channels.

    Source: TF 1.15 ``contrib.layers.group_norm``.
    """
    inputs = tf.convert_to_tensor(inputs)
    rank = inputs.shape.ndims
    if rank is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    if channels_axis > rank - 1:
        raise ValueError("Axis is out of bounds.")
    dynamic = tf.shape(inputs)
    known = inputs.shape.as_list()
    sizes = [dynamic[i] if size is None else size for i, size in enumerate(known)]
    if channels_axis < 0:
        channels_axis += rank
    reduction_axes = [axis + rank if axis < 0 else axis for axis in reduction_axes]
    channels = known[channels_axis]
    _check_groups(inputs.name, known, groups, channels_axis, reduction_axes)

    before, after = sizes[:channels_axis], sizes[channels_axis + 1 :]
    grouped_channels = [groups, channels // groups]
    grouped = tf.reshape(inputs, [*before, *grouped_channels, *after])
    # Splitting the channels has moved the axes behind them by one.
    axes = [channels_axis + 1]
    axes += [axis + 1 if axis > channels_axis else axis for axis in reduction_axes]
    with tf.variable_scope(scope, "GroupNorm", [grouped], reuse=reuse) as sc:
        beta, gamma = _parameters(
            [channels],
            [1] * len(before) + grouped_channels + [1] * len(after),
            grouped.dtype.base_dtype,
            center,
            scale,
            variables_collections,
            trainable,
            param_initializers,
        )
        if mean_close_to_zero:
            count, total, squares, _ = tf.nn.sufficient_statistics(grouped, axes, keep_dims=True)
            mean, variance = tf.nn.normalize_moments(count, total, squares, shift=None)
        else:
            mean, variance = tf.nn.moments(grouped, axes, keep_dims=True)
        gain = tf.rsqrt(variance + epsilon)
        offset = -mean * gain
        if gamma is not None:
            gain *= gamma
            offset *= gamma
        if beta is not None:
            offset += beta
        outputs = tf.reshape(grouped * gain + offset, sizes)
        return finish(outputs, sc.name, outputs_collections, activation_fn)


def _check_groups(name, sizes, groups, channels_axis, reduction_axes):
    channels = sizes[channels_axis]
    if channels is None:
        raise ValueError(f"Inputs {name} has undefined channel dimension: {channels_axis}.")
    for axis in reduction_axes:
        if axis >= len(sizes):
            raise ValueError("Axis is out of bounds.")
        if sizes[axis] is None:
            raise ValueError(f"Inputs {name} has undefined dimensions {axis}.")
        if axis == channels_axis:
            raise ValueError("reduction_axis must be mutually exclusive with channels_axis")
    if groups > channels:
        raise ValueError(f"Invalid groups {groups} for {channels} channels.")
    if channels % groups != 0:
        raise ValueError(f"{channels} channels is not commensurate with {groups} groups.")
