"""The long short-term memory cells and their state.

Gates stand in the kernel's columns in the order ``i, j, f, o``: input gate, new input, forget gate,
output gate.

Source: ``tf.nn.rnn_cell.{BasicLSTMCell, LSTMCell, LSTMStateTuple}`` of TensorFlow 1.15.
"""

import collections
import logging
from typing import Any

import tensorflow.compat.v1 as tf

from reference import spelling
from reference.layers import identifiers
from reference.layers.base import InputSpec
from reference.nn.rnn_cell.base import (
    BIAS,
    KERNEL,
    LayerRNNCell,
    check_dtype,
    check_dtypes,
    input_depth,
)

_log = logging.getLogger("tensorflow")


class LSTMStateTuple(collections.namedtuple("LSTMStateTuple", ("c", "h"))):
    """The state ``(c, h)`` of an LSTM cell: its memory and its output.

    Source: ``tf.nn.rnn_cell.LSTMStateTuple`` of TensorFlow 1.15.
    """

    __slots__ = ()

    @property
    def dtype(self) -> tf.DType:
        """The dtype of both tensors.

        Raises:
            TypeError: they differ.
        """
        if self.c.dtype != self.h.dtype:
            raise TypeError(f"Inconsistent internal state: {self.c.dtype} vs {self.h.dtype}")
        return self.c.dtype


class _MemoryCell(LayerRNNCell):
    """What the LSTM cells share: arguments, sizes, and the warning about joined states."""

    def __init__(
        self,
        num_units: int,
        forget_bias: float,
        state_is_tuple: bool,
        activation: Any,
        reuse: Any,
        name: Any,
        dtype: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        check_dtype(self.dtype)
        if not state_is_tuple:
            _log.warning(
                "%s: Using a concatenated state is slower and will soon be deprecated. "
                "Use state_is_tuple=True.",
                self,
            )
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = identifiers.activation(activation) if activation else tf.tanh

    @property
    def output_size(self) -> int:
        """The width of ``h``."""
        return self._num_units

    @property
    def state_size(self) -> Any:
        """``LSTMStateTuple`` of the widths of c and h; their sum for a joined state."""
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    def _joined(self, c: tf.Tensor, h: tf.Tensor) -> Any:
        return LSTMStateTuple(c, h) if self._state_is_tuple else tf.concat([c, h], 1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "num_units": self._num_units,
            "forget_bias": self._forget_bias,
            "state_is_tuple": self._state_is_tuple,
            "activation": identifiers.activation_name(self._activation),
            "reuse": self._reuse,
        }


class BasicLSTMCell(_MemoryCell):
    """LSTM without peepholes, clipping or projection.

    ``c' = c * sigmoid(f + forget_bias) + sigmoid(i) * act(j)``, ``h' = act(c') * sigmoid(o)``,
    where ``[i, j, f, o] = [x, h] W + b``: kernel [depth + units, 4 units], bias [4 units].

    Args:
        num_units: number of hidden units.
        forget_bias: added to the forget gate's input; 0 for weights trained by CudnnLSTM.
        state_is_tuple: whether states are ``LSTMStateTuple``s, or c and h in one tensor.
        activation: function or its name; tanh by default.
        reuse: whether to share the variables of the scope (True, None, ``tf.AUTO_REUSE``).
        name: of the layer, ``basic_lstm_cell`` by default.
        dtype: of the variables; by default that of the first input.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        ValueError: a dtype that is neither floating point nor complex; unknown input depth.

    Source: ``tf.nn.rnn_cell.BasicLSTMCell`` of TensorFlow 1.15; Zaremba et al., 2014,
    https://arxiv.org/abs/1409.2329
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype, **kwargs
        )

    def build(self, inputs_shape: Any) -> None:
        """Make ``kernel`` and ``bias``."""
        rows = input_depth(inputs_shape) + self._num_units
        check_dtype(self.dtype)
        self._kernel = self.add_variable(KERNEL, shape=[rows, 4 * self._num_units])
        self._bias = self.add_variable(
            BIAS, shape=[4 * self._num_units], initializer=tf.zeros_initializer()
        )
        self.built = True

    def call(self, inputs: tf.Tensor, state: Any) -> tuple[tf.Tensor, Any]:
        """``h'`` and the new state, in the form of ``state``."""
        check_dtypes([inputs, state])
        axis = tf.constant(1, dtype=tf.int32)
        c, h = state if self._state_is_tuple else spelling.split(state, 2, axis=axis)
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, h], 1), self._kernel), self._bias)
        i, j, f, o = spelling.split(gates, 4, axis=axis)
        forget_bias = tf.constant(self._forget_bias, dtype=f.dtype)
        # Functions, not operators: they give 1.15's op names (Add, Mul), in its order.
        new_c = tf.add(
            tf.multiply(c, tf.sigmoid(tf.add(f, forget_bias))),
            tf.multiply(tf.sigmoid(i), self._activation(j)),
        )
        new_h = tf.multiply(self._activation(new_c), tf.sigmoid(o))
        return new_h, self._joined(new_c, new_h)


class LSTMCell(_MemoryCell):
    """LSTM with optional peepholes, clipping and projection.

    ``c' = sigmoid(f + forget_bias + wf * c) * c + sigmoid(i + wi * c) * act(j)``, clipped, and
    ``h' = sigmoid(o + wo * c') * act(c')``, projected and clipped, where
    ``[i, j, f, o] = [x, h] W + b``: kernel [depth + width of h, 4 units], bias [4 units],
    ``w_f_diag``, ``w_i_diag``, ``w_o_diag`` [units], ``projection/kernel`` [units, num_proj].

    Args:
        num_units: width of c.
        use_peepholes: whether the gates see the memory c, through the diagonal weights.
        cell_clip: clip c' to [-cell_clip, cell_clip].
        initializer: of the kernels and diagonals.
        num_proj: width of h; None for no projection.
        proj_clip: clip the projected h' to [-proj_clip, proj_clip].
        num_unit_shards: how many parts to split the kernel into.
        num_proj_shards: how many parts to split the projection kernel into.
        forget_bias: added to the forget gate's input; 0 for weights trained by CudnnLSTM.
        state_is_tuple: whether states are ``LSTMStateTuple``s, or c and h in one tensor.
        activation: function or its name; tanh by default.
        reuse: whether to share the variables of the scope (True, None, ``tf.AUTO_REUSE``).
        name: of the layer, ``lstm_cell`` by default.
        dtype: of the variables; by default that of the first input.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        ValueError: a dtype that is neither floating point nor complex; unknown input depth.

    Source: ``tf.nn.rnn_cell.LSTMCell`` of TensorFlow 1.15; Sak et al., 2014,
    https://research.google.com/pubs/archive/43905.pdf
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int | None = None,
        num_proj_shards: int | None = None,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype, **kwargs
        )
        if num_unit_shards is not None or num_proj_shards is not None:
            _log.warning(
                "%s: The num_unit_shards and proj_unit_shards parameters are deprecated. "
                "Use a variable scope with a partitioner instead.",
                self,
            )
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = identifiers.initializer(initializer)
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._num_unit_shards = num_unit_shards
        self._num_proj_shards = num_proj_shards

    @property
    def output_size(self) -> int:
        """``num_proj`` if there is a projection, else ``num_units``."""
        return self._num_proj or self._num_units

    def build(self, inputs_shape: Any) -> None:
        """Make the kernel, the bias, and what peepholes and projection need."""
        h_width = self._num_units if self._num_proj is None else self._num_proj
        rows = input_depth(inputs_shape) + h_width
        check_dtype(self.dtype)

        def kernel(name: str, shape: list[int], shards: int | None) -> Any:
            split = None if shards is None else tf.fixed_size_partitioner(shards)
            return self.add_variable(
                name, shape=shape, initializer=self._initializer, partitioner=split
            )

        self._kernel = kernel(KERNEL, [rows, 4 * self._num_units], self._num_unit_shards)
        self._bias = self.add_variable(
            BIAS, shape=[4 * self._num_units], initializer=tf.zeros_initializer()
        )
        if self._use_peepholes:
            self._w_f_diag, self._w_i_diag, self._w_o_diag = (
                self.add_variable(
                    f"w_{gate}_diag", shape=[self._num_units], initializer=self._initializer
                )
                for gate in "fio"
            )
        if self._num_proj is not None:
            self._proj_kernel = kernel(
                f"projection/{KERNEL}", [self._num_units, self._num_proj], self._num_proj_shards
            )
        self.built = True

    def call(self, inputs: tf.Tensor, state: Any) -> tuple[tf.Tensor, Any]:
        """``h'`` and the new state, in the form of ``state``.

        Raises:
            ValueError: the input's depth is not known.
        """
        check_dtypes([inputs, state])
        if self._state_is_tuple:
            c, h = state
        else:
            h_width = self._num_units if self._num_proj is None else self._num_proj
            c = tf.slice(state, [0, 0], [-1, self._num_units])
            h = tf.slice(state, [0, self._num_units], [-1, h_width])
        if inputs.shape.with_rank(2).as_list()[1] is None:
            raise ValueError("Could not infer input size from inputs.get_shape()[-1]")

        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, h], 1), self._kernel), self._bias)
        i, j, f, o = spelling.split(gates, 4, axis=1)
        if self._use_peepholes:
            kept = tf.sigmoid(f + self._forget_bias + self._w_f_diag * c) * c
            new_c = kept + tf.sigmoid(i + self._w_i_diag * c) * self._activation(j)
        else:
            kept = tf.sigmoid(f + self._forget_bias) * c
            new_c = kept + tf.sigmoid(i) * self._activation(j)
        if self._cell_clip is not None:
            new_c = tf.clip_by_value(new_c, -self._cell_clip, self._cell_clip)
        if self._use_peepholes:
            new_h = tf.sigmoid(o + self._w_o_diag * new_c) * self._activation(new_c)
        else:
            new_h = tf.sigmoid(o) * self._activation(new_c)
        if self._num_proj is not None:
            new_h = tf.matmul(new_h, self._proj_kernel)
            if self._proj_clip is not None:
                new_h = tf.clip_by_value(new_h, -self._proj_clip, self._proj_clip)
        return new_h, self._joined(new_c, new_h)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "use_peepholes": self._use_peepholes,
            "cell_clip": self._cell_clip,
            "initializer": identifiers.serialized(self._initializer),
            "num_proj": self._num_proj,
            "proj_clip": self._proj_clip,
            "num_unit_shards": self._num_unit_shards,
            "num_proj_shards": self._num_proj_shards,
        }
