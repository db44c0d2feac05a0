"""The recurrent layers that cuDNN computed, for any processor: they have two biases.

Their ops are those of a loop, not cuDNN's one: what is drawn behind such a layer has other op
seeds than on a GPU under TensorFlow 1.15.

Source: ``tf.keras.layers.{CuDNNGRU,CuDNNLSTM}`` of TensorFlow 1.15.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.keras.layers.cells import GRUCell, LSTMCell
from reference.keras.layers.recurrent import OfOneCell


class _LSTMCell(LSTMCell):
    """An LSTM whose bias [8 units] is one for the inputs and one for the state."""

    _before_forget_bias = 5

    def _bias_shape(self) -> tuple[int, ...]:
        return (8 * self.units,)

    def _joined_bias(self) -> tf.Tensor:
        return self.bias[: 4 * self.units] + self.bias[4 * self.units :]


class _GRUCell(GRUCell):
    """A GRU whose bias [6 units] is one for the inputs and one for the state."""

    def _bias_shape(self) -> tuple[int, ...]:
        return (6 * self.units,)

    def _biases(self) -> tuple[Any, Any]:
        return self.bias[: 3 * self.units], self.bias[3 * self.units :]


class _Joined(OfOneCell):
    """What both share: fixed activations, no masks."""

    supports_masking = False

    def __init__(
        self,
        units: int,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("recurrent_activation", "sigmoid")
        kwargs.setdefault("implementation", 2)
        super().__init__(
            units,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            **kwargs,
        )

    def call(
        self, inputs: Any, mask: Any = None, training: Any = None, initial_state: Any = None
    ) -> Any:
        """What ``__call__`` says.

        Raises:
            ValueError: the inputs have a mask.
        """
        if mask is not None:
            raise ValueError("Masking is not supported for CuDNN RNNs.")
        return super().call(inputs, training=training, initial_state=initial_state)


class CuDNNLSTM(_Joined):
    """An LSTM with logistic gates, and ``bias`` [8 units]: for the inputs, then for the state.

    Args:
        units: width of states and output.
        kernel_initializer: of ``kernel`` [depth, 4 units].
        recurrent_initializer: of ``recurrent_kernel`` [units, 4 units].
        bias_initializer: of ``bias``.
        **kwargs: ``unit_forget_bias``; ``kernel_``, ``recurrent_``, ``bias_`` and ``activity_``
            ``regularizer``; constraints; ``return_sequences``, ``return_state``, ``go_backwards``
            and ``stateful``, as ``RNN`` has them.

    Source: ``tf.keras.layers.CuDNNLSTM`` of TensorFlow 1.15.
    """

    _cell_class = _LSTMCell


class CuDNNGRU(_Joined):
    """A GRU with logistic gates that resets after the product; ``bias`` [6 units].

    Args:
        units: width of state and output.
        kernel_initializer: of ``kernel`` [depth, 3 units].
        recurrent_initializer: of ``recurrent_kernel`` [units, 3 units].
        bias_initializer: of ``bias``: for the inputs, then for the state.
        **kwargs: ``kernel_``, ``recurrent_``, ``bias_`` and ``activity_`` ``regularizer``;
            constraints; ``return_sequences``, ``return_state``, ``go_backwards`` and ``stateful``,
            as ``RNN`` has them.

    Source: ``tf.keras.layers.CuDNNGRU`` of TensorFlow 1.15.
    """

    _cell_class = _GRUCell

    def __init__(self, units: int, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("reset_after", True)
        super().__init__(units, *args, **kwargs)
