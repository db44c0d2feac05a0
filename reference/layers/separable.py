"""Depthwise separable convolutions: one filter a channel, then a 1 x 1 convolution.

Source: ``tf.layers.{SeparableConv1D, SeparableConv2D}`` of TensorFlow 1.15.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.layers import identifiers
from reference.layers.conv_arithmetic import convert_data_format
from reference.layers.convolutional import Convolution
from reference.layers.core import ZEROS
from reference.layers.functional import layer_function, redefaulted


class SeparableConvolution(Convolution):
    """Base of the separable convolutions."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        """Keep the options; the variables are made at the first call.

        Args:
            filters: number of output channels.
            kernel_size: the depthwise filters' size in each dimension, or one integer for all.
            strides: step in each dimension, or one integer for all.
            padding: ``valid`` or ``same`` (or ``causal``, looking back only, in one dimension).
            data_format: ``channels_last`` or ``channels_first``.
            dilation_rate: distance of the filters' elements in each dimension; not with strides.
            depth_multiplier: number of depthwise filters for each input channel.
            activation: function or its name; none by default.
            use_bias: whether there is a bias.
            depthwise_initializer: by default the variable scope's, else Glorot uniform.
            pointwise_initializer: by default the variable scope's, else Glorot uniform.
            bias_initializer: zeros by default.
            depthwise_regularizer: function of the depthwise kernel that returns a loss.
            pointwise_regularizer: function of the pointwise kernel that returns a loss.
            bias_regularizer: function of the bias that returns a loss.
            activity_regularizer: function of the output that returns a loss.
            depthwise_constraint: projection of the depthwise kernel after an update.
            pointwise_constraint: projection of the pointwise kernel after an update.
            bias_constraint: projection of the bias after an update.
            trainable: whether the variables go to ``TRAINABLE_VARIABLES``.
            name: of the layer and its variable scope.
            **kwargs: what ``Layer`` takes.

        Raises:
            ValueError: unknown channels, wrong rank, unknown padding or format.
        """
        Convolution.__init__(
            self,
            filters,
            kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer = identifiers.initializer(depthwise_initializer)
        self.pointwise_initializer = identifiers.initializer(pointwise_initializer)
        self.depthwise_regularizer = identifiers.regularizer(depthwise_regularizer)
        self.pointwise_regularizer = identifiers.regularizer(pointwise_regularizer)
        self.depthwise_constraint = depthwise_constraint
        self.pointwise_constraint = pointwise_constraint

    def build(self, input_shape: Any) -> None:
        """Make ``depthwise_kernel``, ``pointwise_kernel`` and ``bias``."""
        channels = self._channels(input_shape)
        multiplier = self.depth_multiplier
        self.depthwise_kernel = self._make_kernel(
            (*self.kernel_size, channels, multiplier), "depthwise"
        )
        self.pointwise_kernel = self._make_kernel(
            (*(1,) * self.rank, multiplier * channels, self.filters), "pointwise"
        )
        self.bias = self._make_bias()
        self.built = True

    def _convolve_images(
        self, images: tf.Tensor, depthwise: Any, pointwise: Any, strides: Any, rate: Any
    ) -> tf.Tensor:
        data_format = convert_data_format(self.data_format, 4)
        outputs = tf.nn.separable_conv2d(
            images,
            depthwise,
            pointwise,
            strides=self._per_axis(strides),
            padding=self._op_padding,
            rate=rate,
            data_format=data_format,
        )
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias, data_format=data_format)
        return outputs


class SeparableConv1D(SeparableConvolution):
    """Separable convolution of [batch, length, channels].

    ``depthwise_kernel`` is [size, channels, depth_multiplier], ``pointwise_kernel`` is
    [1, depth_multiplier * channels, filters].

    Source: ``tf.layers.SeparableConv1D`` of TensorFlow 1.15.
    """

    rank = 1
    _may_be_causal = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The output, with ``filters`` channels."""
        if self.padding == "causal":
            reach = self.dilation_rate[0] * (self.kernel_size[0] - 1)
            inputs = tf.pad(inputs, self._per_axis([[reach, 0]], [0, 0]))
        # There is no op for one dimension: it is an image of height 1.
        height_axis = 2 if self.data_format == "channels_first" else 1
        images = tf.expand_dims(inputs, height_axis)
        depthwise = tf.expand_dims(self.depthwise_kernel, 0)
        pointwise = tf.expand_dims(self.pointwise_kernel, 0)
        rate = (1, *self.dilation_rate)
        outputs = self._convolve_images(images, depthwise, pointwise, self.strides * 2, rate)
        return self.activation(tf.squeeze(outputs, [height_axis]))


class SeparableConv2D(SeparableConvolution):
    """Separable convolution of [batch, height, width, channels].

    ``depthwise_kernel`` is [*kernel_size, channels, depth_multiplier], ``pointwise_kernel`` is
    [1, 1, depth_multiplier * channels, filters].

    Source: ``tf.layers.SeparableConv2D`` of TensorFlow 1.15.
    """

    rank = 2
    __init__ = redefaulted(SeparableConvolution.__init__, strides=(1, 1), dilation_rate=(1, 1))

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The output, with ``filters`` channels."""
        outputs = self._convolve_images(
            inputs, self.depthwise_kernel, self.pointwise_kernel, self.strides, self.dilation_rate
        )
        return self.activation(outputs)


separable_conv1d = layer_function(SeparableConv1D, "separable_conv1d")
separable_conv2d = layer_function(SeparableConv2D, "separable_conv2d")
