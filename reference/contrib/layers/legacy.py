"""The fully connected layer of TensorFlow's first releases, with its own argument names.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import functools

import tensorflow.compat.v1 as tf

from reference.contrib.framework.regularization import regularize_once
from reference.contrib.layers.initializers import DEFAULT_BIASES, DEFAULT_WEIGHTS


def legacy_fully_connected(
    x,
    num_output_units,
    activation_fn=None,
    weight_init=DEFAULT_WEIGHTS,
    bias_init=DEFAULT_BIASES,
    name=None,
    weight_collections=(tf.GraphKeys.WEIGHTS,),
    bias_collections=(tf.GraphKeys.BIASES,),
    output_collections=(tf.GraphKeys.ACTIVATIONS,),
    trainable=True,
    weight_regularizer=None,
    bias_regularizer=None,
):
    """Return `activation_fn(x @ weights + bias)`, over the last axis of `x`.

    The variables are "<name>/weights" `[depth, num_output_units]` and "<name>/bias"
    `[num_output_units]`.

    Args:
      x: float tensor of rank 2 or more, its last axis of known size.
      num_output_units: number of units.
      activation_fn: function of the sum; None for a linear layer.
      weight_init: initializer of the weights.
      bias_init: initializer of the bias; None for none.
      name: variable scope, "fully_connected" by default.
      weight_collections: collections of the weights, beside GLOBAL_VARIABLES.
      bias_collections: collections of the bias, beside GLOBAL_VARIABLES.
      output_collections: collections of the result, beside ACTIVATIONS.
      trainable: whether the variables are trained.
      weight_regularizer: of the weights.
      bias_regularizer: of the bias.

    Raises:
      ValueError: the rank is unknown or below 2, or the last axis is unknown.

    Source: TF 1.15 ``contrib.layers.legacy_fully_connected``.
    """
    with tf.variable_scope(name, "fully_connected", [x]):
        x = tf.convert_to_tensor(x)
        if x.shape.ndims is None:
            raise ValueError("dims of x must be known but is None")
        sizes = x.shape.as_list()
        if len(sizes) < 2:
            raise ValueError(f"rank of x must be at least 2 not: {len(sizes)}")
        depth = sizes[-1]
        if depth is None:
            raise ValueError("last dimension of x must be known but is None")

        def parameter(label, shape, initializer, regularizer, collections):
            return tf.get_variable(
                label,
                shape=shape,
                dtype=x.dtype.base_dtype,
                initializer=initializer,
                regularizer=regularize_once(regularizer),
                collections={*(collections or ()), tf.GraphKeys.GLOBAL_VARIABLES},
                trainable=trainable,
            )

        weights = parameter(
            "weights",
            [depth, num_output_units],
            weight_init,
            weight_regularizer,
            weight_collections,
        )
        rows = x if len(sizes) == 2 else tf.reshape(x, [-1, depth])
        y = tf.matmul(rows, weights)
        if bias_init is not None:
            bias = parameter(
                "bias", [num_output_units], bias_init, bias_regularizer, bias_collections
            )
            y = tf.nn.bias_add(y, bias)
        if len(sizes) > 2:
            leading = tf.unstack(tf.shape(x))[:-1]
            y = tf.reshape(y, tf.stack([*leading, num_output_units]))
            y.set_shape([*sizes[:-1], num_output_units])
        if activation_fn is not None:
            y = activation_fn(y)
        tf.add_to_collections([*(output_collections or ()), tf.GraphKeys.ACTIVATIONS], y)
        return y


legacy_relu = functools.partial(legacy_fully_connected, activation_fn=tf.nn.relu)
legacy_linear = functools.partial(legacy_fully_connected, activation_fn=None)
