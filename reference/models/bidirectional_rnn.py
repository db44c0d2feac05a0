r"""C4 bidirectional RNN: two layers, each reads its input forwards and backwards.

T = 10 steps, F = 5 features, H = 8 units in both directions of both layers::

    f_t = tanh(W x_t + U f_{t-1} + b)       f_0 = 0    x_t [5], f_t [8], W [8, 5], U [8, 8], b [8]
    r_t = tanh(W' x_t + U' r_{t+1} + b')    r_11 = 0   r_t [8], W' [8, 5], U' [8, 8], b' [8]
    y_t = [f_t, r_t]                                   y_t [16], the upper layer's x_t
    outputs = the upper y_1 ... y_10    last state = f_10 and r_1 of the lower and of the upper

The document only looks at the shapes. Here `train` teaches the layer silence, so that there is
something to compare: all outputs zero, mean squared error, plain gradient descent, rate 0.1.
Each bias stands for two of PyTorch, see `reference.models.training`.

Source: document C, part 2: ``nn.RNN`` with ``num_layers=2, bidirectional=True``. Its weights
fit here: ``weights.keras_from_torch([model.get_layer("lower"), model.get_layer("states")], rnn)``.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.models import training

STEPS, FEATURES, UNITS = 10, 5, 8
RATE, EPOCHS, TWO_BIASES = 0.1, 100, ["rnn_cell/bias"]
SCOPES = {
    "lower": "stack_bidirectional_rnn/cell_0/bidirectional_rnn",
    "states": "stack_bidirectional_rnn/cell_1/bidirectional_rnn",
}


def data() -> tuple[np.ndarray, np.ndarray]:
    """Noise float32 ``[1, 10, 5]``, and silence float32 ``[1, 10, 16]``."""
    return training.noise(STEPS, FEATURES), np.zeros((1, STEPS, 2 * UNITS), np.float32)


def build() -> keras.Model:
    """The Keras model: ``[batch, 10, 5]`` to ``[batch, 10, 16]``."""
    inputs = keras.Input((STEPS, FEATURES))
    lower = layers.Bidirectional(layers.SimpleRNN(UNITS, return_sequences=True), name="lower")
    upper = layers.Bidirectional(layers.SimpleRNN(UNITS, return_sequences=True), name="states")
    states = upper(lower(inputs))
    model = keras.Model(inputs, states, name="bidirectional_rnn")
    model.compile(training.Optimizer("sgd", RATE, TWO_BIASES), "mean_squared_error")
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, FEATURES])
        y = tf.placeholder(tf.float32, [None, STEPS, 2 * UNITS])
        forward = [contrib.rnn.BasicRNNCell(UNITS) for _ in range(2)]
        backward = [contrib.rnn.BasicRNNCell(UNITS) for _ in range(2)]
        states, ends, starts = contrib.rnn.stack_bidirectional_dynamic_rnn(
            forward, backward, x, dtype=tf.float32
        )
        last = tf.stack([ends[0], starts[0], ends[1], starts[1]])
        loss = tf.reduce_mean(tf.square(states - y))
        step = training.minimize(loss, "sgd", RATE, TWO_BIASES)
        inner = {"states": states, "last": last}
        return training.GraphModel("bidirectional_rnn", [x], y, states, inner, loss, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Teach either form silence; its losses, see `reference.models.training.fit`."""
    inputs, silence = data()
    return training.fit(model, [inputs], silence, epochs, watch)


def predict(model: training.Model, inputs: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
    """Outputs ``[1, 10, 16]`` and last state ``[4, 1, 8]`` for `data`, or other inputs."""
    x = data()[0] if inputs is None else inputs
    return training.outputs(model, x), training.last_states(model, x)
