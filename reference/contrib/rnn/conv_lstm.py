"""Convolutional LSTM over one, two or three spatial axes (Shi et al., 2015)."""

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.contrib.rnn.gates import DeclaredSizes
from reference.nn.rnn_cell import LSTMStateTuple, RNNCell

_CONVOLUTIONS = {3: tf.nn.conv1d, 4: tf.nn.conv2d, 5: tf.nn.conv3d}


def _convolve(tensors: list[tf.Tensor], kernel_shape: list[int], channels: int, use_bias: bool):
    """`tensors`, joined by channels, convolved with stride 1 and equal size ("SAME").

    Variables: `kernel` `kernel_shape + [channels in, channels]`, `biases` `[channels]`.

    Raises:
      ValueError: tensors of rank other than 3, 4 or 5, or of different ranks.
    """
    shapes = [tensor.shape.as_list() for tensor in tensors]
    rank = len(shapes[0])
    if any(len(shape) not in _CONVOLUTIONS for shape in shapes):
        raise ValueError(f"Conv Linear expects 3D, 4D or 5D arguments: {shapes}")
    if any(len(shape) != rank for shape in shapes):
        raise ValueError(f"Conv Linear expects all args to be of same Dimension: {shapes}")
    dtype = tensors[0].dtype
    depth = sum(shape[-1] for shape in shapes)
    kernel = tf.get_variable("kernel", [*kernel_shape, depth, channels], dtype)
    strides = 1 if rank == 3 else [1] * rank
    joined = tf.concat(tensors, axis=rank - 1)
    result = _CONVOLUTIONS[rank](joined, kernel, strides, padding="SAME")
    if not use_bias:
        return result
    start = tf.constant_initializer(0.0, dtype=dtype)
    return result + tf.get_variable("biases", [channels], dtype, start)


class ConvLSTMCell(DeclaredSizes, RNNCell):
    """LSTM whose matrix products are convolutions, so that its state is a map.

    With `*` the convolution and `[i, j, f, o] = [x, h] * kernel + biases` by channels::

        c' = s(f + forget_bias) * c + s(i) * tanh(j)
        h' = tanh(c') * s(o)

    Input `[batch] + input_shape`, `input_shape` being `conv_ndims` extents and the channels; `c`,
    `h` `[batch] + [*extents, output_channels]`. With `skip_connection` the input's channels are
    appended to the output, and, as in 1.15, to the returned `h` too. `kernel_shape` has
    `conv_ndims` entries. `initializers` is accepted and unused, as in 1.15.

    Raises:
      ValueError: `input_shape` does not have `conv_ndims + 1` entries.

    Source: `tf.contrib.rnn.ConvLSTMCell`, https://arxiv.org/abs/1506.04214.
    """

    def __init__(
        self,
        conv_ndims,
        input_shape,
        output_channels,
        kernel_shape,
        use_bias=True,
        skip_connection=False,
        forget_bias=1.0,
        initializers=None,
        name="conv_lstm_cell",
    ):
        super().__init__(name=name)
        if conv_ndims != len(input_shape) - 1:
            raise ValueError(f"Invalid input_shape {input_shape} for conv_ndims={conv_ndims}.")
        self._conv_ndims = conv_ndims
        self._input_shape = input_shape
        self._output_channels = output_channels
        self._kernel_shape = list(kernel_shape)
        self._use_bias = use_bias
        self._forget_bias = forget_bias
        self._skip_connection = skip_connection
        extents, channels = input_shape[:-1], input_shape[-1]
        self._total_output_channels = output_channels + (channels if skip_connection else 0)
        state_map = tf.TensorShape([*extents, output_channels])
        self._state_size = LSTMStateTuple(state_map, state_map)
        self._output_size = tf.TensorShape([*extents, self._total_output_channels])

    def call(self, inputs, state, scope=None):
        """One step: `[batch] + input_shape` -> (h', LSTMStateTuple(c', h'))."""
        memory, hidden = state
        channels = 4 * self._output_channels
        packed = _convolve([inputs, hidden], self._kernel_shape, channels, self._use_bias)
        write, candidate, forget, expose = spelling.split(packed, 4, axis=self._conv_ndims + 1)
        memory = tf.sigmoid(forget + self._forget_bias) * memory
        memory += tf.sigmoid(write) * tf.tanh(candidate)
        output = tf.tanh(memory) * tf.sigmoid(expose)
        if self._skip_connection:
            output = tf.concat([output, inputs], axis=-1)
        return output, LSTMStateTuple(memory, output)


class Conv1DLSTMCell(ConvLSTMCell):
    """`ConvLSTMCell` over `[batch, length, channels]`; arguments as there, less `conv_ndims`.

    Source: `tf.contrib.rnn.Conv1DLSTMCell`.
    """

    def __init__(self, name="conv_1d_lstm_cell", **kwargs):
        super().__init__(conv_ndims=1, name=name, **kwargs)


class Conv2DLSTMCell(ConvLSTMCell):
    """`ConvLSTMCell` over `[batch, height, width, channels]`; arguments as there.

    Source: `tf.contrib.rnn.Conv2DLSTMCell`.
    """

    def __init__(self, name="conv_2d_lstm_cell", **kwargs):
        super().__init__(conv_ndims=2, name=name, **kwargs)


class Conv3DLSTMCell(ConvLSTMCell):
    """`ConvLSTMCell` over `[batch, depth, height, width, channels]`; arguments as there.

    Source: `tf.contrib.rnn.Conv3DLSTMCell`.
    """

    def __init__(self, name="conv_3d_lstm_cell", **kwargs):
        super().__init__(conv_ndims=3, name=name, **kwargs)
