r"""C7 LSTM: the one-liner of the notes, as it was meant.

T = 10 steps, F = 5 features, H = 8 units, x_t [5], h_t and c_t [8], h_0 = c_0 = 0::

    [i, f, j, o] = W x_t + U h_{t-1} + b        W [32, 5], U [32, 8], b [32]
    c_t = sigmoid(f) * c_{t-1} + sigmoid(i) * tanh(j)
    h_t = sigmoid(o) * tanh(c_t)
    outputs = h_1 ... h_10    last state = h_10

The document only looks at the shapes. Here `train` teaches the layer silence, so that there is
something to compare: all outputs zero, mean squared error, plain gradient descent, rate 0.1.
b stands for PyTorch's two biases, see `reference.models.training`.

Source: document C, part 3, where a misspelt argument and an undefined name make
``nn.LSTM(input_dim, H, batch_first=True)`` fail. Its weights fit here:
``weights.keras_from_torch(model.get_layer("states"), lstm)``.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.models import training

STEPS, FEATURES, UNITS = 10, 5, 8
RATE, EPOCHS, TWO_BIASES = 0.1, 100, ["lstm_cell/bias"]
SCOPES = {"states": "rnn"}


def data() -> tuple[np.ndarray, np.ndarray]:
    """Noise float32 ``[1, 10, 5]``, and silence float32 ``[1, 10, 8]``."""
    return training.noise(STEPS, FEATURES), np.zeros((1, STEPS, UNITS), np.float32)


def build() -> keras.Model:
    """The Keras model: ``[batch, 10, 5]`` to ``[batch, 10, 8]``."""
    inputs = keras.Input((STEPS, FEATURES))
    states = layers.LSTM(UNITS, return_sequences=True, name="states")(inputs)
    model = keras.Model(inputs, states, name="lstm")
    model.compile(training.Optimizer("sgd", RATE, TWO_BIASES), "mean_squared_error")
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, FEATURES])
        y = tf.placeholder(tf.float32, [None, STEPS, UNITS])
        cell = contrib.rnn.BasicLSTMCell(UNITS)
        states, (_, state) = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        last = tf.stack([state])
        loss = tf.reduce_mean(tf.square(states - y))
        step = training.minimize(loss, "sgd", RATE, TWO_BIASES)
        inner = {"states": states, "last": last}
        return training.GraphModel("lstm", [x], y, states, inner, loss, step)


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
