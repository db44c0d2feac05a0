"""Softmax over the last axis or over space, maxout, and the Poincare ball.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope, model_variable
from reference.contrib.layers.conventions import get_variable_collections, last_dimension
from reference.contrib.layers.data_formats import NCHW, NHWC, check_data_format


@add_arg_scope
def softmax(logits, scope=None):
    """Return the softmax over the last axis.

    Args:
      logits: float tensor of rank 2 or more, its last axis of known size.
      scope: variable scope, "softmax" by default.

    Raises:
      ValueError: the rank is below 2, or the last axis is unknown.

    Source: TF 1.15 ``contrib.layers.softmax``.
    """
    with tf.variable_scope(scope, "softmax", [logits]):
        classes = last_dimension(logits.shape, min_rank=2)
        rows = tf.nn.softmax(tf.reshape(logits, [-1, classes]))
        predictions = tf.reshape(rows, tf.shape(logits))
        if not tf.executing_eagerly():
            predictions.set_shape(logits.shape)
        return predictions


@add_arg_scope
def spatial_softmax(
    features,
    temperature=None,
    name=None,
    variables_collections=None,
    trainable=True,
    data_format=NHWC,
):
    """Return where each channel is most active: the mean place under its spatial softmax.

    Places are numbered from -1 to 1 along both axes. Source: TF 1.15
    ``contrib.layers.spatial_softmax``; Finn et al. 2015 (https://arxiv.org/abs/1509.06113).

    Args:
      features: float tensor `[batch_size, height, width, channels]`, or for "NCHW"
        `[batch_size, channels, height, width]`; the number of channels known.
      temperature: initial value of the variable "temperature", by which features are divided;
        1 by default.
      name: variable scope, "spatial_softmax" by default.
      variables_collections: collections for the temperature, or a dict with that key.
      trainable: whether the temperature is trained.
      data_format: "NHWC" or "NCHW".

    Returns:
      Tensor `[batch_size, channels * 2]`: x (down) and y (across) of each channel in turn.

    Raises:
      ValueError: `data_format` or the number of channels is unknown.
    """
    with tf.variable_scope(name, "spatial_softmax"):
        dynamic, known = tf.shape(features), features.shape.as_list()
        check_data_format(data_format, NCHW, NHWC)
        first = data_format == NCHW
        rows, columns = (dynamic[2], dynamic[3]) if first else (dynamic[1], dynamic[2])
        channels = known[1 if first else 3]
        if channels is None:
            raise ValueError(
                "The num_channels dimension of the inputs to `spatial_softmax` should be defined. "
                "Found `None`."
            )
        with tf.name_scope("spatial_softmax_op", "spatial_softmax_op", [features]):
            # tf.linspace is some seventy ops today, for the sake of tensors as ends.
            down, across = _grid(
                tf.raw_ops.LinSpace(start=-1.0, stop=1.0, num=rows),
                tf.raw_ops.LinSpace(start=-1.0, stop=1.0, num=columns),
            )
            down = tf.reshape(down, [rows * columns])
            across = tf.reshape(across, [rows * columns])
            if temperature is None:
                initializer = tf.ones_initializer()
            else:
                initializer = tf.constant_initializer(temperature)
            collections = None
            if trainable:
                collections = get_variable_collections(variables_collections, "temperature")
            heat = model_variable(
                "temperature",
                shape=(),
                dtype=tf.float32,
                initializer=initializer,
                collections=collections,
                trainable=trainable,
            )
            if not first:
                features = tf.transpose(features, [0, 3, 1, 2])
            attention = tf.nn.softmax(tf.reshape(features, [-1, rows * columns]) / heat)
            x, y = (
                tf.reduce_sum(place * attention, [1], keepdims=True) for place in (down, across)
            )
            keypoints = tf.reshape(tf.concat([x, y], 1), [-1, channels * 2])
            keypoints.set_shape([None, channels * 2])
            return keypoints


def _grid(down, across):
    """Return both coordinates of each place, as `tf.meshgrid(indexing="ij")`, in 1.15's ops."""
    with tf.name_scope("meshgrid"):
        down, across = tf.reshape(down, (-1, 1)), tf.reshape(across, (1, -1))
        sizes = tf.size(down), tf.size(across)
        with tf.name_scope("ones") as scope:
            # 1.15 asked whether the tensor is small enough to be a constant, and left the question.
            tf.less(tf.multiply(*sizes, name="mul"), 1000)
            shape = tf.stack(sizes, name="packed")
            ones = tf.fill(shape, tf.constant(1.0), name=scope)
        return down * ones, across * ones


@add_arg_scope
def maxout(inputs, num_units, axis=-1, scope=None):
    """Return the maxima over groups of features, `num_units` of them.

    Args:
      inputs: tensor, the axis of known size.
      num_units: number of groups, a divisor of that size.
      axis: the features' axis.
      scope: variable scope, "MaxOut" by default.

    Raises:
      ValueError: `num_units` is no divisor.

    Source: TF 1.15 ``contrib.layers.maxout``; Goodfellow et al. 2013
    (https://arxiv.org/abs/1302.4389).
    """
    with tf.variable_scope(scope, "MaxOut", [inputs]):
        inputs = tf.convert_to_tensor(inputs)
        sizes = inputs.shape.as_list()
        features = sizes[axis]
        if features % num_units:
            raise ValueError(
                f"number of features({features}) is not a multiple of num_units({num_units})"
            )
        sizes[axis] = num_units
        # A new tf.shape for each unknown size, as in 1.15.
        sizes = [tf.shape(inputs)[i] if size is None else size for i, size in enumerate(sizes)]
        groups = tf.reshape(inputs, [*sizes, features // num_units])
        return tf.reduce_max(groups, -1, keepdims=False)


def poincare_normalize(x, axis=1, epsilon=1e-5, name=None):
    """Pull vectors longer than `1 - epsilon` back to that length.

    Args:
      x: float tensor.
      axis: axis of the vectors.
      epsilon: distance kept from the unit sphere.
      name: name of the op, "poincare_normalize" by default.

    Source: TF 1.15 ``contrib.layers.poincare_normalize``; Nickel and Kiela 2017
    (https://arxiv.org/abs/1705.08039).
    """
    with tf.name_scope(name, "poincare_normalize", [x]) as scope:
        x = tf.convert_to_tensor(x, name="x")
        squares = tf.reduce_sum(tf.square(x), axis, keepdims=True)
        factor = tf.minimum((1.0 - epsilon) * tf.rsqrt(squares), 1.0)
        return tf.multiply(x, factor, name=scope)
