"""Losses of heads: the one that is trained, and the mean loss of an example.

Source: TensorFlow 1.15, ``contrib/learn/python/learn/estimators/head.py``.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import broadcast_weights
from reference.estimator.arguments import argument_names

Losses = tuple[tf.Tensor, tf.Tensor]


def weighted(losses: tf.Tensor, weights: Any) -> Losses:
    """The mean of losses, and their mean by weights: the first is trained, over all examples.

    Args:
      losses: float of shape [batch, any].
      weights: of a shape that goes with it; None for none.
    """
    with tf.name_scope("loss", values=(losses, weights)) as scope:
        if weights is None:
            loss = tf.reduce_mean(losses, name=scope)
            return loss, loss
        weights = broadcast_weights(weights, losses)
        with tf.name_scope(None, "weighted_loss", (losses, weights)) as name:
            products = tf.multiply(losses, weights, name=name)
        trained = tf.reduce_mean(products, name=scope)
        total = tf.cast(tf.reduce_sum(weights), tf.float32)
        mean = tf.div(tf.reduce_sum(products), total, name="weighted_average_loss")
        return trained, mean


def _columns(tensor: Any) -> tf.Tensor:
    """A tensor of shape [batch] as one of [batch, 1]."""
    tensor = tf.convert_to_tensor(tensor)
    return tf.expand_dims(tensor, axis=1) if tensor.shape.ndims == 1 else tensor


def _regression(name: str, each: Callable[..., tf.Tensor]) -> Callable[..., Losses]:
    """A loss of labels and logits of the same shape."""

    def loss_fn(labels: Any, logits: tf.Tensor, weights: Any = None) -> Losses:
        with tf.name_scope(None, name, (logits, labels)) as scope:
            logits, labels = tf.convert_to_tensor(logits), _columns(labels)
            logits = _columns(logits)
            logits.shape.assert_is_compatible_with(labels.shape)
            return weighted(each(labels, logits, scope), weights)

    return loss_fn


def _squared(labels: tf.Tensor, logits: tf.Tensor, name: str) -> tf.Tensor:
    return tf.squared_difference(logits, tf.cast(labels, tf.float32), name=name)


def _poisson(labels: tf.Tensor, logits: tf.Tensor, name: str) -> tf.Tensor:
    return tf.nn.log_poisson_loss(labels, logits, compute_full_loss=True, name=name)


mean_squared_loss = _regression("mean_squared_loss", _squared)
poisson_loss = _regression("_poisson_loss", _poisson)


def log_loss_with_two_classes(labels: Any, logits: tf.Tensor, weights: Any = None) -> Losses:
    """Cross entropy of two classes: labels of shape [batch] or [batch, 1], one logit."""
    with tf.name_scope(None, "log_loss_with_two_classes", (logits, labels)) as name:
        logits = tf.convert_to_tensor(logits)
        labels = _columns(tf.cast(labels, tf.float32))
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name=name)
        return weighted(losses, weights)


def sigmoid_cross_entropy_loss(labels: Any, logits: tf.Tensor, weights: Any = None) -> Losses:
    """Cross entropy of classes that do not exclude each other: labels of shape [batch, classes]."""
    with tf.name_scope(None, "sigmoid_cross_entropy_loss", (logits, labels)) as name:
        labels = tf.cast(labels, tf.float32)
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name=name)
        return weighted(losses, weights)


def softmax_cross_entropy_loss(labels: Any, logits: tf.Tensor, weights: Any = None) -> Losses:
    """Cross entropy of classes: integer labels of shape [batch] or [batch, 1].

    Raises:
      ValueError: labels are no integers.
    """
    with tf.name_scope(None, "softmax_cross_entropy_loss", (logits, labels)) as name:
        labels = tf.convert_to_tensor(labels)
        if not labels.dtype.is_integer:
            raise ValueError(f"Labels dtype should be integer Instead got {labels.dtype}.")
        in_columns = labels.shape.ndims == 2
        if in_columns:
            labels = tf.squeeze(labels, axis=(1,))
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name=name
        )
        if in_columns:
            losses = tf.expand_dims(losses, axis=1)
        return weighted(losses, weights)


def labels_of_rank_two_at_most(labels: tf.Tensor) -> tf.Operation:
    """Stops a step whose labels have more than two axes."""
    message = "labels shape should be either [batch_size, 1] or [batch_size]"
    return tf.Assert(tf.less_equal(tf.rank(labels), 2), (message,))


def hinge_loss(labels: tf.Tensor, logits: tf.Tensor, weights: Any = None) -> Losses:
    """Hinge loss of two classes: labels of shape [batch] or [batch, 1], one logit."""
    with tf.name_scope(None, "hinge_loss", (logits, labels)) as name:
        with tf.control_dependencies((labels_of_rank_two_at_most(labels),)):
            labels = tf.reshape(labels, shape=(-1, 1))
        none = tf.losses.Reduction.NONE
        losses = tf.losses.hinge_loss(labels=labels, logits=logits, scope=name, reduction=none)
        return weighted(losses, weights)


def custom(loss_fn: Callable[..., tf.Tensor] | None) -> Callable[..., Losses] | None:
    """A user's loss: what it returns is trained, and is the mean loss; None for none.

    Args:
      loss_fn: function of ``labels``, ``logits`` and ``weights``.

    Raises:
      ValueError: it takes other arguments.
    """
    if not loss_fn:
        return None
    names = argument_names(loss_fn)
    for name in ("labels", "logits", "weights"):
        if name not in names:
            raise ValueError(f"Argument {name} not found in loss_fn.")

    def wrapped(labels: Any, logits: tf.Tensor, weights: Any = None) -> Losses:
        given = (labels, logits) if weights is None else (labels, logits, weights)
        loss = loss_fn(*given)
        return loss, loss

    return wrapped
