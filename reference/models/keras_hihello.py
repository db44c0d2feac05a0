r"""E Keras hihello: reads `hihel`, says `hello`, one letter at a time.

T = 5 steps, C = 5 letters, H = 5 units::

    h_t = tanh(W x_t + U h_{t-1} + b)   h_0 = 0   x_t, h_t [5], W [5, 5], U [5, 5], b [5]
    p_t = softmax(V h_t + c)                      p_t [5], V [5, 5], c [5]
    loss = - mean over t of y_t · log p_t         y_t [5], one-hot

RMSprop of Keras 2, rate 0.001, 1000 epochs.

Source: document E, a post on Keras 2 (here the rule of Keras 2.3.1; see
`reference.models.training`). Its alphabet is a set, in an order that changes from run to run; here
it is sorted. `build_graph` is the same model in ``tf.compat.v1``, which the post does not have.
"""

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.layers import dense
from reference.models import training

ALPHABET = "ehilo"
QUESTION, ANSWER = "hihel", "hello"
STEPS, LETTERS, UNITS = len(QUESTION), len(ALPHABET), 5
RATE, EPOCHS = 0.001, 1000
SCOPES = {"states": "rnn", "head": "dense"}


def one_hot(text: str) -> np.ndarray:
    """A word as a batch of one: float32 ``[1, letters, 5]``.

    >>> one_hot("he").argmax(-1)
    array([[1, 0]])
    """
    return keras.utils.to_categorical([[ALPHABET.index(letter) for letter in text]], LETTERS)


def data() -> tuple[np.ndarray, np.ndarray]:
    """Question and answer: two float arrays ``[1, 5, 5]``."""
    return one_hot(QUESTION), one_hot(ANSWER)


def build() -> keras.Model:
    """The post's model in today's spelling: ``[batch, 5, 5]`` to probabilities of that shape."""
    model = keras.Sequential(
        [
            keras.Input((STEPS, LETTERS)),
            layers.SimpleRNN(UNITS, return_sequences=True, name="states"),
            layers.TimeDistributed(layers.Dense(LETTERS), name="head"),
            layers.Activation("softmax"),
        ],
        name="keras_hihello",
    )
    model.compile(training.Optimizer("rmsprop", RATE), "categorical_crossentropy")
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The same model as a graph of TensorFlow 1."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, STEPS, LETTERS])
        y = tf.placeholder(tf.float32, [None, STEPS, LETTERS])
        cell = contrib.rnn.BasicRNNCell(UNITS)
        states, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        p = tf.nn.softmax(dense(states, LETTERS))
        loss = -tf.reduce_mean(tf.reduce_sum(y * tf.log(p), axis=-1))
        step = training.minimize(loss, "rmsprop", RATE)
        return training.GraphModel("keras_hihello", [x], y, p, {"states": states}, loss, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Train either form on the word; its losses, see `reference.models.training.fit`."""
    question, answer = data()
    return training.fit(model, [question], answer, epochs, watch)


def predict(model: training.Model, question: str = QUESTION) -> str:
    """What the model says to a word of five letters."""
    p = training.outputs(model, one_hot(question))
    return "".join(ALPHABET[k] for k in p[0].argmax(-1))
