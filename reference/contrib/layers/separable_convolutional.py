"""Convolutions that treat each channel on its own: in-plane, depthwise, separable.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope, model_variable
from reference.contrib.layers.conventions import (
    channel_dimension,
    get_variable_collections,
    last_dimension,
    two_element_tuple,
)
from reference.contrib.layers.data_formats import (
    NCHW,
    NHWC,
    check_data_format,
    core_data_format,
)
from reference.contrib.layers.initializers import DEFAULT_BIASES, DEFAULT_WEIGHTS
from reference.contrib.layers.layer_variables import (
    add_to_collections,
    build_variable_getter,
    finish,
    layer_parameter,
)
from reference.layers import SeparableConv2D

_NAMES = {
    "bias": "biases",
    "depthwise_kernel": "depthwise_weights",
    "pointwise_kernel": "pointwise_weights",
}


@add_arg_scope
def convolution2d_in_plane(
    inputs,
    kernel_size,
    stride=1,
    padding="SAME",
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
    """Convolve every channel with one and the same kernel, for instance to get image gradients.

    The variables are "<scope>/weights" `kernel_size + [1, 1]` and "<scope>/biases" `[channels]`;
    `scope` is "ConvInPlane" by default.

    Args:
      inputs: float tensor `[batch_size, height, width, channels]`.
      kernel_size: two ints, or one for both axes.
      stride: two ints, or one for both axes.
      padding: "SAME" or "VALID".
      activation_fn, normalizer_fn, normalizer_params, weights_initializer, weights_regularizer,
        biases_initializer, biases_regularizer, reuse, variables_collections,
        outputs_collections, trainable, scope: as for `convolution`.

    Raises:
      ValueError: the rank is below 4, or the number of channels is unknown.

    Source: TF 1.15 ``contrib.layers.conv2d_in_plane``.
    """
    with tf.variable_scope(scope, "ConvInPlane", [inputs], reuse=reuse) as sc:
        dtype = inputs.dtype.base_dtype
        stride_h, stride_w = two_element_tuple(stride)
        channels = last_dimension(inputs.shape, min_rank=4)
        weights = layer_parameter(
            "weights",
            [*two_element_tuple(kernel_size), 1, 1],
            dtype,
            variables_collections,
            initializer=weights_initializer,
            regularizer=weights_regularizer,
            trainable=trainable,
        )
        outputs = tf.nn.depthwise_conv2d(
            inputs,
            tf.tile(weights, [1, 1, channels, 1]),
            [1, stride_h, stride_w, 1],
            padding,
        )
        if normalizer_fn is None and biases_initializer is not None:
            biases = layer_parameter(
                "biases",
                [channels],
                dtype,
                variables_collections,
                initializer=biases_initializer,
                regularizer=biases_regularizer,
                trainable=trainable,
            )
            outputs = tf.nn.bias_add(outputs, biases)
        return finish(
            outputs, sc.name, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


@add_arg_scope
def separable_convolution2d(
    inputs,
    num_outputs,
    kernel_size,
    depth_multiplier=1,
    stride=1,
    padding="SAME",
    data_format=NHWC,
    rate=1,
    activation_fn=tf.nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=DEFAULT_WEIGHTS,
    pointwise_initializer=None,
    weights_regularizer=None,
    biases_initializer=DEFAULT_BIASES,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """Convolve each channel on its own, then mix the channels by a 1x1 convolution.

    The variables are "<scope>/depthwise_weights"
    `kernel_size + [in_channels, depth_multiplier]`, "<scope>/pointwise_weights"
    `[1, 1, in_channels * depth_multiplier, num_outputs]` and "<scope>/biases"; `scope` is
    "SeparableConv2d" by default.

    Args:
      inputs: float tensor `[batch_size, height, width, in_channels]`, or for "NCHW"
        `[batch_size, in_channels, height, width]`.
      num_outputs: number of filters; None leaves the channels unmixed.
      kernel_size: two ints, or one for both axes.
      depth_multiplier: number of filters for each input channel.
      stride: two ints, or one for both axes.
      padding: "SAME" or "VALID".
      data_format: "NHWC" or "NCHW".
      rate: dilation, two ints or one for both axes; not beside a stride.
      weights_initializer: of the depthwise weights.
      pointwise_initializer: of the pointwise weights; as the depthwise ones if None.
      activation_fn, normalizer_fn, normalizer_params, weights_regularizer, biases_initializer,
        biases_regularizer, reuse, variables_collections, outputs_collections, trainable,
        scope: as for `convolution`; both kinds of weights answer to the key "weights".

    Raises:
      ValueError: `data_format` is unknown, or the number of channels is.

    Source: TF 1.15 ``contrib.layers.separable_conv2d``.
    """
    check_data_format(data_format, NCHW, NHWC)
    with tf.variable_scope(
        scope,
        "SeparableConv2d",
        [inputs],
        reuse=reuse,
        custom_getter=build_variable_getter(_NAMES),
    ) as sc:
        inputs = tf.convert_to_tensor(inputs)
        if num_outputs is None:
            outputs = _depthwise(
                inputs,
                kernel_size,
                depth_multiplier,
                stride,
                padding,
                data_format,
                rate,
                weights_initializer,
                weights_regularizer,
                None if normalizer_fn is not None else biases_initializer,
                biases_regularizer,
                variables_collections,
                trainable,
            )
        else:
            layer = SeparableConv2D(
                filters=num_outputs,
                kernel_size=kernel_size,
                strides=stride,
                padding=padding,
                data_format=core_data_format(data_format),
                dilation_rate=two_element_tuple(rate),
                activation=None,
                depth_multiplier=depth_multiplier,
                use_bias=not normalizer_fn and biases_initializer,
                depthwise_initializer=weights_initializer,
                pointwise_initializer=pointwise_initializer or weights_initializer,
                bias_initializer=biases_initializer,
                depthwise_regularizer=weights_regularizer,
                pointwise_regularizer=weights_regularizer,
                bias_regularizer=biases_regularizer,
                activity_regularizer=None,
                trainable=trainable,
                name=sc.name,
                dtype=inputs.dtype.base_dtype,
                _scope=sc,
                _reuse=reuse,
            )
            outputs = layer.apply(inputs)
            add_to_collections(layer.depthwise_kernel, variables_collections, "weights")
            add_to_collections(layer.pointwise_kernel, variables_collections, "weights")
            if layer.bias is not None:
                add_to_collections(layer.bias, variables_collections, "biases")
        return finish(
            outputs, sc.name, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


def _depthwise(
    inputs,
    kernel_size,
    depth_multiplier,
    stride,
    padding,
    data_format,
    rate,
    weights_initializer,
    weights_regularizer,
    biases_initializer,
    biases_regularizer,
    variables_collections,
    trainable,
):
    dtype = inputs.dtype.base_dtype
    stride_h, stride_w = two_element_tuple(stride)
    channels = channel_dimension(inputs.shape, core_data_format(data_format), min_rank=4)
    weights = model_variable(
        "depthwise_weights",
        shape=[*two_element_tuple(kernel_size), channels, depth_multiplier],
        dtype=dtype,
        initializer=weights_initializer,
        regularizer=weights_regularizer,
        trainable=trainable,
        collections=get_variable_collections(variables_collections, "weights"),
    )
    first = core_data_format(data_format) == "channels_first"
    outputs = tf.nn.depthwise_conv2d(
        inputs,
        weights,
        [1, 1, stride_h, stride_w] if first else [1, stride_h, stride_w, 1],
        padding,
        rate=two_element_tuple(rate),
        data_format=data_format,
    )
    if biases_initializer is None:
        return outputs
    biases = layer_parameter(
        "biases",
        [depth_multiplier * channels],
        dtype,
        variables_collections,
        initializer=biases_initializer,
        regularizer=biases_regularizer,
        trainable=trainable,
    )
    return tf.nn.bias_add(outputs, biases, data_format=data_format)


conv2d_in_plane = convolution2d_in_plane
separable_conv2d = separable_convolution2d
