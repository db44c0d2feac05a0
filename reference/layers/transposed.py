"""Transposed convolutions ("deconvolutions") over two and three dimensions.

Source: ``tf.layers.{Conv2DTranspose, Conv3DTranspose}`` of TensorFlow 1.15.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.layers.conv_arithmetic import (
    convert_data_format,
    cpu_has_to_transpose,
    deconv_output_length,
    normalize_tuple,
)
from reference.layers.convolutional import Convolution
from reference.layers.core import ZEROS
from reference.layers.functional import layer_function, redefaulted


class TransposedConvolution(Convolution):
    """Base of the transposed convolutions."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        """Keep the options; the variables are made at the first call.

        Args:
            filters: number of output channels.
            kernel_size: the filter's size in each dimension, or one integer for all.
            strides: step in each dimension of the convolution that is transposed.
            padding: ``valid`` or ``same``.
            data_format: ``channels_last`` or ``channels_first``.
            activation: function or its name; none by default.
            use_bias: whether there is a bias.
            kernel_initializer: by default the variable scope's, else Glorot uniform.
            bias_initializer: zeros by default.
            kernel_regularizer: function of the kernel that returns a loss.
            bias_regularizer: function of the bias that returns a loss.
            activity_regularizer: function of the output that returns a loss.
            kernel_constraint: projection of the kernel after an update.
            bias_constraint: projection of the bias after an update.
            trainable: whether the variables go to ``TRAINABLE_VARIABLES``.
            name: of the layer and its variable scope.
            **kwargs: ``output_padding`` (how much longer than the shortest possible output), and
                what ``Layer`` takes.

        Raises:
            ValueError: unknown channels, wrong rank, unknown padding or format.
        """
        output_padding = kwargs.pop("output_padding", None)
        Convolution.__init__(
            self,
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            1,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            trainable,
            name,
            **kwargs,
        )
        self.output_padding = None
        if output_padding is not None:
            paddings = normalize_tuple(output_padding, self.rank, "output_padding")
            if any(pad >= stride for pad, stride in zip(paddings, self.strides, strict=True)):
                raise ValueError(
                    f"Stride {self.strides} must be greater than output padding {paddings}"
                )
            self.output_padding = paddings

    def build(self, input_shape: Any) -> None:
        """Make ``kernel`` [*kernel_size, filters, channels] and ``bias`` [filters]."""
        rank = tf.TensorShape(input_shape).rank
        if rank != self.rank + 2:
            raise ValueError(
                f"Inputs should have rank {self.rank + 2}. Received input shape: {input_shape}"
            )
        channels = self._channels(input_shape)
        self.kernel = self._make_kernel((*self.kernel_size, self.filters, channels))
        self.bias = self._make_bias()
        self.built = True

    def _lengths(self, sizes: Any) -> list[Any]:
        extra = self.output_padding or (None,) * self.rank
        return [
            deconv_output_length(size, kernel, self.padding, stride, pad)
            for size, kernel, stride, pad in zip(
                sizes, self.kernel_size, self.strides, extra, strict=True
            )
        ]

    def _output_shape(self, batch: Any, sizes: Any) -> list[Any]:
        shape = self._per_axis(self._lengths(sizes))
        shape[0], shape[self._channel_axis] = batch, self.filters
        return shape

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The transposed convolution's output, with ``filters`` channels."""
        sizes = tf.shape(inputs)
        first = 2 if self.data_format == "channels_first" else 1
        batch = sizes[0]
        spatial = [sizes[axis] for axis in range(first, first + self.rank)]
        outputs = self._deconvolve(inputs, tf.stack(self._output_shape(batch, spatial)))
        if not tf.executing_eagerly():
            outputs.set_shape(self.compute_output_shape(inputs.shape))
        if self.use_bias:
            # The letters of images serve volumes too: only where the channels are matters.
            data_format = convert_data_format(self.data_format, 4)
            outputs = tf.nn.bias_add(outputs, self.bias, data_format=data_format)
        return self.activation(outputs)

    def _deconvolve(self, inputs: tf.Tensor, output_shape: tf.Tensor) -> tf.Tensor:
        return tf.nn.conv3d_transpose(
            inputs,
            self.kernel,
            output_shape,
            self._per_axis(self.strides),
            padding=self.padding.upper(),
            data_format=self._short_format,
        )

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """The output's shape; sizes that depend on unknown ones are None."""
        sizes = tf.TensorShape(input_shape).as_list()
        first = 2 if self.data_format == "channels_first" else 1
        return tf.TensorShape(self._output_shape(sizes[0], sizes[first : first + self.rank]))


class Conv2DTranspose(TransposedConvolution):
    """Transposed convolution of [batch, height, width, channels].

    ``kernel`` is [*kernel_size, filters, channels].

    Source: ``tf.layers.Conv2DTranspose`` of TensorFlow 1.15.
    """

    rank = 2
    __init__ = redefaulted(TransposedConvolution.__init__, strides=(1, 1))

    def _deconvolve(self, inputs: tf.Tensor, output_shape: tf.Tensor) -> tf.Tensor:
        turn = cpu_has_to_transpose(self.data_format)
        data_format, strides = self._short_format, self._per_axis(self.strides)
        if turn:
            inputs = tf.transpose(inputs, (0, 2, 3, 1))
            output_shape = tuple(output_shape[axis] for axis in (0, 2, 3, 1))
            data_format, strides = "NHWC", [1, *self.strides, 1]
        elif not tf.executing_eagerly():
            output_shape[0]  # 1.15 looked whether the batch size is known: four ops, unused
        if turn:
            output_shape = tf.stack(list(output_shape))
        outputs = tf.nn.conv2d_transpose(
            inputs,
            self.kernel,
            output_shape,
            strides,
            padding=self.padding.upper(),
            data_format=data_format,
        )
        return tf.transpose(outputs, (0, 3, 1, 2)) if turn else outputs


class Conv3DTranspose(TransposedConvolution):
    """Transposed convolution of [batch, depth, height, width, channels].

    ``kernel`` is [*kernel_size, filters, channels].

    Source: ``tf.layers.Conv3DTranspose`` of TensorFlow 1.15.
    """

    rank = 3
    __init__ = redefaulted(TransposedConvolution.__init__, strides=(1, 1, 1))


conv2d_transpose = layer_function(Conv2DTranspose, "conv2d_transpose")
conv3d_transpose = layer_function(Conv3DTranspose, "conv3d_transpose")
