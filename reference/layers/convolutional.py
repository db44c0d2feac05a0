"""Convolutions over one, two and three dimensions.

Source: ``tf.layers.{Conv1D, Conv2D, Conv3D}`` of TensorFlow 1.15.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.inside import found_inside
from reference.layers import identifiers
from reference.layers.base import InputSpec, Layer
from reference.layers.conv_arithmetic import (
    conv_output_length,
    convert_data_format,
    normalize_data_format,
    normalize_padding,
    normalize_tuple,
)
from reference.layers.core import ZEROS
from reference.layers.functional import layer_function, redefaulted


class Convolution(Layer):
    """Base of the convolutions; ``rank`` is the number of dimensions that the filter moves in."""

    rank: int
    _may_be_causal = False

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
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
            strides: step in each dimension, or one integer for all.
            padding: ``valid`` or ``same`` (or ``causal``, looking back only, in one dimension).
            data_format: ``channels_last`` or ``channels_first``.
            dilation_rate: distance of the filter's elements in each dimension; not with strides.
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
            **kwargs: what ``Layer`` takes.

        Raises:
            ValueError: unknown channels, wrong rank, unknown padding or format; strides and
                dilation together.
        """
        super().__init__(
            trainable=trainable,
            name=name,
            activity_regularizer=identifiers.regularizer(activity_regularizer),
            **kwargs,
        )
        self.filters = filters
        self.kernel_size = normalize_tuple(kernel_size, self.rank, "kernel_size")
        self.strides = normalize_tuple(strides, self.rank, "strides")
        self.padding = normalize_padding(padding)
        if self.padding == "causal" and not self._may_be_causal:
            raise ValueError("Causal padding is only supported for `Conv1D` and `SeparableConv1D`.")
        self.data_format = normalize_data_format(data_format)
        self.dilation_rate = normalize_tuple(dilation_rate, self.rank, "dilation_rate")
        self.activation = identifiers.activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = identifiers.initializer(kernel_initializer)
        self.bias_initializer = identifiers.initializer(bias_initializer)
        self.kernel_regularizer = identifiers.regularizer(kernel_regularizer)
        self.bias_regularizer = identifiers.regularizer(bias_regularizer)
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def _channel_axis(self) -> int:
        return 1 if self.data_format == "channels_first" else -1

    @property
    def _short_format(self) -> str:
        return convert_data_format(self.data_format, self.rank + 2)

    @property
    def _op_padding(self) -> Any:
        if isinstance(self.padding, (list, tuple)):
            return self.padding
        return "VALID" if self.padding == "causal" else self.padding.upper()

    def _per_axis(self, spatial: Any, other: Any = 1) -> list[Any]:
        """One value for each axis of the inputs: ``other`` for batch and channels."""
        if self.data_format == "channels_first":
            return [other, other, *spatial]
        return [other, *spatial, other]

    def _channels(self, input_shape: Any) -> int:
        """The number of input channels, which the inputs of later calls must have too."""
        channels = tf.TensorShape(input_shape).as_list()[self._channel_axis]
        if channels is None:
            raise ValueError("The channel dimension of the inputs should be defined. Found `None`.")
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})
        return channels

    def _make_kernel(self, shape: tuple[int, ...], part: str = "") -> Any:
        """The variable ``[part_]kernel``, by the initializer and so on that are named alike."""
        kind = part or "kernel"
        return self.add_weight(
            name=f"{part}_kernel" if part else "kernel",
            shape=shape,
            initializer=getattr(self, f"{kind}_initializer"),
            regularizer=getattr(self, f"{kind}_regularizer"),
            constraint=getattr(self, f"{kind}_constraint"),
            dtype=self.dtype,
        )

    def _make_bias(self) -> Any:
        if not self.use_bias:
            return None
        return self.add_weight(
            name="bias",
            shape=(self.filters,),
            initializer=self.bias_initializer,
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
            dtype=self.dtype,
        )

    def build(self, input_shape: Any) -> None:
        """Make ``kernel`` [*kernel_size, channels, filters] and ``bias`` [filters]."""
        channels = self._channels(input_shape)
        self.kernel = self._make_kernel((*self.kernel_size, channels, self.filters))
        self.bias = self._make_bias()
        self._dilated = any(rate > 1 for rate in self.dilation_rate)
        if self._dilated and any(stride > 1 for stride in self.strides):
            raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
        if not self._dilated and not tf.executing_eagerly():
            # 1.15 made this constant even where there is no dilation, and left it unused.
            tf.convert_to_tensor(list(self.dilation_rate), tf.int32, name="dilation_rate")
        self.built = True

    def _convolve(self, inputs: tf.Tensor, padding: Any) -> tf.Tensor:
        options = {"padding": padding, "data_format": self._short_format}
        if self.rank == 1:
            return tf.nn.conv1d(inputs, self.kernel, self.strides[0], **options)
        convolve = tf.nn.conv2d if self.rank == 2 else tf.nn.conv3d
        return convolve(inputs, self.kernel, strides=self._per_axis(self.strides), **options)

    def _add_bias(self, outputs: tf.Tensor) -> tf.Tensor:
        if not self.use_bias:
            return outputs
        if self.data_format == "channels_last":
            return tf.nn.bias_add(outputs, self.bias, data_format="NHWC")
        if self.rank == 1:
            return outputs + tf.reshape(self.bias, (1, self.filters, 1))
        return tf.nn.bias_add(outputs, self.bias, data_format="NCHW")

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The convolution's output, with ``filters`` channels."""
        if self.padding == "causal":
            reach = self.dilation_rate[0] * (self.kernel_size[0] - 1)
            inputs = tf.pad(inputs, self._per_axis([[reach, 0]], [0, 0]))
        if self._dilated:
            first = 2 if self.data_format == "channels_first" else 1
            outputs = tf.nn.with_space_to_batch(
                inputs,
                self.dilation_rate,
                self._op_padding,
                op=lambda dense, _, padding: self._convolve(dense, padding),
                filter_shape=self.kernel.shape,
                spatial_dims=range(first, first + self.rank),
                data_format=self._short_format,
            )
        else:
            outputs = self._convolve(inputs, self._op_padding)
        return self.activation(self._add_bias(outputs))

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """The output's shape; sizes that depend on unknown ones are None."""
        sizes = tf.TensorShape(input_shape).as_list()
        first = 2 if self.data_format == "channels_first" else 1
        spatial = [
            conv_output_length(size, kernel, self.padding, stride, dilation)
            for size, kernel, stride, dilation in zip(
                sizes[first : first + self.rank],
                self.kernel_size,
                self.strides,
                self.dilation_rate,
                strict=True,
            )
        ]
        shape = self._per_axis(spatial)
        shape[0], shape[self._channel_axis] = sizes[0], self.filters
        return tf.TensorShape(shape)


class Conv1D(Convolution):
    """Convolution of [batch, length, channels] with ``kernel`` [size, channels, filters].

    Source: ``tf.layers.Conv1D`` of TensorFlow 1.15.
    """

    rank = 1
    _may_be_causal = True


class Conv2D(Convolution):
    """Convolution of [batch, height, width, channels].

    ``kernel`` is [*kernel_size, channels, filters].

    Source: ``tf.layers.Conv2D`` of TensorFlow 1.15.
    """

    rank = 2
    __init__ = redefaulted(Convolution.__init__, strides=(1, 1), dilation_rate=(1, 1))


class Conv3D(Convolution):
    """Convolution of [batch, depth, height, width, channels].

    ``kernel`` is [*kernel_size, channels, filters].

    Source: ``tf.layers.Conv3D`` of TensorFlow 1.15.
    """

    rank = 3
    __init__ = redefaulted(Convolution.__init__, strides=(1, 1, 1), dilation_rate=(1, 1, 1))


conv1d = layer_function(Conv1D, "conv1d")
conv2d = layer_function(Conv2D, "conv2d")
conv3d = layer_function(Conv3D, "conv3d")

__getattr__ = found_inside(__name__, "reference.python.layers.convolutional")
