r"""C8 GRU: the one-liner of the notes, as it was meant.

T = 10 steps, F = 5 features, H = 8 units, x_t [5], h_t [8], h_0 = 0::

    [r, z] = sigmoid(W x_t + U h_{t-1} + b)             W [16, 5], U [16, 8], b [16]
    n = tanh(W' x_t + b' + r * (U' h_{t-1} + d'))       W' [8, 5], U' [8, 8], b' and d' [8]
    h_t = z * h_{t-1} + (1 - z) * n
    outputs = h_1 ... h_10    last state = h_10

The reset gate r acts after the product with U', as in cuDNN; TensorFlow 1's ``GRUCell`` has it act
before, which is another function. Hence `ResetAfterGRUCell` in the graph form.

The document only looks at the shapes. Here `train` teaches the layer silence, so that there is
something to compare: all outputs zero, mean squared error, plain gradient descent, rate 0.1.
In the graph form, b stands for two biases of PyTorch, see `reference.models.training`.

Source: document C, part 3, where a misspelt argument and an undefined name make
``nn.GRU(input_dim, H, batch_first=True)`` fail. Its weights fit here:
``weights.keras_from_torch(model.get_layer("states"), gru)``.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.layers import dense
from reference.models import training

STEPS, FEATURES, UNITS = 10, 5, 8
RATE, EPOCHS, TWO_BIASES = 0.1, 100, ["gates/bias"]
SCOPES = {"states": "rnn"}


def data() -> tuple[np.ndarray, np.ndarray]:
    """Noise float32 ``[1, 10, 5]``, and silence float32 ``[1, 10, 8]``."""
    return training.noise(STEPS, FEATURES), np.zeros((1, STEPS, UNITS), np.float32)


class ResetAfterGRUCell(contrib.rnn.RNNCell):
    """The GRU of cuDNN and PyTorch for ``tf.compat.v1``: outputs and state ``[batch, units]``.

    Args:
        units: number of hidden units.

    Source: the variables' names are those of ``tf.contrib.cudnn_rnn.CudnnCompatibleGRUCell`` of
    TensorFlow 1.15.
    """

    def __init__(self, units: int) -> None:
        super().__init__(name="cudnn_compatible_gru_cell")
        self._units = units

    @property
    def state_size(self) -> int:
        """``units``."""
        return self._units

    @property
    def output_size(self) -> int:
        """``units``."""
        return self._units

    def call(self, inputs: tf.Tensor, state: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """One step: the new state, as output and as state."""
        both = dense(tf.concat([inputs, state], 1), 2 * self._units, name="gates")
        r, z = tf.split(tf.sigmoid(both), 2, axis=1)
        with tf.variable_scope("candidate"):
            of_input = dense(inputs, self._units, name="input_projection")
            of_state = dense(state, self._units, name="hidden_projection")
        state = z * state + (1 - z) * tf.tanh(of_input + r * of_state)
        return state, state


def build() -> keras.Model:
    """The Keras model: ``[batch, 10, 5]`` to ``[batch, 10, 8]``."""
    inputs = keras.Input((STEPS, FEATURES))
    states = layers.GRU(UNITS, return_sequences=True, name="states")(inputs)
    model = keras.Model(inputs, states, name="gru")
    model.compile(training.Optimizer("sgd", RATE), "mean_squared_error")
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, FEATURES])
        y = tf.placeholder(tf.float32, [None, STEPS, UNITS])
        cell = ResetAfterGRUCell(UNITS)
        states, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        last = tf.stack([state])
        loss = tf.reduce_mean(tf.square(states - y))
        step = training.minimize(loss, "sgd", RATE, TWO_BIASES)
        inner = {"states": states, "last": last}
        return training.GraphModel("gru", [x], y, states, inner, loss, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Teach either form silence; its losses, see `reference.models.training.fit`."""
    inputs, silence = data()
    return training.fit(model, [inputs], silence, epochs, watch)


def predict(model: training.Model, inputs: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
    """Outputs ``[1, 10, 8]`` and last state ``[1, 1, 8]`` for `data`, or other inputs."""
    x = data()[0] if inputs is None else inputs
    return training.outputs(model, x), training.last_states(model, x)
