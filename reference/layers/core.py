"""Dense, Dropout and Flatten, as classes and as functions.

Source: ``tf.layers.{Dense, Dropout, Flatten, dense, dropout, flatten}`` of TensorFlow 1.15.
"""

import math
from typing import Any

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.inside import found_inside
from reference.layers import identifiers
from reference.layers.base import InputSpec, Layer
from reference.layers.branches import smart_cond
from reference.layers.conv_arithmetic import normalize_data_format
from reference.layers.functional import layer_function
from reference.nn.dropout_op import drop

ZEROS = tf.zeros_initializer()


class Dense(Layer):
    """``activation(x kernel + bias)``: kernel [depth, units], bias [units].

    Inputs are [..., depth] with at least two dimensions; outputs are [..., units].

    Args:
        units: width of the output.
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
        name: of the layer and its variable scope, ``dense`` by default.
        **kwargs: what ``Layer`` takes.

    Raises:
        ValueError: the inputs' depth is not known, or their rank is below 2.
        TypeError: the inputs are not floating point.

    Source: ``tf.layers.Dense`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(
        self,
        units: int,
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
        super().__init__(
            trainable=trainable,
            name=name,
            activity_regularizer=identifiers.regularizer(activity_regularizer),
            **kwargs,
        )
        self.units = int(units)
        self.activation = identifiers.activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = identifiers.initializer(kernel_initializer)
        self.bias_initializer = identifiers.initializer(bias_initializer)
        self.kernel_regularizer = identifiers.regularizer(kernel_regularizer)
        self.bias_regularizer = identifiers.regularizer(bias_regularizer)
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        """Make ``kernel`` and ``bias``."""
        dtype = tf.as_dtype(self.dtype or tf.float32)
        if not (dtype.is_floating or dtype.is_complex):
            raise TypeError(f"Unable to build `Dense` layer with non-floating point dtype {dtype}")
        depth = tf.TensorShape(input_shape).as_list()[-1]
        if depth is None:
            raise ValueError(
                "The last dimension of the inputs to `Dense` should be defined. Found `None`."
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: depth})
        self.kernel = self.add_weight(
            "kernel",
            shape=[depth, self.units],
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            dtype=self.dtype,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                shape=[self.units],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                dtype=self.dtype,
            )
        self.built = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The output, [..., units]."""
        if isinstance(inputs, tf.SparseTensor):
            outputs = tf.sparse_tensor_dense_matmul(inputs, self.kernel)
        elif inputs.shape.rank > 2:
            outputs = spelling.last_axis_product(inputs, self.kernel)
        else:
            outputs = tf.matmul(tf.cast(inputs, self.dtype), self.kernel)
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self.activation(outputs)

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """``input_shape`` with ``units`` as its last size.

        Raises:
            ValueError: the rank is below 2, or the last size is not known.
        """
        shape = tf.TensorShape(input_shape).with_rank_at_least(2).as_list()
        if shape[-1] is None:
            raise ValueError(
                f"The innermost dimension of input_shape must be defined, but saw: {input_shape}"
            )
        return tf.TensorShape([*shape[:-1], self.units])


class Dropout(Layer):
    """Zeroes the share ``rate`` of the inputs while training, and scales up the rest.

    Args:
        rate: number in [0, 1) or scalar tensor.
        noise_shape: shape of the mask, broadcast to the inputs; None entries take their size.
        seed: op seed.
        name: of the layer, ``dropout`` by default.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.layers.Dropout`` of TensorFlow 1.15.
    """

    supports_masking = True

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def _get_noise_shape(self, inputs: tf.Tensor) -> Any:
        """The mask's shape as a tensor; None for that of ``inputs``. Subclasses may override it."""
        if self.noise_shape is None:
            return None
        own = tf.shape(inputs)
        sizes = enumerate(self.noise_shape)
        return tf.convert_to_tensor([own[axis] if size is None else size for axis, size in sizes])

    def call(self, inputs: tf.Tensor, training: Any = False) -> tf.Tensor:
        """The inputs, dropped out if ``training`` (a bool or a scalar boolean tensor) is true."""
        return smart_cond(
            bool(training) if training is None else training,
            lambda: drop(inputs, self.rate, self._get_noise_shape(inputs), self.seed),
            lambda: tf.identity(inputs),
        )

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """``input_shape``."""
        return tf.TensorShape(input_shape)


class Flatten(Layer):
    """Makes [batch, n] of [batch, ...]; [batch, 1] of [batch].

    Args:
        data_format: with ``channels_first``, the channels are moved to the end before.
        **kwargs: what ``Layer`` takes.

    Source: ``tf.layers.Flatten`` of TensorFlow 1.15.
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = normalize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """The inputs, [batch, n]."""
        rank = inputs.shape.rank
        if self.data_format == "channels_first" and rank > 1:
            inputs = tf.transpose(inputs, [0, *range(2, rank), 1])
        batch = inputs.shape.as_list()[0] or tf.shape(inputs)[0]
        outputs = tf.reshape(inputs, (batch, -1))
        if not tf.executing_eagerly():
            outputs.set_shape(self.compute_output_shape(inputs.shape))
        return outputs

    def compute_output_shape(self, input_shape: Any) -> tf.TensorShape:
        """[batch, n]; n is None if one of the sizes is not known."""
        batch, *sizes = tf.TensorShape(input_shape).as_list() or [1]
        return tf.TensorShape([batch, math.prod(sizes) if all(sizes) else None])


dense = layer_function(Dense, "dense")


def dropout(
    inputs: tf.Tensor,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: Any = None,
) -> tf.Tensor:
    """Call a new ``Dropout`` layer on ``inputs``, and return its output.

    Args:
        inputs: floating point tensor.
        rate: number in [0, 1) or scalar tensor: the share to drop.
        noise_shape: shape of the mask, broadcast to the inputs.
        seed: op seed.
        training: bool or scalar boolean tensor: whether to drop anything.
        name: of the layer, ``dropout`` by default.

    Returns:
        A tensor of the shape and dtype of ``inputs``.

    Source: ``tf.layers.dropout`` of TensorFlow 1.15.
    """
    layer = Dropout(rate, noise_shape=noise_shape, seed=seed, name=name)
    return layer.apply(inputs, training=training)


def flatten(
    inputs: tf.Tensor, name: Any = None, data_format: str | None = "channels_last"
) -> tf.Tensor:
    """Call a new ``Flatten`` layer on ``inputs``, and return its output.

    Args:
        inputs: [batch, ...] tensor.
        name: of the layer, ``flatten`` by default.
        data_format: with ``channels_first``, the channels are moved to the end before.

    Returns:
        A [batch, n] tensor.

    Source: ``tf.layers.flatten`` of TensorFlow 1.15.

    >>> flatten(tf.zeros([2, 3, 4])).shape.as_list()
    [2, 12]
    """
    return Flatten(name=name, data_format=data_format).apply(inputs)


__getattr__ = found_inside(__name__, "reference.python.layers.core")
