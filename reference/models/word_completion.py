r"""A2 word completion: reads three letters of a word, says the fourth.

T = 3 letters of F = 26 kinds, two LSTM cells of H = 128 units, C = 26 letters. Each cell, with its
own W and b, c_0 = h_0 = 0::

    [i, j, f, o] = W [x_t, h_{t-1}] + b         W [F + H, 4 H] (the upper: [2 H, 4 H]), b [4 H]
    c_t = c_{t-1} * sigmoid(f + 1) + sigmoid(i) * tanh(j)        c_t [128]
    h_t = tanh(c_t) * sigmoid(o)                                 h_t [128]

The lower cell's h_t is the upper one's x_t, half of it dropped at random; the upper one's h_3 is
read::

    scores = V h_3 + d                          V [128, 26], d [26]
    loss = - mean over the words of log softmax(scores)[fourth letter]

V and d start from a standard normal distribution. Adam, rate 0.01, 30 steps with all ten words.

Source: document A, part 2. Its dropout stays on when it predicts, and so does that of
`build_graph`; Keras drops nothing then.
"""

import string

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference.models import training
from reference.nn import rnn_cell

WORDS = ["milk", "tree", "rain", "star", "ship", "gold", "frog", "lamp", "book", "wind"]
ALPHABET = string.ascii_lowercase
STEPS, LETTERS, UNITS, KEPT = 3, len(ALPHABET), 128, 0.5
RATE, EPOCHS = 0.01, 30
SCOPES = {
    "lower": "rnn/multi_rnn_cell/cell_0",
    "states": "rnn/multi_rnn_cell/cell_1",
    "head": ("Variable", "Variable_1"),
}


def one_hot(words: list[str]) -> np.ndarray:
    """The first three letters of each word: float32 ``[words, 3, 26]``.

    >>> one_hot(["milk", "tree"]).argmax(-1)
    array([[12,  8, 11],
           [19, 17,  4]])
    """
    numbers = [[ALPHABET.index(letter) for letter in word[:STEPS]] for word in words]
    return np.eye(LETTERS, dtype=np.float32)[numbers]


def data() -> tuple[np.ndarray, np.ndarray]:
    """The ten words: float32 ``[10, 3, 26]``, and int32 numbers of their last letters ``[10]``."""
    return one_hot(WORDS), np.array([ALPHABET.index(word[-1]) for word in WORDS], np.int32)


def build(kept: float = KEPT) -> keras.Model:
    """The Keras model: ``[batch, 3, 26]`` to scores ``[batch, 26]``; ``kept`` is not dropped."""
    normal = keras.initializers.RandomNormal(stddev=1.0)
    letters = keras.Input((STEPS, LETTERS))
    lower = layers.LSTM(UNITS, return_sequences=True, name="lower")(letters)
    thinned = layers.Dropout(1 - kept)(lower)
    states = layers.LSTM(UNITS, return_sequences=True, name="states")(thinned)
    scores = layers.Dense(LETTERS, kernel_initializer=normal, bias_initializer=normal, name="head")(
        states[:, -1]
    )
    model = keras.Model(letters, scores, name="word_completion")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(training.Adam(RATE), loss)
    return model


def build_graph(seed: int | None = None, kept: float = KEPT) -> training.GraphModel:
    """The document's graph; under a seed, with TensorFlow 1.15's numbers."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, LETTERS])
        y = tf.placeholder(tf.int32, [None])
        lower = rnn_cell.DropoutWrapper(rnn_cell.BasicLSTMCell(UNITS), output_keep_prob=kept)
        tower = rnn_cell.MultiRNNCell([lower, rnn_cell.BasicLSTMCell(UNITS)])
        states, _ = tf.nn.dynamic_rnn(tower, x, dtype=tf.float32)
        last = tf.transpose(states, [1, 0, 2])[-1]
        w = tf.Variable(tf.random_normal([UNITS, LETTERS]))
        b = tf.Variable(tf.random_normal([LETTERS]))
        scores = tf.matmul(last, w) + b
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=scores)
        loss = tf.reduce_mean(each)
        step = tf.train.AdamOptimizer(RATE).minimize(loss)
        return training.GraphModel(
            "word_completion", [x], y, scores, {"states": states}, loss, step
        )


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Train either form on the ten words; its losses, see `reference.models.training.fit`."""
    words, answers = data()
    return training.fit(model, [words], answers, epochs, watch)


def predict(model: training.Model, words: list[str] = WORDS) -> list[str]:
    """The words as the model completes their first three letters."""
    best = training.outputs(model, one_hot(words)).argmax(-1)
    return [word[:STEPS] + ALPHABET[k] for word, k in zip(words, best, strict=True)]
