"""Batch normalization in one fused op, with the update options that `tf.layers` lacks.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``, ``_fused_batch_norm``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.layers.conventions import constant_value, smart_cond
from reference.contrib.layers.data_formats import NCHW, NHWC, check_data_format
from reference.contrib.layers.layer_variables import finish
from reference.contrib.layers.normalization_parameters import MovingStatistics, scale_or_offset

# 1.15 never went below what cuDNN asks for; TensorFlow 2 leaves that to its caller.
_SMALLEST_EPSILON = 1.001e-5


def fused_batch_norm(
    inputs,
    decay,
    center,
    scale,
    epsilon,
    activation_fn,
    param_initializers,
    param_regularizers,
    updates_collections,
    is_training,
    reuse,
    variables_collections,
    outputs_collections,
    trainable,
    data_format,
    zero_debias_moving_mean,
    scope,
):
    """Normalize a tensor of rank 2 or 4. The arguments are those of `batch_norm`."""
    check_data_format(data_format, NCHW, NHWC)
    with tf.variable_scope(scope, "BatchNorm", [inputs], reuse=reuse) as sc:
        given = tf.convert_to_tensor(inputs)
        images = _as_images(given, data_format)
        shape = images.shape
        params_shape = shape[1:2] if data_format == NCHW else shape[-1:]
        if not params_shape.is_fully_defined():
            raise ValueError(f"Inputs {images.name} has undefined `C` dimension {params_shape}.")

        def parameter(name, wanted, otherwise):
            # float32 even for half-precision inputs, which keeps small updates from vanishing.
            if not wanted:
                return tf.constant(otherwise, dtype=tf.float32, shape=params_shape)
            return scale_or_offset(
                name,
                params_shape,
                tf.float32,
                variables_collections,
                trainable,
                param_initializers,
                param_regularizers,
            )

        beta = parameter("beta", center, 0.0)
        gamma = parameter("gamma", scale, 1.0)
        moving = MovingStatistics.make(
            params_shape, tf.float32, variables_collections, param_initializers
        )
        options = {"epsilon": max(epsilon, _SMALLEST_EPSILON), "data_format": data_format}
        outputs, mean, variance = smart_cond(
            is_training,
            lambda: tf.nn.fused_batch_norm(images, gamma, beta, **options),
            lambda: tf.nn.fused_batch_norm(
                images, gamma, beta, moving.mean, moving.variance, is_training=False, **options
            ),
        )
        known = constant_value(is_training)
        if known is None or known:

            def updates():
                return moving.updates(mean, variance, decay, zero_debias_moving_mean)

            outputs = _apply_updates(outputs, updates, moving, is_training, updates_collections)
        outputs.set_shape(shape)
        if given.shape.ndims == 2:
            outputs = tf.reshape(outputs, tf.shape(given))
        return finish(outputs, sc.name, outputs_collections, activation_fn)


def _as_images(inputs, data_format):
    rank = inputs.shape.ndims
    if rank is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank")
    if rank not in (2, 4):
        raise ValueError(
            f"Inputs {inputs.name} has unsupported rank. Expected 2 or 4 but got {rank}"
        )
    if rank == 4:
        return inputs
    channels = inputs.shape.as_list()[-1]
    if channels is None:
        raise ValueError("`C` dimension must be known but is None")
    return tf.reshape(inputs, [-1, channels, 1, 1] if data_format == NCHW else [-1, 1, 1, channels])


def _apply_updates(outputs, updates, moving, is_training, updates_collections):
    """Collect the moving averages' updates, or with no collection make `outputs` wait for them."""
    if updates_collections is not None:
        for update in smart_cond(is_training, updates, lambda: tuple(moving)):
            tf.add_to_collections(updates_collections, update)
        return outputs

    def updated():
        with tf.control_dependencies(updates()):
            return tf.identity(outputs)

    return smart_cond(is_training, updated, lambda: outputs)
