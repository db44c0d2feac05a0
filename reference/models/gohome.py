r"""D gohome: reads `gohom`, says `ohome`; also `foxfa` -> `oxfax` and `hihell` -> `ihello`.

The smallest model of all: no output layer, the cell's outputs are the scores. T letters, F kinds
of letters in the question, H = C kinds in the answer::

    h_t = tanh(W [x_t, h_{t-1}] + b)    h_0 = 0    x_t [F], h_t [H], W [F + H, H], b [H]
    loss = - 1/T sum_t log softmax(h_t)[y_t]       y_t one of C numbers

The scores cannot leave (-1, 1), so the loss cannot fall below -log softmax of that: about 0.43 for
five classes. Adam, rate 0.1, 2001 steps.

Source: document D (``tf.contrib`` on ``tensorflow.compat.v1``) and its two variants in comments,
whose notes give another number of classes than their data have.
"""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference import contrib
from reference.models import training

RATE, EPOCHS = 0.1, 2001


@dataclass(frozen=True)
class Variant:
    """A word to learn: its letters in the order of their numbers, question, answer, input size."""

    alphabet: str
    question: str
    answer: str
    inputs: int


VARIANTS = {
    "gohome": Variant("gohme", "gohom", "ohome", inputs=4),
    "foxfax": Variant("foxa", "foxfa", "oxfax", inputs=4),
    "hihello": Variant("hielo", "hihell", "ihello", inputs=5),
}
SCOPES = {"states": "rnn"}


def one_hot(text: str, variant: str = "gohome") -> np.ndarray:
    """A question as a batch of one: float32 ``[1, letters, inputs]``.

    >>> one_hot("go")
    array([[[1., 0., 0., 0.],
            [0., 1., 0., 0.]]], dtype=float32)
    """
    word = VARIANTS[variant]
    return np.eye(word.inputs, dtype=np.float32)[[[word.alphabet.index(letter) for letter in text]]]


def data(variant: str = "gohome") -> tuple[np.ndarray, np.ndarray]:
    """Question and answer: float32 ``[1, letters, inputs]``, and int32 numbers ``[1, letters]``."""
    word = VARIANTS[variant]
    numbers = [word.alphabet.index(letter) for letter in word.answer]
    return one_hot(word.question, variant), np.array([numbers], np.int32)


def build(variant: str = "gohome") -> keras.Model:
    """The Keras model: ``[batch, letters, inputs]`` to scores ``[batch, letters, classes]``."""
    word = VARIANTS[variant]
    letters = keras.Input((len(word.question), word.inputs))
    scores = layers.SimpleRNN(len(word.alphabet), return_sequences=True, name="states")(letters)
    model = keras.Model(letters, scores, name=variant)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(training.Adam(RATE), loss)
    return model


def build_graph(seed: int | None = None, variant: str = "gohome") -> training.GraphModel:
    """The document's graph; under a seed, with TensorFlow 1.15's numbers."""
    word = VARIANTS[variant]
    length = len(word.question)
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, length, word.inputs])
        y = tf.placeholder(tf.int32, [None, length])
        cell = contrib.rnn.BasicRNNCell(num_units=len(word.alphabet))
        start = cell.zero_state(1, tf.float32)
        scores, _ = tf.nn.dynamic_rnn(cell, x, initial_state=start, dtype=tf.float32)
        weights = tf.ones([1, length])
        loss = contrib.seq2seq.sequence_loss(logits=scores, targets=y, weights=weights)
        cost = tf.reduce_mean(loss)
        step = tf.train.AdamOptimizer(learning_rate=RATE).minimize(cost)
        return training.GraphModel(variant, [x], y, scores, {"states": scores}, cost, step)


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Train either form on its word; its losses, see `reference.models.training.fit`."""
    question, answer = data(model.name)
    return training.fit(model, [question], answer, epochs, watch)


def predict(model: training.Model, question: str = "") -> str:
    """What the model says to a word as long as its own question, which is the default."""
    word = VARIANTS[model.name]
    scores = training.outputs(model, one_hot(question or word.question, model.name))
    return "".join(word.alphabet[k] for k in scores[0].argmax(-1))
