r"""B1 hihello: reads `hihell`, says `ihello`, one letter at a time.

The same letter may be followed by different ones (`h` by `i` and by `e`, `l` by `l` and by `o`), so
that the answer depends on what was read before. T = 6 steps, C = 5 letters, H = 10 units::

    h_t = tanh(W [x_t, h_{t-1}] + b)      h_0 = 0      x_t [5], h_t [10], W [15, 10], b [10]
    p_t = softmax(V h_t + c)                           p_t [5], V [10, 5], c [5]
    loss = - sum_t y_t · log p_t                       y_t [5], one-hot

V and c start from a standard normal distribution. Adam, rate 0.1, 1000 steps. The document keeps a
GRU and an LSTM in comments: `VARIANTS` has them.

Source: document B1 (TensorFlow 1, Python 2). `build_graph(777)` prints the document's own losses:
9.841545, after 100 steps 0.0010517602.
"""

import functools

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers, ops

from reference import contrib
from reference.models import training

ALPHABET = "hielo"
QUESTION, ANSWER = "hihell", "ihello"
STEPS, LETTERS, UNITS = len(QUESTION), len(ALPHABET), 10
RATE, EPOCHS = 0.1, 1000
# The cells of the document, and what they are in Keras: TensorFlow 1's GRU resets the state before
# the product; the forget bias that its LSTM adds is, in Keras, where the bias starts.
VARIANTS = {
    "rnn": (contrib.rnn.BasicRNNCell, layers.SimpleRNN),
    "gru": (contrib.rnn.GRUCell, functools.partial(layers.GRU, reset_after=False)),
    "lstm": (contrib.rnn.BasicLSTMCell, layers.LSTM),
}
SCOPES = {"states": "rnn", "head": ("Variable", "Variable_1")}


def one_hot(text: str) -> np.ndarray:
    """A word as a batch of one: float32 ``[1, letters, 5]``.

    >>> one_hot("hi")
    array([[[1., 0., 0., 0., 0.],
            [0., 1., 0., 0., 0.]]], dtype=float32)
    """
    return np.eye(LETTERS, dtype=np.float32)[[[ALPHABET.index(letter) for letter in text]]]


def data() -> tuple[np.ndarray, np.ndarray]:
    """Question and answer: two float32 arrays ``[1, 6, 5]``."""
    return one_hot(QUESTION), one_hot(ANSWER)


def loss(y: tf.Tensor, p: tf.Tensor) -> tf.Tensor:
    """Cross entropy, summed over the letters: a scalar."""
    return -ops.sum(y * ops.log(p))


def build(variant: str = "rnn") -> keras.Model:
    """The Keras model: ``[batch, 6, 5]`` to probabilities of that shape; a cell of `VARIANTS`."""
    normal = keras.initializers.RandomNormal(stddev=1.0)
    letters = keras.Input((STEPS, LETTERS))
    states = VARIANTS[variant][1](UNITS, return_sequences=True, name="states")(letters)
    p = layers.Dense(
        LETTERS, "softmax", kernel_initializer=normal, bias_initializer=normal, name="head"
    )(states)
    model = keras.Model(letters, p, name="hihello")
    model.compile(training.Adam(RATE), loss)
    return model


def build_graph(seed: int | None = None, variant: str = "rnn") -> training.GraphModel:
    """The document's graph; under a seed, with TensorFlow 1.15's numbers."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, LETTERS])
        y = tf.placeholder(tf.float32, [None, STEPS, LETTERS])
        unit = VARIANTS[variant][0](num_units=UNITS)
        start = unit.zero_state(1, tf.float32)
        states, _ = tf.nn.dynamic_rnn(unit, x, initial_state=start, dtype=tf.float32)
        flat = tf.reshape(states, [-1, UNITS])
        w = tf.Variable(tf.random_normal([UNITS, LETTERS]))
        b = tf.Variable(tf.random_normal([LETTERS]))
        p = tf.nn.softmax(tf.matmul(flat, w) + b)
        p = tf.reshape(p, [-1, STEPS, LETTERS])
        total = -tf.reduce_sum(y * tf.log(p))
        step = tf.train.AdamOptimizer(RATE).minimize(total)
        return training.GraphModel("hihello", [x], y, p, {"states": states}, total, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Train either form on the word; its losses, see `reference.models.training.fit`."""
    question, answer = data()
    return training.fit(model, [question], answer, epochs, watch)


def predict(model: training.Model, question: str = QUESTION) -> str:
    """What the model says to a word of six letters."""
    p = training.outputs(model, one_hot(question))
    return "".join(ALPHABET[k] for k in p[0].argmax(-1))
