"""A layer and its loss by one call.

Source: TensorFlow 1.15, ``tf.contrib.learn.ops.losses_ops``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

__all__ = ["mean_squared_error_regressor", "softmax_classifier"]


def mean_squared_error_regressor(
    tensor_in: tf.Tensor, labels: tf.Tensor, weights: Any, biases: Any, name: str | None = None
) -> tuple[tf.Tensor, tf.Tensor]:
    """A linear function, and its mean squared error.

    Args:
      tensor_in: float of shape [batch, features].
      labels: [batch] or [batch, outputs].
      weights: [features, outputs].
      biases: [outputs].
      name: name of the scope.

    Returns:
      Predictions, of the shape of the labels, and the loss, a scalar.

    Source: ``tf.contrib.learn.ops.mean_squared_error_regressor`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "mean_squared_error_regressor", [tensor_in, labels]):
        predictions = tf.nn.xw_plus_b(tensor_in, weights, biases)
        if labels.shape.ndims == 1 and predictions.shape.ndims == 2:
            predictions = tf.squeeze(predictions, axis=[1])
        return predictions, tf.losses.mean_squared_error(labels, predictions)


def softmax_classifier(
    tensor_in: tf.Tensor,
    labels: tf.Tensor,
    weights: Any,
    biases: Any,
    class_weight: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Probabilities of classes, and their cross entropy.

    Args:
      tensor_in: float of shape [batch, features].
      labels: one-hot, [batch, classes].
      weights: [features, classes].
      biases: [classes].
      class_weight: factors of the logits, [classes]; None for none.
      name: name of the scope.

    Returns:
      Probabilities, [batch, classes], and the loss, a scalar.

    Source: ``tf.contrib.learn.ops.softmax_classifier`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "softmax_classifier", [tensor_in, labels]):
        logits = tf.nn.xw_plus_b(tensor_in, weights, biases)
        if class_weight is not None:
            logits = tf.multiply(logits, class_weight)
        return tf.nn.softmax(logits), tf.losses.softmax_cross_entropy(labels, logits)
