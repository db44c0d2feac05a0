"""Generalized divisive normalization (GDN), an activation that pools over channels.

Source: TF 1.15 ``contrib.layers.GDN``; Balle, Laparra and Simoncelli 2015
(https://arxiv.org/abs/1511.06281) and 2016 (https://arxiv.org/abs/1611.01704).
"""

import tensorflow.compat.v1 as tf

from reference.layers import InputSpec, Layer

_LOWER_BOUND = "GDNLowerBound"


@tf.RegisterGradient(_LOWER_BOUND)
def _lower_bound_gradient(op, gradient):
    """Let a gradient through that leads back above the bound, where `maximum` would stop it."""
    inputs, bound = op.inputs
    passes = tf.logical_or(inputs >= bound, gradient < 0)
    return [tf.cast(passes, gradient.dtype) * gradient, None]


def _lower_bound(inputs, bound):
    with tf.name_scope(None, _LOWER_BOUND, [inputs, bound]) as scope:
        inputs = tf.convert_to_tensor(inputs, name="inputs")
        bound = tf.convert_to_tensor(bound, name="bound")
        with tf.get_default_graph().gradient_override_map({"Maximum": _LOWER_BOUND}):
            return tf.maximum(inputs, bound, name=scope)


class GDN(Layer):
    """`y[i] = x[i] / sqrt(beta[i] + sum_j gamma[j, i] * x[j] ** 2)` over channels i and j.

    With `inverse` the division is a multiplication, one step of undoing it. The variables are
    "reparam_beta" `[channels]` and "reparam_gamma" `[channels, channels]`: the square roots of
    beta and gamma plus a small offset, which keeps both positive and their gradients alive.

    Args:
      inverse: multiply in place of dividing.
      beta_min: lower bound of beta.
      gamma_init: gamma starts as the identity matrix times this.
      reparam_offset: the square root of the small offset.
      data_format: "channels_last" or "channels_first".
      activity_regularizer: regularizer of the result.
      trainable: whether the variables are trained.
      name: name of the layer.

    Input: float tensor of rank 3 to 5, the number of channels known. Output: the same shape.

    Raises:
      ValueError: `data_format` or the number of channels is unknown.

    Source: TF 1.15 ``contrib.layers.GDN``.
    """

    def __init__(
        self,
        inverse=False,
        beta_min=1e-6,
        gamma_init=0.1,
        reparam_offset=2**-18,
        data_format="channels_last",
        activity_regularizer=None,
        trainable=True,
        name=None,
        **kwargs,
    ):
        super().__init__(
            trainable=trainable, name=name, activity_regularizer=activity_regularizer, **kwargs
        )
        self.inverse = inverse
        self.data_format = data_format
        self._beta_min = beta_min
        self._gamma_init = gamma_init
        self._reparam_offset = reparam_offset
        self._channel_axis()
        self.input_spec = InputSpec(min_ndim=3, max_ndim=5)

    def _channel_axis(self):
        axes = {"channels_first": 1, "channels_last": -1}
        if self.data_format not in axes:
            raise ValueError(f"Unsupported `data_format` for GDN layer: {self.data_format}.")
        return axes[self.data_format]

    def _pedestal(self):
        return tf.constant(self._reparam_offset**2, dtype=self.dtype)

    def _parameter(self, name, shape, initial_value, bound, pedestal):
        def initializer(shape, dtype=None, partition_info=None):
            return tf.sqrt(initial_value(shape, dtype))

        root = self.add_variable(
            f"reparam_{name}",
            shape=shape,
            initializer=initializer,
            dtype=self.dtype,
            trainable=True,
        )
        return tf.square(_lower_bound(root, bound)) - pedestal

    def build(self, input_shape):
        """Make beta and gamma for the channels of `input_shape`."""
        axis = self._channel_axis()
        sizes = tf.TensorShape(input_shape).as_list()
        channels = sizes[axis]
        if channels is None:
            raise ValueError("The channel dimension of the inputs to `GDN` must be defined.")
        self._input_rank = len(sizes)
        self.input_spec = InputSpec(ndim=len(sizes), axes={axis: channels})
        pedestal = self._pedestal()
        smallest = (self._beta_min + self._reparam_offset**2) ** 0.5
        beta_bound = tf.constant(smallest, dtype=self.dtype)
        gamma_bound = tf.constant(self._reparam_offset, dtype=self.dtype)

        def initial_beta(shape, dtype):
            offset = self._pedestal()
            return tf.ones(shape, dtype=dtype) + offset

        def initial_gamma(shape, dtype):
            with tf.name_scope("eye"):
                # tf.eye needs four more ops today.
                ones = tf.ones([shape[0]], dtype=dtype)
                identity = tf.raw_ops.MatrixDiag(diagonal=ones, name="diag")
            offset = self._pedestal()
            return self._gamma_init * identity + offset

        self.beta = self._parameter("beta", [channels], initial_beta, beta_bound, pedestal)
        self.gamma = self._parameter(
            "gamma", [channels, channels], initial_gamma, gamma_bound, pedestal
        )
        self.built = True

    def call(self, inputs):
        """Normalize `inputs`."""
        inputs = tf.convert_to_tensor(inputs, dtype=self.dtype)
        spatial = self._input_rank - 2
        kernel = tf.reshape(self.gamma, [1] * spatial + self.gamma.shape.as_list())
        if self.data_format == "channels_last":
            pooled = tf.nn.convolution(tf.square(inputs), kernel, "VALID")
            pooled = tf.nn.bias_add(pooled, self.beta, data_format="NHWC")
        else:
            pooled = tf.nn.convolution(
                tf.square(inputs), kernel, "VALID", data_format="NC" + "DHW"[-spatial:]
            )
            pooled = self._add_beta_to_second_axis(pooled, spatial)
        norm = tf.sqrt(pooled)
        outputs = inputs * norm if self.inverse else inputs / norm
        outputs.set_shape(inputs.shape)
        return outputs

    def _add_beta_to_second_axis(self, pooled, spatial):
        # bias_add knows "NCHW" for rank 4 only.
        if spatial == 1:
            images = tf.expand_dims(pooled, 2)
            return tf.squeeze(tf.nn.bias_add(images, self.beta, data_format="NCHW"), [2])
        if spatial == 2:
            return tf.nn.bias_add(pooled, self.beta, data_format="NCHW")
        shape = tf.shape(pooled)
        images = tf.reshape(pooled, tf.concat([shape[:3], [-1]], 0))
        return tf.reshape(tf.nn.bias_add(images, self.beta, data_format="NCHW"), shape)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`, once it has been checked."""
        shape = tf.TensorShape(input_shape)
        if shape.ndims is None or not 3 <= shape.ndims <= 5:
            raise ValueError("`input_shape` must be of rank 3 to 5, inclusive.")
        if shape.as_list()[self._channel_axis()] is None:
            raise ValueError("The channel dimension of `input_shape` must be defined.")
        return shape


def gdn(
    inputs,
    inverse=False,
    beta_min=1e-6,
    gamma_init=0.1,
    reparam_offset=2**-18,
    data_format="channels_last",
    activity_regularizer=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """Apply a `GDN` layer to `inputs`; the other arguments are those of the class.

    Args:
      reuse: True to use the variables of the layer `name` again.

    Source: TF 1.15 ``contrib.layers.gdn``.
    """
    layer = GDN(
        inverse=inverse,
        beta_min=beta_min,
        gamma_init=gamma_init,
        reparam_offset=reparam_offset,
        data_format=data_format,
        activity_regularizer=activity_regularizer,
        trainable=trainable,
        name=name,
        dtype=inputs.dtype.base_dtype,
        _scope=name,
        _reuse=reuse,
    )
    return layer.apply(inputs)
