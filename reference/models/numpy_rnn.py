r"""C1 NumPy RNN: the loop itself, on random numbers.

T = 10 steps, F = 4 features, H = 8 units; all weights uniform in [0, 1)::

    h_t = tanh(Wx x_t + Wh h_{t-1} + b)    h_0 = 0    x_t [4], h_t [8], Wx [8, 4], Wh [8, 8], b [8]

No weight is negative, so the states are soon near 1: a picture of them shows it.

The document does not train. Here `train` teaches silence, as with the other layers of the
document: all states zero, mean squared error, plain gradient descent, rate 0.1.

Source: document C, part 1. `unroll` is its loop; `build` and `build_graph` are what the libraries
make of it.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.models import training

STEPS, FEATURES, UNITS = 10, 4, 8
RATE, EPOCHS = 0.1, 100
SCOPES = {"states": "rnn"}


def unroll(x: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The states ``[steps, units]`` of a plain RNN that starts from zero.

    Args:
        x: ``[steps, features]``.
        Wx: ``[units, features]``.
        Wh: ``[units, units]``.
        b: ``[units]``.

    >>> unroll(np.ones((2, 1)), np.ones((1, 1)), np.ones((1, 1)), np.zeros(1)).round(3)
    array([[0.762],
           [0.943]])
    """
    h = np.zeros(len(b))
    states = []
    for x_t in x:
        h = np.tanh(Wx @ x_t + Wh @ h + b)
        states.append(h)
    return np.stack(states)


def data() -> tuple[np.ndarray, np.ndarray]:
    """Random float32 ``[1, 10, 4]`` in [0, 1), and silence float32 ``[1, 10, 8]``."""
    x = np.random.default_rng(0).random((1, STEPS, FEATURES), np.float32)
    return x, np.zeros((1, STEPS, UNITS), np.float32)


def build() -> keras.Model:
    """The Keras model: ``[batch, 10, 4]`` to states ``[batch, 10, 8]``."""
    uniform = keras.initializers.RandomUniform(0.0, 1.0)
    inputs = keras.Input((STEPS, FEATURES))
    states = layers.SimpleRNN(
        UNITS,
        return_sequences=True,
        kernel_initializer=uniform,
        recurrent_initializer=uniform,
        bias_initializer=uniform,
        name="states",
    )(inputs)
    model = keras.Model(inputs, states, name="numpy_rnn")
    model.compile(training.Optimizer("sgd", RATE), "mean_squared_error")
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, FEATURES])
        y = tf.placeholder(tf.float32, [None, STEPS, UNITS])
        cell = contrib.rnn.BasicRNNCell(UNITS)
        with tf.variable_scope("rnn", initializer=tf.random_uniform_initializer()) as scope:
            states, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope=scope)
        loss = tf.reduce_mean(tf.square(states - y))
        step = training.minimize(loss, "sgd", RATE)
        return training.GraphModel("numpy_rnn", [x], y, states, {"states": states}, loss, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Teach either form silence; its losses, see `reference.models.training.fit`."""
    inputs, silence = data()
    return training.fit(model, [inputs], silence, epochs, watch)


def predict(model: training.Model, inputs: np.ndarray | None = None) -> np.ndarray:
    """The states ``[10, 8]`` for `data`, or for other inputs ``[1, 10, 4]``."""
    return training.outputs(model, data()[0] if inputs is None else inputs)[0]
