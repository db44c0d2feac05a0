"""Batch normalization.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``; Ioffe and Szegedy 2015
(https://arxiv.org/abs/1502.03167), and for `renorm` Ioffe 2017 (https://arxiv.org/abs/1702.03275).
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.conventions import constant_value, smart_cond
from reference.contrib.layers.data_formats import NCHW, NHWC, check_data_format
from reference.contrib.layers.fused_batch_normalization import fused_batch_norm
from reference.contrib.layers.layer_variables import (
    add_to_collections,
    build_variable_getter,
    finish,
)
from reference.contrib.layers.normalization_parameters import (
    MovingStatistics,
    initializer_for,
    scale_or_offset,
)
from reference.contrib.layers.weighted_moments import weighted_moments
from reference.layers import BatchNormalization


@add_arg_scope
def batch_norm(
    inputs,
    decay=0.999,
    center=True,
    scale=False,
    epsilon=0.001,
    activation_fn=None,
    param_initializers=None,
    param_regularizers=None,
    updates_collections=tf.GraphKeys.UPDATE_OPS,
    is_training=True,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    batch_weights=None,
    fused=None,
    data_format=NHWC,
    zero_debias_moving_mean=False,
    scope=None,
    renorm=False,
    renorm_clipping=None,
    renorm_decay=0.99,
    adjustment=None,
):
    """Return `gamma * (inputs - mean) / sqrt(variance + epsilon) + beta`, channel by channel.

    In training, mean and variance are the batch's, and "moving_mean" and "moving_variance" follow
    them; otherwise they are those. Run the updates with each training step:

        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(updates):
            train = optimizer.minimize(loss)

    Args:
      inputs: float tensor of rank 2 or more, the number of channels known.
      decay: of the moving averages, close to 1.
      center: whether to add the variable "beta".
      scale: whether to multiply by the variable "gamma".
      epsilon: added to the variance.
      activation_fn: function of the result; None by default.
      param_initializers: dict of initializers, with the keys "beta", "gamma", "moving_mean" and
        "moving_variance".
      param_regularizers: dict of regularizers, with the keys "beta" and "gamma".
      updates_collections: collections for the updates; None to update whenever the result is
        computed.
      is_training: bool, or a bool tensor or variable.
      reuse: True to use the variables of `scope` again.
      variables_collections: collections for all variables, or a dict with the four keys above.
      outputs_collections: collections for the result.
      trainable: whether beta and gamma are trained.
      batch_weights: tensor `[batch_size]`, the examples' weights in mean and variance.
      fused: whether to use one op for all of it where that is possible; None means yes.
      data_format: "NHWC" (the channels are the last axis, whatever the rank) or "NCHW".
      zero_debias_moving_mean: correct the moving mean for its start at zero.
      scope: variable scope, "BatchNorm" by default.
      renorm: whether to renormalize.
      renorm_clipping: dict with the keys "rmax", "rmin" and "dmax".
      renorm_decay: decay of the averages used for that.
      adjustment: function of the shape of `inputs` to a factor and an offset, for training.

    Raises:
      ValueError: `data_format` is unknown, rank or number of channels is, or `renorm` is asked
        for beside an option that excludes it.

    Source: TF 1.15 ``contrib.layers.batch_norm``.
    """
    inputs = tf.convert_to_tensor(inputs)
    default_updates = updates_collections is tf.GraphKeys.UPDATE_OPS
    fused = True if fused is None else fused
    fusible = batch_weights is None and not renorm and adjustment is None
    # The core layer fuses as well, but knows none of these.
    beyond_core = zero_debias_moving_mean or inputs.shape.ndims == 2 or not default_updates
    if fused and fusible and inputs.shape.ndims in (2, 4) and beyond_core:
        return fused_batch_norm(
            inputs,
            decay=decay,
            center=center,
            scale=scale,
            epsilon=epsilon,
            activation_fn=activation_fn,
            param_initializers=param_initializers,
            param_regularizers=param_regularizers,
            updates_collections=updates_collections,
            is_training=is_training,
            reuse=reuse,
            variables_collections=variables_collections,
            outputs_collections=outputs_collections,
            trainable=trainable,
            data_format=data_format,
            zero_debias_moving_mean=zero_debias_moving_mean,
            scope=scope,
        )
    check_data_format(data_format, NCHW, NHWC)
    with tf.variable_scope(
        scope, "BatchNorm", [inputs], reuse=reuse, custom_getter=build_variable_getter()
    ) as sc:
        inputs = tf.convert_to_tensor(inputs)
        if batch_weights is None and default_updates and not zero_debias_moving_mean:
            layer = BatchNormalization(
                axis=1 if data_format == NCHW else -1,
                momentum=decay,
                epsilon=epsilon,
                center=center,
                scale=scale,
                beta_initializer=initializer_for("beta", param_initializers),
                gamma_initializer=initializer_for("gamma", param_initializers),
                moving_mean_initializer=initializer_for("moving_mean", param_initializers),
                moving_variance_initializer=initializer_for("moving_variance", param_initializers),
                beta_regularizer=(param_regularizers or {}).get("beta"),
                gamma_regularizer=(param_regularizers or {}).get("gamma"),
                trainable=trainable,
                renorm=renorm,
                renorm_clipping=renorm_clipping,
                renorm_momentum=renorm_decay,
                adjustment=adjustment,
                name=sc.name,
                _scope=sc,
                _reuse=reuse,
                fused=fused,
            )
            outputs = layer.apply(inputs, training=is_training)
            for name in ("moving_mean", "moving_variance", "beta", "gamma"):
                if getattr(layer, name) is not None:
                    add_to_collections(getattr(layer, name), variables_collections, name)
        else:
            if renorm:
                raise ValueError(
                    "renorm is not supported with batch_weights, updates_collections or "
                    "zero_debias_moving_mean"
                )
            outputs = _composed(
                inputs,
                _broadcast_weights(batch_weights, inputs.shape),
                data_format == NCHW,
                decay,
                center,
                scale,
                epsilon,
                param_initializers,
                updates_collections,
                is_training,
                variables_collections,
                trainable,
                zero_debias_moving_mean,
            )
        return finish(outputs, sc.name, outputs_collections, activation_fn)


def _broadcast_weights(batch_weights, shape):
    if shape.ndims is None:
        raise ValueError("Inputs has undefined rank.")
    if batch_weights is None:
        return None
    weights = tf.convert_to_tensor(batch_weights)
    shape[0:1].assert_is_compatible_with(weights.shape)
    return tf.reshape(weights, [-1] + [1] * (shape.ndims - 1))


def _composed(
    inputs,
    batch_weights,
    channels_first,
    decay,
    center,
    scale,
    epsilon,
    param_initializers,
    updates_collections,
    is_training,
    variables_collections,
    trainable,
    zero_debias_moving_mean,
):
    """Batch normalization out of single ops: the only one that knows weights of examples."""
    shape, rank = inputs.shape, inputs.shape.ndims
    channel_axis = 1 if channels_first else rank - 1
    params_shape = shape[channel_axis : channel_axis + 1]
    if not params_shape.is_fully_defined():
        raise ValueError(f"Inputs {inputs.name} has undefined channels dimension {params_shape}.")
    dtype = inputs.dtype.base_dtype

    def parameter(name, wanted):
        if not wanted:
            return None
        return scale_or_offset(
            name, params_shape, dtype, variables_collections, trainable, param_initializers
        )

    beta, gamma = parameter("beta", center), parameter("gamma", scale)
    moving = MovingStatistics.make(params_shape, dtype, variables_collections, param_initializers)

    mean, variance = moving
    known = constant_value(is_training)
    if known is None or known:
        axes = [axis for axis in range(rank) if axis != channel_axis]
        batch = _moments(inputs, axes, batch_weights, channels_first)
        mean, variance = _update_and_choose(
            batch,
            moving,
            lambda: moving.updates(*batch, decay, zero_debias_moving_mean),
            is_training,
            updates_collections,
        )
    if channels_first:
        along_channels = [1, shape.as_list()[1]] + [1] * (rank - 2)
        mean, variance, beta, gamma = (
            None if part is None else tf.reshape(part, along_channels)
            for part in (mean, variance, beta, gamma)
        )
    outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
    outputs.set_shape(shape)
    return outputs


def _moments(inputs, axes, batch_weights, channels_first):
    # For "NCHW" 1.15 kept the axes and flattened afterwards; the op counts depend on it.
    if batch_weights is None:
        moments = tf.nn.moments(inputs, axes, keep_dims=channels_first)
    else:
        moments = weighted_moments(inputs, axes, batch_weights, keepdims=channels_first)
    if not channels_first:
        return moments
    return tuple(tf.reshape(moment, [-1]) for moment in moments)


def _update_and_choose(batch, moving, updates, is_training, updates_collections):
    """Return the mean and variance to normalize by, after arranging for the updates."""
    if updates_collections is not None:
        for update in smart_cond(is_training, updates, lambda: tuple(moving)):
            tf.add_to_collections(updates_collections, update)
        return smart_cond(is_training, lambda: tuple(batch), lambda: tuple(moving))

    def updated():
        with tf.control_dependencies(updates()):
            return tuple(tf.identity(moment) for moment in batch)

    return smart_cond(is_training, updated, lambda: tuple(moving))
