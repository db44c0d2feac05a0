r"""C3 deep RNN: two layers, the upper one reads what the lower one gives.

T = 10 steps, F = 5 features, H = 8 units in both layers::

    h_t = tanh(W x_t + U h_{t-1} + b)      h_0 = 0   x_t [5], h_t [8], W [8, 5], U [8, 8], b [8]
    g_t = tanh(W' h_t + U' g_{t-1} + b')   g_0 = 0   g_t [8], W' [8, 8], U' [8, 8], b' [8]
    outputs = g_1 ... g_10    last state = h_10, g_10

The document only looks at the shapes. Here `train` teaches the layer silence, so that there is
something to compare: all outputs zero, mean squared error, plain gradient descent, rate 0.1.
b and b' stand for two biases of PyTorch each, see `reference.models.training`.

Source: document C, part 2: ``nn.RNN`` with ``num_layers=2``. Its weights fit here:
``weights.keras_from_torch([model.get_layer("lower"), model.get_layer("states")], rnn)``.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.models import training

STEPS, FEATURES, UNITS = 10, 5, 8
RATE, EPOCHS, TWO_BIASES = 0.1, 100, ["rnn_cell/bias"]
SCOPES = {"lower": "rnn/multi_rnn_cell/cell_0", "states": "rnn/multi_rnn_cell/cell_1"}


def data() -> tuple[np.ndarray, np.ndarray]:
    """Noise float32 ``[1, 10, 5]``, and silence float32 ``[1, 10, 8]``."""
    return training.noise(STEPS, FEATURES), np.zeros((1, STEPS, UNITS), np.float32)


def build() -> keras.Model:
    """The Keras model: ``[batch, 10, 5]`` to ``[batch, 10, 8]``."""
    inputs = keras.Input((STEPS, FEATURES))
    lower = layers.SimpleRNN(UNITS, return_sequences=True, name="lower")(inputs)
    states = layers.SimpleRNN(UNITS, return_sequences=True, name="states")(lower)
    model = keras.Model(inputs, states, name="deep_rnn")
    model.compile(training.Optimizer("sgd", RATE, TWO_BIASES), "mean_squared_error")
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, FEATURES])
        y = tf.placeholder(tf.float32, [None, STEPS, UNITS])
        cell = contrib.rnn.MultiRNNCell([contrib.rnn.BasicRNNCell(UNITS) for _ in range(2)])
        states, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        last = tf.stack(state)
        loss = tf.reduce_mean(tf.square(states - y))
        step = training.minimize(loss, "sgd", RATE, TWO_BIASES)
        inner = {"states": states, "last": last}
        return training.GraphModel("deep_rnn", [x], y, states, inner, loss, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Teach either form silence; its losses, see `reference.models.training.fit`."""
    inputs, silence = data()
    return training.fit(model, [inputs], silence, epochs, watch)


def predict(model: training.Model, inputs: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
    """Outputs ``[1, 10, 8]`` and last state ``[2, 1, 8]`` for `data`, or other inputs."""
    x = data()[0] if inputs is None else inputs
    return training.outputs(model, x), training.last_states(model, x)
