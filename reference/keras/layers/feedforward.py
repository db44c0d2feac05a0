"""The layers that ``tf.layers`` has too, as Keras has them, and small ones besides.

They differ from those of ``tf.layers`` in whose the variables are (see ``Layer``), and in training
when the learning phase says so, unless they are told.

Source: ``tf.keras.layers`` of TensorFlow 1.15.
"""

import inspect
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference import layers as _layers
from reference.keras import backend
from reference.keras.layers.base import Layer
from reference.layers import identifiers


class Dense(_layers.Dense, Layer):
    """``activation(x kernel + bias)``; options as ``tf.layers.Dense`` has them.

    Source: ``tf.keras.layers.Dense`` of TensorFlow 1.15.
    """


class Flatten(_layers.Flatten, Layer):
    """Makes [batch, n] of [batch, ...].

    Source: ``tf.keras.layers.Flatten`` of TensorFlow 1.15.
    """


class _Phased:
    """A layer that trains when the learning phase says so, unless its call says it."""

    def call(self, inputs: tf.Tensor, training: Any = None) -> tf.Tensor:
        """The output; ``training`` is a bool, a scalar boolean tensor or None."""
        if training is None:
            training = backend.learning_phase()
        return super().call(inputs, training=training)


class Dropout(_Phased, _layers.Dropout, Layer):
    """Zeroes the share ``rate`` of the inputs while training, and scales up the rest.

    Args:
        rate: number in [0, 1).
        noise_shape: shape of the mask, broadcast to the inputs.
        seed: op seed.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.keras.layers.Dropout`` of TensorFlow 1.15.
    """

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(rate=rate, noise_shape=noise_shape, seed=seed, **kwargs)


class BatchNormalization(_Phased, _layers.BatchNormalization, Layer):
    """Batch normalisation; options as ``tf.layers.BatchNormalization`` has them.

    The moving averages are moved by ``updates``, which are in no collection.

    Source: ``tf.keras.layers.BatchNormalization`` of TensorFlow 1.15.
    """


class Conv1D(_layers.Conv1D, Layer):
    """Convolution of [batch, length, channels]; options as ``tf.layers.Conv1D`` has them.

    Source: ``tf.keras.layers.Conv1D`` of TensorFlow 1.15.
    """


class Conv2D(_layers.Conv2D, Layer):
    """Convolution of [batch, height, width, channels]; options as ``tf.layers.Conv2D`` has them.

    Source: ``tf.keras.layers.Conv2D`` of TensorFlow 1.15.
    """


class Conv3D(_layers.Conv3D, Layer):
    """Convolution of [batch, depth, height, width, channels]; as ``tf.layers.Conv3D`` has it.

    Source: ``tf.keras.layers.Conv3D`` of TensorFlow 1.15.
    """


class Conv2DTranspose(_layers.Conv2DTranspose, Layer):
    """Transposed convolution of [batch, height, width, channels], of any batch.

    Source: ``tf.keras.layers.Conv2DTranspose`` of TensorFlow 1.15.
    """


class Conv3DTranspose(_layers.Conv3DTranspose, Layer):
    """Transposed convolution of [batch, depth, height, width, channels], of any batch.

    Source: ``tf.keras.layers.Conv3DTranspose`` of TensorFlow 1.15.
    """


class SeparableConv1D(_layers.SeparableConv1D, Layer):
    """Depthwise separable convolution of [batch, length, channels].

    Source: ``tf.keras.layers.SeparableConv1D`` of TensorFlow 1.15.
    """


class SeparableConv2D(_layers.SeparableConv2D, Layer):
    """Depthwise separable convolution of [batch, height, width, channels].

    Source: ``tf.keras.layers.SeparableConv2D`` of TensorFlow 1.15.
    """


class _Window:
    """A pooling layer; without ``strides`` the windows lie side by side."""

    rank: int

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        strides = pool_size if strides is None else strides
        super().__init__(pool_size, strides, padding, data_format, **kwargs)


class MaxPooling1D(_Window, _layers.MaxPooling1D, Layer):
    """The greatest value of windows of [batch, length, channels].

    Source: ``tf.keras.layers.MaxPooling1D`` of TensorFlow 1.15.
    """


class MaxPooling2D(_Window, _layers.MaxPooling2D, Layer):
    """The greatest value of windows of [batch, height, width, channels].

    Source: ``tf.keras.layers.MaxPooling2D`` of TensorFlow 1.15.
    """


class MaxPooling3D(_Window, _layers.MaxPooling3D, Layer):
    """The greatest value of windows of [batch, depth, height, width, channels].

    Source: ``tf.keras.layers.MaxPooling3D`` of TensorFlow 1.15.
    """


class AveragePooling1D(_Window, _layers.AveragePooling1D, Layer):
    """The mean of windows of [batch, length, channels].

    Source: ``tf.keras.layers.AveragePooling1D`` of TensorFlow 1.15.
    """


class AveragePooling2D(_Window, _layers.AveragePooling2D, Layer):
    """The mean of windows of [batch, height, width, channels].

    Source: ``tf.keras.layers.AveragePooling2D`` of TensorFlow 1.15.
    """


class AveragePooling3D(_Window, _layers.AveragePooling3D, Layer):
    """The mean of windows of [batch, depth, height, width, channels].

    Source: ``tf.keras.layers.AveragePooling3D`` of TensorFlow 1.15.
    """


class Embedding(Layer):
    """A row of ``embeddings`` [input_dim, output_dim] for each integer.

    Inputs are [batch, ...] integers; outputs [batch, ..., output_dim].

    Args:
        input_dim: how many rows there are.
        output_dim: their length.
        embeddings_initializer: uniform in [-0.05, 0.05) by default.
        embeddings_regularizer: function of the variable that returns a loss.
        activity_regularizer: function of the output that returns a loss.
        embeddings_constraint: projection of the variable after an update.
        mask_zero: whether the layers behind are to leave out the steps whose input is 0.
        input_length: number of steps.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.keras.layers.Embedding`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        activity_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        input_length: Any = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("input_shape", (input_length or None,))
        kwargs.setdefault("dtype", "float32")
        super().__init__(
            activity_regularizer=identifiers.regularizer(activity_regularizer), **kwargs
        )
        self.input_dim, self.output_dim = input_dim, output_dim
        self.embeddings_initializer = identifiers.initializer(embeddings_initializer)
        self.embeddings_regularizer = identifiers.regularizer(embeddings_regularizer)
        self.embeddings_constraint = embeddings_constraint
        self.mask_zero = self.supports_masking = mask_zero
        self.input_length = input_length

    def build(self, input_shape: Any) -> None:
        """Make ``embeddings``."""
        del input_shape
        self.embeddings = self.add_weight(
            "embeddings",
            (self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )
        self.built = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The rows, [batch, ..., output_dim]."""
        if inputs.dtype not in (tf.int32, tf.int64):
            inputs = tf.cast(inputs, tf.int32)
        return tf.nn.embedding_lookup(self.embeddings, inputs)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Where the inputs are not 0, with ``mask_zero``."""
        del mask
        return tf.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """``input_shape`` and ``output_dim`` behind it."""
        return tf.TensorShape([*tf.TensorShape(input_shape).as_list(), self.output_dim])


class _Elementwise(Layer):
    """A layer whose output has the shape and the mask of its input."""

    supports_masking = True

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """``input_shape``."""
        return tf.TensorShape(input_shape)


class Activation(_Elementwise):
    """Applies a function.

    Args:
        activation: the function, or its name.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.keras.layers.Activation`` of TensorFlow 1.15.
    """

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = identifiers.activation(activation)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """``activation(inputs)``."""
        return self.activation(inputs)


class LeakyReLU(_Elementwise):
    """``max(x, alpha x)``.

    Args:
        alpha: the slope below zero, 0.3 by default.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.keras.layers.LeakyReLU`` of TensorFlow 1.15.
    """

    def __init__(self, alpha: float = 0.3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = alpha

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """``max(inputs, alpha inputs)``."""
        return tf.nn.leaky_relu(inputs, alpha=self.alpha)


class Masking(_Elementwise):
    """The layers behind leave out the steps whose values all are ``mask_value``.

    Args:
        mask_value: the value.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.keras.layers.Masking`` of TensorFlow 1.15.
    """

    def __init__(self, mask_value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The inputs, with zeros in the steps that are left out."""
        kept = tf.reduce_any(tf.not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        outputs = inputs * tf.cast(kept, inputs.dtype)
        outputs._keras_mask = tf.squeeze(kept, axis=-1)
        return outputs

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Where a value differs from ``mask_value``, [batch, time]."""
        del mask
        return tf.reduce_any(tf.not_equal(inputs, self.mask_value), axis=-1)


class Reshape(Layer):
    """[batch, ...] in another shape.

    Args:
        target_shape: the sizes behind the batch; one may be -1.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.keras.layers.Reshape`` of TensorFlow 1.15.
    """

    def __init__(self, target_shape: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The inputs, [batch, *target_shape]."""
        return tf.reshape(inputs, (tf.shape(inputs)[0], *self.target_shape))

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """[batch, *target_shape], with None for -1."""
        batch = tf.TensorShape(input_shape).as_list()[0]
        return tf.TensorShape([batch, *(None if n == -1 else n for n in self.target_shape)])


class Lambda(Layer):
    """Applies a function of one's own.

    Args:
        function: of the inputs, and of ``mask`` and ``training`` if it takes them.
        output_shape: unused on tensors.
        mask: the output's mask, or a function of the inputs and their mask that returns it.
        arguments: further arguments of the function.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.keras.layers.Lambda`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(
        self,
        function: Callable[..., Any],
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        del output_shape
        super().__init__(**kwargs)
        self.function = function
        self.mask = mask
        self.arguments = arguments or {}

    def call(self, inputs: Any, mask: Any = None, training: Any = None) -> Any:
        """What the function returns."""
        known = inspect.signature(self.function).parameters
        given = {"mask": mask, "training": training}
        options = {name: value for name, value in given.items() if name in known}
        return self.function(inputs, **self.arguments, **options)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """What ``mask`` says."""
        return self.mask(inputs, mask) if callable(self.mask) else self.mask
