"""Normalization within each example: layer normalization, and scaling to unit length.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``; Ba, Kiros and Hinton 2016
(https://arxiv.org/abs/1607.06450).
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.layer_variables import finish
from reference.contrib.layers.normalization_parameters import scale_or_offset


@add_arg_scope
def layer_norm(
    inputs,
    center=True,
    scale=True,
    activation_fn=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    begin_norm_axis=1,
    begin_params_axis=-1,
    scope=None,
):
    """Return `gamma * (inputs - mean) / sqrt(variance + epsilon) + beta`, example by example.

    Mean and variance are taken over the axes from `begin_norm_axis` on; beta and gamma have the
    shape of the axes from `begin_params_axis` on. `epsilon` is 1e-12, for float16 1e-3.

    Args:
      inputs: float tensor of known rank, its axes from `begin_params_axis` on of known sizes.
      center: whether to add the variable "beta".
      scale: whether to multiply by the variable "gamma".
      activation_fn: function of the result; None by default.
      reuse: True to use the variables of `scope` again.
      variables_collections: collections for both variables, or a dict with the keys "beta" and
        "gamma".
      outputs_collections: collections for the result.
      trainable: whether the variables are trained.
      begin_norm_axis: first axis to normalize over.
      begin_params_axis: first axis of beta and gamma.
      scope: variable scope, "LayerNorm" by default.

    Raises:
      ValueError: rank or sizes are unknown, or an axis is beyond the rank.

    Source: TF 1.15 ``contrib.layers.layer_norm``.
    """
    with tf.variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as sc:
        inputs = tf.convert_to_tensor(inputs)
        shape, rank = inputs.shape, inputs.shape.ndims
        if rank is None:
            raise ValueError(f"Inputs {inputs.name} has undefined rank.")
        if begin_norm_axis < 0:
            begin_norm_axis += rank
        if max(begin_params_axis, begin_norm_axis) >= rank:
            raise ValueError(
                f"begin_params_axis ({begin_params_axis}) and begin_norm_axis "
                f"({begin_norm_axis}) must be < rank(inputs) ({rank})"
            )
        params_shape = shape[begin_params_axis:]
        if not params_shape.is_fully_defined():
            raise ValueError(
                f"Inputs {inputs.name}: shape(inputs)[{begin_params_axis}:] is not fully defined: "
                f"{shape}"
            )
        dtype = inputs.dtype.base_dtype
        beta, gamma = (
            scale_or_offset(name, params_shape, dtype, variables_collections, trainable)
            if wanted
            else None
            for name, wanted in (("beta", center), ("gamma", scale))
        )
        axes = list(range(begin_norm_axis, rank))
        mean, variance = tf.nn.moments(inputs, axes, keep_dims=True)
        # float16 has no number as small as 1e-12.
        epsilon = 1e-3 if dtype == tf.float16 else 1e-12
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(shape)
        return finish(outputs, sc.name, outputs_collections, activation_fn)


@add_arg_scope
def unit_norm(inputs, dim, epsilon=1e-7, scope=None):
    """Return `inputs` divided by its L2 norm along the axis `dim`.

    Args:
      inputs: float tensor of known rank.
      dim: axis, not negative.
      epsilon: added to the squared norm.
      scope: variable scope, "UnitNorm" by default.

    Raises:
      ValueError: the rank is unknown, or `dim` is out of range.

    Source: TF 1.15 ``contrib.layers.unit_norm``.
    """
    with tf.variable_scope(scope, "UnitNorm", [inputs]):
        rank = inputs.shape.ndims
        if not rank:
            raise ValueError("The input rank must be known.")
        if not 0 <= dim < rank:
            raise ValueError("dim must be positive but smaller than the input rank.")
        lengths = tf.sqrt(epsilon + tf.reduce_sum(tf.square(inputs), dim, True))
        # 1.15 tiled the lengths where broadcasting would do; the ops are counted for seeds.
        multiples = [tf.ones([dim], tf.int32)] if dim > 0 else []
        multiples.append(tf.strided_slice(tf.shape(inputs), [dim], [dim + 1]))
        if dim < rank - 1:
            multiples.append(tf.ones([rank - 1 - dim], tf.int32))
        return tf.div(inputs, tf.tile(lengths, tf.concat(multiples, 0)))
