"""The MNIST tutorial's model: two hidden layers of rectified linear units and a linear layer.

Source: ``tensorflow.examples.tutorials.mnist.mnist`` of TensorFlow 1.15.
"""

import math
from typing import Any

import tensorflow.compat.v1 as tf

__all__ = [
    "IMAGE_PIXELS",
    "IMAGE_SIZE",
    "NUM_CLASSES",
    "evaluation",
    "inference",
    "loss",
    "training",
]

NUM_CLASSES = 10
IMAGE_SIZE = 28
IMAGE_PIXELS = IMAGE_SIZE * IMAGE_SIZE


def _linear(scope: str, inputs: Any, fan_in: int, units: int, activation: Any = None) -> tf.Tensor:
    """``activation(inputs @ weights + biases)``; weights of standard deviation 1/sqrt(fan_in)."""
    with tf.name_scope(scope):
        start = tf.truncated_normal([fan_in, units], stddev=1.0 / math.sqrt(float(fan_in)))
        weights = tf.Variable(start, name="weights")
        biases = tf.Variable(tf.zeros([units]), name="biases")
        outputs = tf.matmul(inputs, weights) + biases
        return outputs if activation is None else activation(outputs)


def inference(images: Any, hidden1_units: int, hidden2_units: int) -> tf.Tensor:
    """Logits of the ten digits.

    Args:
        images: float32 ``[batch, 784]``.
        hidden1_units: width of the first hidden layer.
        hidden2_units: width of the second.

    Returns:
        float32 ``[batch, 10]``; the variables are ``<layer>/weights`` and ``<layer>/biases`` of
        ``hidden1``, ``hidden2`` and ``softmax_linear``.
    """
    hidden1 = _linear("hidden1", images, IMAGE_PIXELS, hidden1_units, tf.nn.relu)
    hidden2 = _linear("hidden2", hidden1, hidden1_units, hidden2_units, tf.nn.relu)
    return _linear("softmax_linear", hidden2, hidden2_units, NUM_CLASSES)


def loss(logits: Any, labels: Any) -> tf.Tensor:
    """Mean cross entropy, a float32 scalar.

    Args:
        logits: float32 ``[batch, 10]``.
        labels: integers ``[batch]``.
    """
    return tf.losses.sparse_softmax_cross_entropy(labels=tf.cast(labels, tf.int64), logits=logits)


def training(loss: Any, learning_rate: float) -> tf.Operation:
    """The op that makes a step of gradient descent and counts it.

    Args:
        loss: scalar tensor; it is written to the summary ``loss``.
        learning_rate: of the descent.
    """
    tf.summary.scalar("loss", loss)
    optimizer = tf.train.GradientDescentOptimizer(learning_rate)
    return optimizer.minimize(loss, global_step=tf.Variable(0, name="global_step", trainable=False))


def evaluation(logits: Any, labels: Any) -> tf.Tensor:
    """How many examples have their largest logit at the label, an int32 scalar.

    Args:
        logits: float32 ``[batch, 10]``.
        labels: int32 ``[batch]``.
    """
    return tf.reduce_sum(tf.cast(tf.nn.in_top_k(logits, labels, 1), tf.int32))
