"""Pooling over one, two and three dimensions: the greatest or the mean of each window.

Source: ``tf.layers.{MaxPooling1D, ..., AveragePooling3D}`` of TensorFlow 1.15.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.inside import found_inside
from reference.layers.base import InputSpec, Layer
from reference.layers.conv_arithmetic import (
    conv_output_length,
    convert_data_format,
    cpu_has_to_transpose,
    normalize_data_format,
    normalize_padding,
    normalize_tuple,
)
from reference.layers.functional import layer_function


class Pooling(Layer):
    """Base of the pooling layers; ``rank`` is the number of dimensions that the window moves in."""

    rank: int
    _pool: Callable[..., tf.Tensor]

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        """Keep the options.

        Args:
            pool_size: the window's size in each dimension, or one integer for all.
            strides: step in each dimension, or one integer for all.
            padding: ``valid`` or ``same``.
            data_format: ``channels_last`` or ``channels_first``.
            name: of the layer.
            **kwargs: what ``Layer`` takes.

        Raises:
            ValueError: strides are None; wrong rank, unknown padding or format.
        """
        if strides is None:
            raise ValueError("Argument `strides` must not be None.")
        super().__init__(name=name, **kwargs)
        self.pool_size = normalize_tuple(pool_size, self.rank, "pool_size")
        self.strides = normalize_tuple(strides, self.rank, "strides")
        self.padding = normalize_padding(padding)
        self.data_format = normalize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The pooled inputs."""
        if self.rank == 1:
            # There is no op for one dimension: it is an image of width 1.
            width_axis = 3 if self.data_format == "channels_first" else 2
            images = tf.expand_dims(inputs, width_axis)
            turned = cpu_has_to_transpose(self.data_format)
            pooled = self._pool_channels(images, (*self.pool_size, 1), (*self.strides, 1), turned)
            return tf.squeeze(pooled, width_axis)
        turned = self.rank == 3 and self.data_format == "channels_first"
        return self._pool_channels(inputs, self.pool_size, self.strides, turned)

    def _pool_channels(self, inputs: tf.Tensor, size: Any, strides: Any, turned: bool) -> Any:
        """Pool; ``turned`` moves the channels to the end and back, for ops that want them there."""
        rank = inputs.shape.rank
        first = self.data_format == "channels_first" and not turned
        if turned:
            inputs = tf.transpose(inputs, (0, *range(2, rank), 1))
        options = {}
        if rank == 4:
            layout = "channels_first" if first else "channels_last"
            options["data_format"] = convert_data_format(layout, 4)
        pooled = type(self)._pool(
            inputs,
            ksize=(1, 1, *size) if first else (1, *size, 1),
            strides=(1, 1, *strides) if first else (1, *strides, 1),
            padding=self.padding.upper(),
            **options,
        )
        return tf.transpose(pooled, (0, rank - 1, *range(1, rank - 1))) if turned else pooled

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """The output's shape; sizes that depend on unknown ones are None."""
        shape = tf.TensorShape(input_shape).as_list()
        first = 2 if self.data_format == "channels_first" else 1
        for axis, (size, stride) in enumerate(
            zip(self.pool_size, self.strides, strict=True), first
        ):
            shape[axis] = conv_output_length(shape[axis], size, self.padding, stride)
        return tf.TensorShape(shape)


class AveragePooling1D(Pooling):
    """The mean of windows of [batch, length, channels].

    Source: ``tf.layers.AveragePooling1D`` of TensorFlow 1.15.
    """

    rank = 1
    _pool = tf.nn.avg_pool


class MaxPooling1D(Pooling):
    """The greatest value of windows of [batch, length, channels].

    Source: ``tf.layers.MaxPooling1D`` of TensorFlow 1.15.
    """

    rank = 1
    _pool = tf.nn.max_pool


class AveragePooling2D(Pooling):
    """The mean of windows of [batch, height, width, channels].

    Source: ``tf.layers.AveragePooling2D`` of TensorFlow 1.15.
    """

    rank = 2
    _pool = tf.nn.avg_pool


class MaxPooling2D(Pooling):
    """The greatest value of windows of [batch, height, width, channels].

    Source: ``tf.layers.MaxPooling2D`` of TensorFlow 1.15.
    """

    rank = 2
    _pool = tf.nn.max_pool


class AveragePooling3D(Pooling):
    """The mean of windows of [batch, depth, height, width, channels].

    Source: ``tf.layers.AveragePooling3D`` of TensorFlow 1.15.
    """

    rank = 3
    _pool = tf.nn.avg_pool3d


class MaxPooling3D(Pooling):
    """The greatest value of windows of [batch, depth, height, width, channels].

    Source: ``tf.layers.MaxPooling3D`` of TensorFlow 1.15.
    """

    rank = 3
    _pool = tf.nn.max_pool3d


average_pooling1d = layer_function(AveragePooling1D, "average_pooling1d", shares=False)
max_pooling1d = layer_function(MaxPooling1D, "max_pooling1d", shares=False)
average_pooling2d = layer_function(AveragePooling2D, "average_pooling2d", shares=False)
max_pooling2d = layer_function(MaxPooling2D, "max_pooling2d", shares=False)
average_pooling3d = layer_function(AveragePooling3D, "average_pooling3d", shares=False)
max_pooling3d = layer_function(MaxPooling3D, "max_pooling3d", shares=False)

__getattr__ = found_inside(__name__, "reference.python.layers.pooling")
