"""The plain RNN cell and the GRU.

Source: ``tf.nn.rnn_cell.{BasicRNNCell, GRUCell}`` of TensorFlow 1.15.
"""

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


class _SingleStateCell(LayerRNNCell):
    """A cell whose output is its whole state, a [batch, num_units] tensor."""

    def __init__(
        self, num_units: int, activation: Any, reuse: Any, name: Any, dtype: Any, **kwargs: Any
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        check_dtype(self.dtype)
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._activation = identifiers.activation(activation) if activation else tf.tanh

    @property
    def state_size(self) -> int:
        """``num_units``."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """``num_units``."""
        return self._num_units

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "num_units": self._num_units,
            "activation": identifiers.activation_name(self._activation),
            "reuse": self._reuse,
        }


class BasicRNNCell(_SingleStateCell):
    """``h' = act([x, h] W + b)``: kernel [depth + units, units], bias [units].

    Args:
        num_units: number of hidden units.
        activation: function or its name; tanh by default.
        reuse: whether to share the variables of the scope (True, None, ``tf.AUTO_REUSE``).
        name: of the layer, ``basic_rnn_cell`` by default.
        dtype: of the variables; by default that of the first input.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        ValueError: a dtype that is neither floating point nor complex; unknown input depth.

    Source: ``tf.nn.rnn_cell.BasicRNNCell`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(num_units, activation, reuse, name, dtype, **kwargs)

    def build(self, inputs_shape: Any) -> None:
        """Make ``kernel`` and ``bias``."""
        rows = input_depth(inputs_shape) + self._num_units
        check_dtype(self.dtype)
        self._kernel = self.add_variable(KERNEL, shape=[rows, self._num_units])
        self._bias = self.add_variable(
            BIAS, shape=[self._num_units], initializer=tf.zeros_initializer()
        )
        self.built = True

    def call(self, inputs: tf.Tensor, state: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The new state, as output and as state."""
        check_dtypes([inputs, state])
        both = tf.concat([inputs, state], 1)
        new_state = self._activation(tf.nn.bias_add(tf.matmul(both, self._kernel), self._bias))
        return new_state, new_state


class GRUCell(_SingleStateCell):
    """Gated recurrent unit: ``h' = u * h + (1 - u) * act([x, r * h] Wc + bc)``.

    ``[r, u] = sigmoid([x, h] Wg + bg)``: the reset gate ``r`` comes first in ``gates/kernel``
    [depth + units, 2 units] and ``gates/bias``, and acts on the state before the product.
    ``candidate/kernel`` is [depth + units, units].

    Args:
        num_units: number of hidden units.
        activation: function or its name; tanh by default.
        reuse: whether to share the variables of the scope (True, None, ``tf.AUTO_REUSE``).
        kernel_initializer: of both kernels.
        bias_initializer: of both biases; by default ones for the gates, zeros for the candidate.
        name: of the layer, ``gru_cell`` by default.
        dtype: of the variables; by default that of the first input.
        **kwargs: what ``tf.layers.Layer`` takes.

    Raises:
        ValueError: a dtype that is neither floating point nor complex; unknown input depth.

    Source: ``tf.nn.rnn_cell.GRUCell`` of TensorFlow 1.15; Cho et al., 2014,
    https://arxiv.org/abs/1406.1078
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(num_units, activation, reuse, name, dtype, **kwargs)
        self._kernel_initializer = identifiers.initializer(kernel_initializer)
        self._bias_initializer = identifiers.initializer(bias_initializer)

    def build(self, inputs_shape: Any) -> None:
        """Make the kernels and biases of ``gates`` and ``candidate``."""
        rows = input_depth(inputs_shape) + self._num_units
        check_dtype(self.dtype)

        def weights(part: str, columns: int, default_bias: Any) -> tuple[Any, Any]:
            kernel = self.add_variable(
                f"{part}/{KERNEL}", shape=[rows, columns], initializer=self._kernel_initializer
            )
            chosen = self._bias_initializer
            bias = self.add_variable(
                f"{part}/{BIAS}",
                shape=[columns],
                initializer=default_bias if chosen is None else chosen,
            )
            return kernel, bias

        self._gate_kernel, self._gate_bias = weights(
            "gates", 2 * self._num_units, tf.constant_initializer(1.0)
        )
        self._candidate_kernel, self._candidate_bias = weights(
            "candidate", self._num_units, tf.zeros_initializer()
        )
        self.built = True

    def call(self, inputs: tf.Tensor, state: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The new state, as output and as state."""
        check_dtypes([inputs, state])
        gates = tf.matmul(tf.concat([inputs, state], 1), self._gate_kernel)
        gates = tf.sigmoid(tf.nn.bias_add(gates, self._gate_bias))
        reset, update = spelling.split(gates, 2, axis=1)
        kept = reset * state
        candidate = tf.matmul(tf.concat([inputs, kept], 1), self._candidate_kernel)
        candidate = self._activation(tf.nn.bias_add(candidate, self._candidate_bias))
        new_state = update * state + (1 - update) * candidate
        return new_state, new_state

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "kernel_initializer": identifiers.serialized(self._kernel_initializer),
            "bias_initializer": identifiers.serialized(self._bias_initializer),
        }
