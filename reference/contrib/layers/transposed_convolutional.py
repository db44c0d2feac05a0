"""Transposed convolutions over two or three axes.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.data_formats import (
    NCDHW,
    NCHW,
    NDHWC,
    NHWC,
    check_data_format,
    core_data_format,
)
from reference.contrib.layers.initializers import DEFAULT_BIASES, DEFAULT_WEIGHTS
from reference.contrib.layers.layer_variables import (
    WEIGHTS_AND_BIASES,
    add_to_collections,
    build_variable_getter,
    finish,
)
from reference.layers import Conv2DTranspose, Conv3DTranspose


def _transpose(
    layer_class,
    default_scope,
    formats,
    inputs,
    num_outputs,
    kernel_size,
    stride,
    padding,
    data_format,
    activation_fn,
    normalizer_fn,
    normalizer_params,
    weights_initializer,
    weights_regularizer,
    biases_initializer,
    biases_regularizer,
    reuse,
    variables_collections,
    outputs_collections,
    trainable,
    scope,
):
    with tf.variable_scope(
        scope,
        default_scope,
        [inputs],
        reuse=reuse,
        custom_getter=build_variable_getter(WEIGHTS_AND_BIASES),
    ) as sc:
        check_data_format(data_format, *formats)
        inputs = tf.convert_to_tensor(inputs)
        layer = layer_class(
            filters=num_outputs,
            kernel_size=kernel_size,
            strides=stride,
            padding=padding,
            data_format=core_data_format(data_format),
            activation=None,
            use_bias=not normalizer_fn and biases_initializer,
            kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer,
            activity_regularizer=None,
            trainable=trainable,
            name=sc.name,
            dtype=inputs.dtype.base_dtype,
            _scope=sc,
            _reuse=reuse,
        )
        outputs = layer.apply(inputs)
        add_to_collections(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            add_to_collections(layer.bias, variables_collections, "biases")
        return finish(
            outputs, sc.name, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


@add_arg_scope
def convolution2d_transpose(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=NHWC,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=DEFAULT_WEIGHTS,
    weights_regularizer=None,
    biases_initializer=DEFAULT_BIASES,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """Return `activation_fn` of a transposed convolution over two axes, plus biases.

    The variables are "<scope>/weights" `kernel_size + [num_outputs, in_channels]` and
    "<scope>/biases" `[num_outputs]`; `scope` is "Conv2d_transpose" by default.

    Args:
      inputs: float tensor `[batch_size, height, width, in_channels]`, or for "NCHW"
        `[batch_size, in_channels, height, width]`.
      num_outputs: number of filters.
      kernel_size: two ints, or one for both axes.
      stride: two ints, or one for both axes.
      padding: "SAME" or "VALID".
      data_format: "NHWC" or "NCHW".
      activation_fn, normalizer_fn, normalizer_params, weights_initializer, weights_regularizer,
        biases_initializer, biases_regularizer, reuse, variables_collections,
        outputs_collections, trainable, scope: as for `convolution`.

    Raises:
      ValueError: `data_format` or `kernel_size` is not as said, or the channels are unknown.

    Source: TF 1.15 ``contrib.layers.convolution2d_transpose``.
    """
    return _transpose(Conv2DTranspose, "Conv2d_transpose", (NCHW, NHWC), **locals())


@add_arg_scope
def convolution3d_transpose(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=NDHWC,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=DEFAULT_WEIGHTS,
    weights_regularizer=None,
    biases_initializer=DEFAULT_BIASES,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """Return `activation_fn` of a transposed convolution over three axes, plus biases.

    As `convolution2d_transpose`, with "NDHWC" or "NCDHW"; `scope` is "Conv3d_transpose" by
    default.

    Source: TF 1.15 ``contrib.layers.convolution3d_transpose``.
    """
    return _transpose(Conv3DTranspose, "Conv3d_transpose", (NCDHW, NDHWC), **locals())


conv2d_transpose = convolution2d_transpose
conv3d_transpose = convolution3d_transpose
