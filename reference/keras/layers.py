"""Keras' cells as TensorFlow 1.15 had them: ``tf.nn.dynamic_rnn`` takes them, in a graph.

Keras 3's cells answer another question about their first state, have other defaults (gates with
the logistic function, GRUs that reset after the product) and draw weights of their own seed.

Source: TensorFlow 1.15, ``tf.keras.layers.{SimpleRNNCell,GRUCell,LSTMCell,StackedRNNCells}``.
"""

from typing import Any

import tensorflow as _tf
import tensorflow.compat.v1 as tf

_keras = _tf.keras.layers


def hard_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """The line ``0.2 x + 0.5``, cut off at 0 and 1: the gates' activation then.

    Source: ``tf.keras.backend.hard_sigmoid`` of TensorFlow 1.15; Keras 3's has another slope.
    """
    return tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)


def _then(options: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """A cell's options with TensorFlow 1.15's defaults, initialisers and activations."""
    chosen = {
        "kernel_initializer": "glorot_uniform",
        "recurrent_initializer": "orthogonal",
        **defaults,
        **options,
    }
    drawn = {
        "glorot_uniform": tf.glorot_uniform_initializer,
        "orthogonal": tf.orthogonal_initializer,
    }
    for name in ("kernel_initializer", "recurrent_initializer"):
        # These draw by the graph's seed.
        chosen[name] = drawn[chosen[name]]() if chosen[name] in drawn else chosen[name]
    for name in ("activation", "recurrent_activation"):
        if chosen.get(name) == "hard_sigmoid":
            chosen[name] = hard_sigmoid
    return chosen


class _FirstState:
    """The first state, asked for as ``tf.nn.dynamic_rnn`` asks."""

    state_size: Any

    def get_initial_state(
        self, inputs: Any = None, batch_size: Any = None, dtype: Any = None
    ) -> Any:
        """Zeros ``[batch, size]`` in the structure of ``state_size``.

        Args:
            inputs: tensor that the batch size and the type are taken of.
            batch_size: an int or a scalar tensor, if there are no inputs.
            dtype: the type, if there are no inputs.
        """
        if inputs is not None:
            batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
        return _zeros(self.state_size, batch_size, dtype or tf.float32)


def _zeros(size: Any, batch: Any, dtype: Any) -> Any:
    """Zeros in the structure of a state size; lists that Keras tracks become plain ones."""
    if isinstance(size, tuple):
        return tuple(_zeros(each, batch, dtype) for each in size)
    if isinstance(size, list):
        return [_zeros(each, batch, dtype) for each in size]
    return tf.zeros([batch, size], dtype)


class SimpleRNNCell(_FirstState, _keras.SimpleRNNCell):
    """``h' = tanh(x W + h U + b)``; inputs ``[batch, features]``, state ``[batch, units]``.

    Takes what Keras' own takes.

    Source: ``tf.keras.layers.SimpleRNNCell`` of TensorFlow 1.15.
    """

    def __init__(self, units: int, activation: Any = "tanh", **options: Any) -> None:
        super().__init__(units, **_then({"activation": activation, **options}, {}))


class GRUCell(_FirstState, _keras.GRUCell):
    """A gated recurrent unit; ``reset_after=False`` and ``hard_sigmoid`` unless told otherwise.

    Source: ``tf.keras.layers.GRUCell`` of TensorFlow 1.15.
    """

    def __init__(self, units: int, activation: Any = "tanh", **options: Any) -> None:
        defaults = {"recurrent_activation": "hard_sigmoid", "reset_after": False}
        options.pop("implementation", None)
        super().__init__(units, **_then({"activation": activation, **options}, defaults))


class LSTMCell(_FirstState, _keras.LSTMCell):
    """A long short-term memory; state ``[h, c]``; gates by ``hard_sigmoid`` unless told otherwise.

    Source: ``tf.keras.layers.LSTMCell`` of TensorFlow 1.15.
    """

    def __init__(self, units: int, activation: Any = "tanh", **options: Any) -> None:
        defaults = {"recurrent_activation": "hard_sigmoid"}
        options.pop("implementation", None)
        super().__init__(units, **_then({"activation": activation, **options}, defaults))


class StackedRNNCells(_FirstState, _keras.StackedRNNCells):
    """Cells one above the other; its state is a tuple of theirs.

    Source: ``tf.keras.layers.StackedRNNCells`` of TensorFlow 1.15.
    """

    @property
    def state_size(self) -> tuple[Any, ...]:
        """The cells' state sizes, from below."""
        return tuple(cell.state_size for cell in self.cells)

    def call(self, inputs: Any, states: Any, **options: Any) -> tuple[Any, tuple[Any, ...]]:
        """The upmost cell's output, and the new states of all."""
        output, new_states = super().call(inputs, states, **options)
        return output, tuple(new_states)


__all__ = ["GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"]
