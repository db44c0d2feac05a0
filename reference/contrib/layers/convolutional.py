"""Convolutions over one, two or three axes.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.data_formats import core_data_format
from reference.contrib.layers.initializers import DEFAULT_BIASES, DEFAULT_WEIGHTS
from reference.contrib.layers.layer_variables import (
    WEIGHTS_AND_BIASES,
    add_to_collections,
    build_variable_getter,
    finish,
)
from reference.layers import Conv1D, Conv2D, Conv3D

_LAYERS = {3: Conv1D, 4: Conv2D, 5: Conv3D}


@add_arg_scope
def convolution(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
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
    conv_dims=None,
):
    """Return `activation_fn(inputs * weights + biases)`, `*` being a convolution over N axes.

    The variables are "<scope>/weights" `kernel_size + [in_channels, num_outputs]` and
    "<scope>/biases" `[num_outputs]`.

    Args:
      inputs: float tensor `[batch_size, N spatial axes, in_channels]`, or with a `data_format`
        that starts with "NC" `[batch_size, in_channels, N spatial axes]`; N is 1, 2 or 3.
      num_outputs: number of filters.
      kernel_size: N ints, or one for all axes.
      stride: N ints, or one for all axes.
      padding: "SAME" or "VALID".
      data_format: None, "NWC", "NCW", "NHWC", "NCHW", "NDHWC" or "NCDHW".
      rate: dilation, N ints or one for all axes; not beside a stride.
      activation_fn: function of the sum, ReLU by default; None for a linear layer.
      normalizer_fn: used in place of biases, for instance `batch_norm`.
      normalizer_params: dict of keyword arguments for it.
      weights_initializer: of the weights.
      weights_regularizer: of the weights.
      biases_initializer: of the biases; None for none.
      biases_regularizer: of the biases.
      reuse: True to use the variables of `scope` again.
      variables_collections: collections for all variables, or a dict with the keys "weights" and
        "biases".
      outputs_collections: collections for the result.
      trainable: whether the variables are trained.
      scope: variable scope, "Conv" by default.
      conv_dims: the N that `inputs` must have.

    Raises:
      ValueError: `data_format` is unknown, or the rank of `inputs` is not 3, 4, 5 or not N + 2.

    Source: TF 1.15 ``contrib.layers.convolution``.
    """
    if data_format not in (None, "NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW"):
        raise ValueError(f"Invalid data_format: {data_format!r}")
    with tf.variable_scope(
        scope,
        "Conv",
        [inputs],
        reuse=reuse,
        custom_getter=build_variable_getter(WEIGHTS_AND_BIASES),
    ) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.ndims
        if conv_dims is not None and rank != conv_dims + 2:
            raise ValueError(f"Convolution expects input with rank {conv_dims + 2}, got {rank}")
        if rank not in _LAYERS:
            raise ValueError("Convolution not supported for input with rank", rank)
        layer = _LAYERS[rank](
            filters=num_outputs,
            kernel_size=kernel_size,
            strides=stride,
            padding=padding,
            data_format=core_data_format(data_format),
            dilation_rate=rate,
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
        if layer.use_bias:
            add_to_collections(layer.bias, variables_collections, "biases")
        return finish(
            outputs, sc.name, outputs_collections, activation_fn, normalizer_fn, normalizer_params
        )


@add_arg_scope
def convolution1d(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
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
    """Convolve over one axis; `inputs` must have rank 3. See `convolution` for the arguments.

    Source: TF 1.15 ``contrib.layers.convolution1d``.
    """
    return convolution(conv_dims=1, **locals())


@add_arg_scope
def convolution2d(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
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
    """Convolve over two axes; `inputs` must have rank 4. See `convolution` for the arguments.

    Source: TF 1.15 ``contrib.layers.convolution2d``.
    """
    return convolution(conv_dims=2, **locals())


@add_arg_scope
def convolution3d(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
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
    """Convolve over three axes; `inputs` must have rank 5. See `convolution` for the arguments.

    Source: TF 1.15 ``contrib.layers.convolution3d``.
    """
    return convolution(conv_dims=3, **locals())


conv1d = convolution1d
conv2d = convolution2d
conv3d = convolution3d
