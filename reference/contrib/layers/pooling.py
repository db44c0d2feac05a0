"""Average and maximum pooling.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import add_arg_scope
from reference.contrib.layers.conventions import collect_named_outputs, n_positive_integers
from reference.contrib.layers.data_formats import (
    NCDHW,
    NCHW,
    NDHWC,
    NHWC,
    check_data_format,
    core_data_format,
)
from reference.layers import (
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling2D,
    MaxPooling3D,
)


def _pool(
    layer_class,
    default_scope,
    formats,
    inputs,
    kernel_size,
    stride,
    padding,
    data_format,
    outputs_collections,
    scope,
):
    check_data_format(data_format, *formats)
    with tf.name_scope(scope, default_scope, [inputs]) as sc:
        inputs = tf.convert_to_tensor(inputs)
        layer = layer_class(
            pool_size=kernel_size,
            strides=stride,
            padding=padding,
            data_format=core_data_format(data_format),
            _scope=sc,
        )
        return collect_named_outputs(outputs_collections, sc, layer.apply(inputs))


@add_arg_scope
def avg_pool2d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format=NHWC,
    outputs_collections=None,
    scope=None,
):
    """Return the means over windows of height and width.

    Args:
      inputs: float tensor `[batch_size, height, width, channels]`, or for "NCHW"
        `[batch_size, channels, height, width]`.
      kernel_size: the window, two ints or one for both axes.
      stride: two ints, or one for both axes.
      padding: "VALID" or "SAME".
      data_format: "NHWC" or "NCHW".
      outputs_collections: collections for the result.
      scope: name scope, "AvgPool2D" by default.

    Raises:
      ValueError: `data_format` is unknown, or `kernel_size` not as said.

    Source: TF 1.15 ``contrib.layers.avg_pool2d``.
    """
    return _pool(AveragePooling2D, "AvgPool2D", (NCHW, NHWC), **locals())


@add_arg_scope
def avg_pool3d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format=NDHWC,
    outputs_collections=None,
    scope=None,
):
    """Return the means over windows of depth, height and width; "NDHWC" or "NCDHW".

    As `avg_pool2d` with one axis more; `scope` is "AvgPool3D" by default.

    Source: TF 1.15 ``contrib.layers.avg_pool3d``.
    """
    return _pool(AveragePooling3D, "AvgPool3D", (NCDHW, NDHWC), **locals())


@add_arg_scope
def max_pool2d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format=NHWC,
    outputs_collections=None,
    scope=None,
):
    """Return the maxima over windows of height and width.

    The arguments are those of `avg_pool2d`; `scope` is "MaxPool2D" by default.

    Source: TF 1.15 ``contrib.layers.max_pool2d``.
    """
    return _pool(MaxPooling2D, "MaxPool2D", (NCHW, NHWC), **locals())


@add_arg_scope
def max_pool3d(
    inputs,
    kernel_size,
    stride=2,
    padding="VALID",
    data_format=NDHWC,
    outputs_collections=None,
    scope=None,
):
    """Return the maxima over windows of depth, height and width; "NDHWC" or "NCDHW".

    As `avg_pool2d` with one axis more; `scope` is "MaxPool3D" by default.

    Source: TF 1.15 ``contrib.layers.max_pool3d``.
    """
    return _pool(MaxPooling3D, "MaxPool3D", (NCDHW, NDHWC), **locals())


@add_arg_scope
def pool(
    inputs,
    kernel_size,
    pooling_type,
    padding="VALID",
    data_format=None,
    dilation_rate=1,
    stride=1,
    outputs_collections=None,
    scope=None,
):
    """Pool over all N spatial axes of a tensor of rank N + 2.

    Args:
      inputs: tensor `[batch_size, N spatial axes, channels]`, or with a `data_format` that starts
        with "NC" `[batch_size, channels, N spatial axes]`.
      kernel_size: N ints, or one for all axes.
      pooling_type: "AVG" or "MAX".
      padding: "VALID" or "SAME".
      data_format: None, or one of "NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW".
      dilation_rate: N ints, or one for all axes; not beside a stride.
      stride: N ints, or one for all axes.
      outputs_collections: collections for the result.
      scope: name scope, "avg_pool" or "max_pool" by default.

    Raises:
      ValueError: the rank is unknown or below 3, or a size is not positive.

    Source: TF 1.15 ``contrib.layers.pool``.
    """
    with tf.name_scope(scope, f"{pooling_type.lower()}_pool", [inputs]) as sc:
        inputs = tf.convert_to_tensor(inputs)
        rank = inputs.shape.ndims
        if rank is None:
            raise ValueError("Rank of inputs must be known")
        if rank < 3:
            raise ValueError("Rank of inputs must be >= 3")
        outputs = tf.nn.pool(
            input=inputs,
            window_shape=n_positive_integers(rank - 2, kernel_size),
            pooling_type=pooling_type,
            padding=padding,
            data_format=data_format,
            dilation_rate=n_positive_integers(rank - 2, dilation_rate),
            strides=n_positive_integers(rank - 2, stride),
            name=sc,
        )
        return collect_named_outputs(outputs_collections, sc, outputs)
