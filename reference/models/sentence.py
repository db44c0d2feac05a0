r"""C6 sentence: reads ten letters of a sentence, says the ten that are one letter further on.

170 windows of T = 10 steps, C = 25 letters, two layers of H = 25 units::

    h_t = tanh(W x_t + U h_{t-1} + b)      h_0 = 0   x_t, h_t [25], W, U [25, 25], b [25]
    g_t = tanh(W' h_t + U' g_{t-1} + b')   g_0 = 0   g_t [25]
    scores_t = V g_t + c                             V [25, 25], c [25]
    loss = - mean over windows and t of log softmax(scores_t)[y_t]

Adam of PyTorch, rate 0.1, 100 steps with all windows. b and b' stand for two biases each, see
`reference.models.training`.

Source: document C, part 5 (``nn.RNN`` and ``nn.Linear``). Its alphabet is a set, in an order that
changes from run to run; here it is sorted.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.layers import dense
from reference.models import training

SENTENCE = (
    "a small boat that waits for perfect weather never leaves the harbor, but a patient sailor who "
    "knows the tides, mends the sail and reads the clouds will go far beyond the known map."
)
ALPHABET = "".join(sorted(set(SENTENCE)))
STEPS, LETTERS = 10, len(ALPHABET)
UNITS = LETTERS
RATE, EPOCHS, TWO_BIASES = 0.1, 100, ["rnn_cell/bias"]
SCOPES = {
    "lower": "rnn/multi_rnn_cell/cell_0",
    "states": "rnn/multi_rnn_cell/cell_1",
    "head": "dense",
}


def windows(text: str) -> np.ndarray:
    """Every window of ten letters of a text, as int32 numbers ``[windows, 10]``."""
    numbers = np.array([ALPHABET.index(letter) for letter in text], np.int32)
    return np.lib.stride_tricks.sliding_window_view(numbers, STEPS)


def data() -> tuple[np.ndarray, np.ndarray]:
    """Windows float32 ``[170, 10, 25]``, and int32 numbers one letter further on ``[170, 10]``."""
    return np.eye(LETTERS, dtype=np.float32)[windows(SENTENCE[:-1])], windows(SENTENCE[1:])


def build() -> keras.Model:
    """The Keras model: ``[batch, 10, 25]`` to scores of the same shape."""
    letters = keras.Input((STEPS, LETTERS))
    lower = layers.SimpleRNN(UNITS, return_sequences=True, name="lower")(letters)
    states = layers.SimpleRNN(UNITS, return_sequences=True, name="states")(lower)
    scores = layers.Dense(LETTERS, name="head")(states)
    model = keras.Model(letters, scores, name="sentence")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(training.Optimizer("torch_adam", RATE, TWO_BIASES), loss)
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, LETTERS])
        y = tf.placeholder(tf.int32, [None, STEPS])
        cell = contrib.rnn.MultiRNNCell([contrib.rnn.BasicRNNCell(UNITS) for _ in range(2)])
        states, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        scores = dense(states, LETTERS)
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=scores)
        loss = tf.reduce_mean(each)
        step = training.minimize(loss, "torch_adam", RATE, TWO_BIASES)
        return training.GraphModel("sentence", [x], y, scores, {"states": states}, loss, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Train either form on the sentence; its losses, see `reference.models.training.fit`."""
    pieces, answers = data()
    return training.fit(model, [pieces], answers, epochs, watch)


def predict(model: training.Model, text: str = SENTENCE[:-1]) -> str:
    """A text one letter further on: all of its first window, then the last letter of each next."""
    best = training.outputs(model, np.eye(LETTERS, dtype=np.float32)[windows(text)]).argmax(-1)
    return "".join(ALPHABET[k] for k in [*best[0], *best[1:, -1]])
