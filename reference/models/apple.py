r"""C5 apple: reads `apple`, says `pple!`, one letter at a time.

T = 5 steps, C = 5 letters, H = 5 units::

    h_t = tanh(W x_t + U h_{t-1} + b)   h_0 = 0   x_t, h_t [5], W [5, 5], U [5, 5], b [5]
    scores_t = V h_t + c                          V [5, 5], c [5]
    loss = - mean over t of log softmax(scores_t)[y_t]

Adam of PyTorch, rate 0.1, 100 steps. b stands for PyTorch's two biases, see
`reference.models.training`.

Source: document C, part 4 (``nn.RNN`` and ``nn.Linear``). Its network's weights fit here:
``weights.keras_from_torch(model.get_layer("states"), net, "rnn.")``, ``("head", net, "fc.")``.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.layers import dense
from reference.models import training

QUESTION, ANSWER = "apple", "pple!"
ALPHABET = "".join(sorted(set(QUESTION + ANSWER)))
STEPS, LETTERS, UNITS = len(QUESTION), len(ALPHABET), 5
RATE, EPOCHS, TWO_BIASES = 0.1, 100, ["rnn_cell/bias"]
SCOPES = {"states": "rnn", "head": "dense"}


def numbers(text: str) -> np.ndarray:
    """A word as a batch of one: int32 ``[1, letters]``.

    >>> numbers("apple")
    array([[1, 4, 4, 3, 2]], dtype=int32)
    """
    return np.array([[ALPHABET.index(letter) for letter in text]], np.int32)


def one_hot(text: str) -> np.ndarray:
    """A word as a batch of one: float32 ``[1, letters, 5]``."""
    return np.eye(LETTERS, dtype=np.float32)[numbers(text)]


def data() -> tuple[np.ndarray, np.ndarray]:
    """Question float32 ``[1, 5, 5]`` and answer int32 ``[1, 5]``."""
    return one_hot(QUESTION), numbers(ANSWER)


def build() -> keras.Model:
    """The Keras model: ``[batch, 5, 5]`` to scores of the same shape."""
    letters = keras.Input((STEPS, LETTERS))
    states = layers.SimpleRNN(UNITS, return_sequences=True, name="states")(letters)
    scores = layers.Dense(LETTERS, name="head")(states)
    model = keras.Model(letters, scores, name="apple")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(training.Optimizer("torch_adam", RATE, TWO_BIASES), loss)
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, LETTERS])
        y = tf.placeholder(tf.int32, [None, STEPS])
        cell = contrib.rnn.BasicRNNCell(UNITS)
        states, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        scores = dense(states, LETTERS)
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=scores)
        loss = tf.reduce_mean(each)
        step = training.minimize(loss, "torch_adam", RATE, TWO_BIASES)
        return training.GraphModel("apple", [x], y, scores, {"states": states}, loss, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Train either form on the word; its losses, see `reference.models.training.fit`."""
    question, answer = data()
    return training.fit(model, [question], answer, epochs, watch)


def predict(model: training.Model, question: str = QUESTION) -> str:
    """What the model says to a word of five letters."""
    scores = training.outputs(model, one_hot(question))
    return "".join(ALPHABET[k] for k in scores[0].argmax(-1))
