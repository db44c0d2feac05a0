r"""A3 word translation: reads an English word, writes a Korean one (sequence to sequence).

F = C = 41 symbols: `S`tart, `E`nd, `P`adding, 26 letters, 12 syllables. H = 128 units. The encoder
reads four letters x_t, the decoder starts from its last state and reads `S` and the Korean word::

    h_t = tanh(W [x_t, h_{t-1}] + b)     h_0 = 0      x_t [41], h_t [128], W [169, 128], b [128]
    g_t = tanh(U [y_{t-1}, g_{t-1}] + d)  g_0 = h_4   y_0 = S; U [169, 128], d [128]
    scores_t = V g_t + e                              V [128, 41], e [41]
    loss = - mean over words and steps of log softmax(scores_t)[y_t]       y_3 = E

Half of what the decoder gives is dropped at random. Adam, rate 0.01, 100 steps with all six pairs.
To translate, the decoder reads padding only.

Source: document A, part 3. Its dropout stays on when it predicts, and so does that of
`build_graph`; Keras drops nothing then.
"""

import string

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers as keras_layers

from reference import layers
from reference.models import training
from reference.nn import rnn_cell

BOOK = {
    "milk": "우유", "tree": "나무", "wind": "바람",
    "lake": "호수", "mist": "안개", "face": "얼굴",
}  # fmt: skip
ALPHABET = "SEP" + string.ascii_lowercase + "".join(BOOK.values())
SYMBOLS, UNITS, KEPT = len(ALPHABET), 128, 0.5
RATE, EPOCHS = 0.01, 100
SCOPES = {"encode": "encode", "states": "decode", "dense": "dense"}


def numbers(texts: list[str]) -> np.ndarray:
    """Texts of one length as int64 numbers ``[texts, symbols]``.

    >>> numbers(["SPE", "abc"])
    array([[0, 2, 1],
           [3, 4, 5]])
    """
    return np.array([[ALPHABET.index(symbol) for symbol in text] for text in texts], np.int64)


def one_hot(texts: list[str]) -> np.ndarray:
    """Texts of one length as float32 ``[texts, symbols, 41]``."""
    return np.eye(SYMBOLS, dtype=np.float32)[numbers(texts)]


def data() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """English ``[6, 4, 41]``, Korean behind `S` ``[6, 3, 41]``, and before `E` int64 ``[6, 3]``."""
    english, korean = list(BOOK), list(BOOK.values())
    return (
        one_hot(english),
        one_hot(["S" + word for word in korean]),
        numbers([word + "E" for word in korean]),
    )


def build(kept: float = KEPT) -> keras.Model:
    """The Keras model: two one-hot texts to scores of the second; ``kept`` is not dropped."""
    english = keras.Input((None, SYMBOLS))
    korean = keras.Input((None, SYMBOLS))
    encoder = keras_layers.SimpleRNN(UNITS, return_state=True, name="encode")
    _, last = encoder(english)
    decoder = keras_layers.SimpleRNN(UNITS, return_sequences=True, name="states")
    states = decoder(korean, initial_state=[last])
    scores = keras_layers.Dense(SYMBOLS, name="dense")(keras_layers.Dropout(1 - kept)(states))
    model = keras.Model([english, korean], scores, name="word_translation")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(training.Adam(RATE), loss)
    return model


def build_graph(seed: int | None = None, kept: float = KEPT) -> training.GraphModel:
    """The document's graph; under a seed, with TensorFlow 1.15's numbers."""
    with training.graph(seed):
        english = tf.placeholder(tf.float32, [None, None, SYMBOLS])
        korean = tf.placeholder(tf.float32, [None, None, SYMBOLS])
        targets = tf.placeholder(tf.int64, [None, None])
        with tf.variable_scope("encode"):
            cell = rnn_cell.DropoutWrapper(rnn_cell.BasicRNNCell(UNITS), output_keep_prob=kept)
            _, last = tf.nn.dynamic_rnn(cell, english, dtype=tf.float32)
        with tf.variable_scope("decode"):
            cell = rnn_cell.DropoutWrapper(rnn_cell.BasicRNNCell(UNITS), output_keep_prob=kept)
            states, _ = tf.nn.dynamic_rnn(cell, korean, initial_state=last, dtype=tf.float32)
        scores = layers.dense(states, SYMBOLS)
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=scores)
        loss = tf.reduce_mean(each)
        step = tf.train.AdamOptimizer(RATE).minimize(loss)
        inner = {"encode": last, "states": states}
        return training.GraphModel(
            "word_translation", [english, korean], targets, scores, inner, loss, step
        )


def train(
    model: training.Model, epochs: int = EPOCHS, watch: training.Watch | None = None
) -> list[float]:
    """Train either form on the six pairs; its losses, see `reference.models.training.fit`."""
    *texts, targets = data()
    return training.fit(model, texts, targets, epochs, watch)


def translate(model: training.Model, english: str) -> str:
    """What the model writes for an English word, up to the first `E`."""
    padding = "P" * len(english)
    (best,) = training.outputs(model, one_hot([english]), one_hot(["S" + padding])).argmax(-1)
    return "".join(ALPHABET[k] for k in best).partition("E")[0]


def predict(model: training.Model, words: list[str] = list(BOOK)) -> dict[str, str]:  # noqa: B006
    """What the model writes for English words, by word; see `translate`."""
    return {word: translate(model, word) for word in words}
