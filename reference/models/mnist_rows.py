r"""A1 MNIST rows: reads a picture of a digit row by row, then says which digit it is.

T = 28 rows of F = 28 pixels, H = 128 units, C = 10 digits::

    h_t = tanh(W [x_t, h_{t-1}] + b)    h_0 = 0    x_t [28], h_t [128], W [156, 128], b [128]
    scores = V h_28 + c                            V [128, 10], c [10]
    loss = - mean over the batch of log softmax(scores)[digit]

V and c start from a standard normal distribution. Adam, rate 0.001, batches of 128, 30 epochs.

Source: document A, part 1.
"""

import contextlib
import io

import keras
import numpy as np
import tensorflow.compat.v1 as tf
from keras import layers

from reference.examples.tutorials.mnist import input_data
from reference.models import training
from reference.nn import rnn_cell

ROWS, PIXELS, UNITS, DIGITS = 28, 28, 128, 10
RATE, EPOCHS, BATCH = 0.001, 30, 128
SCOPES = {"states": "rnn", "head": ("Variable", "Variable_1")}


def data(folder: str = "MNIST_data", seed: int | None = None) -> input_data.Datasets:
    """The digits in three parts, as the tutorials' reader of TensorFlow 1 gives them.

    Args:
        folder: of the four files of MNIST; if one is missing, Keras downloads the digits once.
        seed: of the order in which the training digits are dealt out.
    """
    with contextlib.redirect_stdout(io.StringIO()):  # the reader prints the files' names
        return input_data.read_data_sets(folder, one_hot=True, seed=seed)


def rows(images: np.ndarray) -> np.ndarray:
    """Pictures ``[batch, 784]`` as ``[batch, 28, 28]``."""
    return images.reshape(-1, ROWS, PIXELS)


def build() -> keras.Model:
    """The Keras model: pictures ``[batch, 28, 28]`` to scores ``[batch, 10]``."""
    normal = keras.initializers.RandomNormal(stddev=1.0)
    pictures = keras.Input((ROWS, PIXELS))
    states = layers.SimpleRNN(UNITS, return_sequences=True, name="states")(pictures)
    scores = layers.Dense(DIGITS, kernel_initializer=normal, bias_initializer=normal, name="head")(
        states[:, -1]
    )
    model = keras.Model(pictures, scores, name="mnist_rows")
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(training.Adam(RATE), loss)
    return model


def build_graph(seed: int | None = None) -> training.GraphModel:
    """The document's graph; under a seed, with TensorFlow 1.15's numbers."""
    with training.graph(seed):
        x = tf.placeholder(tf.float32, [None, ROWS, PIXELS])
        y = tf.placeholder(tf.float32, [None, DIGITS])
        cell = rnn_cell.BasicRNNCell(UNITS)
        states, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        last = tf.transpose(states, [1, 0, 2])[-1]
        w = tf.Variable(tf.random_normal([UNITS, DIGITS]))
        b = tf.Variable(tf.random_normal([DIGITS]))
        scores = tf.matmul(last, w) + b
        each = tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=scores)
        loss = tf.reduce_mean(each)
        step = tf.train.AdamOptimizer(RATE).minimize(loss)
        return training.GraphModel("mnist_rows", [x], y, scores, {"states": states}, loss, step)


def train(
    model: training.Model,
    epochs: int = EPOCHS,
    watch: training.Watch | None = None,
    given: input_data.Datasets | None = None,
) -> list[float]:
    """Train either form on `data`, or on what it gave before; the mean loss of each epoch."""
    dealt = (given or data()).train
    step = training.stepper(model)
    steps = dealt.num_examples // BATCH
    losses = []
    for epoch in range(1, epochs + 1):
        batches = (dealt.next_batch(BATCH) for _ in range(steps))
        losses.append(sum(step([rows(images)], labels) for images, labels in batches) / steps)
        if watch:
            watch(epoch, losses[-1])
    return losses


def predict(model: training.Model, images: np.ndarray | None = None) -> np.ndarray:
    """The digits that the model sees in pictures, ``[batch]``; by default those of the test set."""
    pictures = data().test.images if images is None else images
    return training.outputs(model, rows(pictures)).argmax(-1)


def accuracy(model: training.Model, given: input_data.Datasets | None = None) -> float:
    """The share of the test digits that the model sees right."""
    test = (given or data()).test
    return float(np.mean(predict(model, test.images) == test.labels.argmax(-1)))
