"""Fully connected layers, and the bias on its own.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import functools

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.data_formats import NCHW, NHWC, check_data_format
from reference.contrib.layers.initializers import DEFAULT_BIASES, DEFAULT_WEIGHTS
from reference.contrib.layers.layer_variables import (
    WEIGHTS_AND_BIASES,
    add_to_collections,
    build_variable_getter,
    finish,
    layer_parameter,
)
from reference.layers import Dense


@add_arg_scope
def fully_connected(
    inputs,
    num_outputs,
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
    """Return `activation_fn(inputs @ weights + biases)`, over the last axis of `inputs`.

    The variables are "<scope>/weights" `[depth, num_outputs]` and "<scope>/biases"
    `[num_outputs]`.

    Args:
      inputs: float tensor of rank 2 or more, its last axis of known size.
      num_outputs: number of units, an int.
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
      scope: variable scope, "fully_connected" by default.

    Returns:
      Tensor of the shape of `inputs`, its last axis being `num_outputs`.

    Raises:
      ValueError: `num_outputs` is not an int, the rank is below 2, or the last axis is unknown.

    Source: TF 1.15 ``contrib.layers.fully_connected``.
    """
    if not isinstance(num_outputs, int):
        raise ValueError(f"num_outputs type should be one of [{int}], got {type(num_outputs)}.")
    with tf.variable_scope(
        scope,
        "fully_connected",
        [inputs],
        reuse=reuse,
        custom_getter=build_variable_getter(WEIGHTS_AND_BIASES),
    ) as sc:
        inputs = tf.convert_to_tensor(inputs)
        layer = Dense(
            units=num_outputs,
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


elu = functools.partial(fully_connected, activation_fn=tf.nn.elu)
relu = functools.partial(fully_connected, activation_fn=tf.nn.relu)
relu6 = functools.partial(fully_connected, activation_fn=tf.nn.relu6)
linear = functools.partial(fully_connected, activation_fn=None)


@add_arg_scope
def bias_add(
    inputs,
    activation_fn=None,
    initializer=DEFAULT_BIASES,
    regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format=NHWC,
    scope=None,
):
    """Return `activation_fn(inputs + biases)`, with one bias for each channel.

    Serves as a normalizer function of convolutions and fully connected layers.

    Args:
      inputs: float tensor of rank 2 or more (4 for "NCHW"), its channels of known number.
      activation_fn: function of the sum; None by default.
      initializer: of the variable "<scope>/biases".
      regularizer: of that variable.
      reuse: True to use the variable of `scope` again.
      variables_collections: collections for it, or a dict with the key "biases".
      outputs_collections: collections for the result.
      trainable: whether the variable is trained.
      data_format: "NHWC" or "NCHW".
      scope: variable scope, "BiasAdd" by default.

    Raises:
      ValueError: `data_format` is unknown, the rank is unknown or not 4 with "NCHW", or the
        number of channels is unknown.

    Source: TF 1.15 ``contrib.layers.bias_add``.
    """
    check_data_format(data_format, NCHW, NHWC)
    with tf.variable_scope(scope, "BiasAdd", [inputs], reuse=reuse) as sc:
        inputs = tf.convert_to_tensor(inputs)
        if inputs.shape.ndims is None:
            raise ValueError("Dims of shape must be known but is None")
        if data_format == NCHW and inputs.shape.ndims != 4:
            raise ValueError("Data format NCHW only supports 4D Tensor")
        channels = inputs.shape.as_list()[1 if data_format == NCHW else -1]
        if channels is None:
            raise ValueError("`C` dimension must be known but is None")
        biases = layer_parameter(
            "biases",
            [channels],
            inputs.dtype.base_dtype,
            variables_collections,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
        )
        outputs = tf.nn.bias_add(inputs, biases, data_format=data_format)
        return finish(outputs, sc.name, outputs_collections, activation_fn)
