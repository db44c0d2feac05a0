"""Heads: what makes predictions, a loss, a training operation and metrics of logits.

Source: TensorFlow 1.15, ``tf.contrib.learn.head``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.heads import losses
from reference.contrib.learn.heads.base import Head
from reference.contrib.learn.heads.classification import (
    BinaryLogisticHead,
    BinarySvmHead,
    MultiClassHead,
    MultiLabelHead,
)
from reference.contrib.learn.heads.regression import RegressionHead
from reference.contrib.learn.heads.several import LossOnlyHead, MultiHead, no_op_train_fn

__all__ = [
    "Head",
    "binary_svm_head",
    "loss_only_head",
    "multi_class_head",
    "multi_head",
    "multi_label_head",
    "no_op_train_fn",
    "poisson_regression_head",
    "regression_head",
]


def regression_head(
    label_name: str | None = None,
    weight_column_name: str | None = None,
    label_dimension: int = 1,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    link_fn: Callable[[tf.Tensor], tf.Tensor] | None = None,
) -> Head:
    """The head of numbers, with the mean squared error.

    It predicts ``scores``: float32 of shape [batch], or [batch, label_dimension].

    Args:
      label_name: name of the labels, where there are several.
      weight_column_name: name of the feature of the examples' weights.
      label_dimension: how many numbers an example has.
      enable_centered_bias: whether a bias of its own is learned from the labels alone.
      head_name: name of the head: of its scope, and behind those of its metrics.
      link_fn: logits -> predictions; the same if None.

    Source: ``tf.contrib.learn.regression_head`` of TensorFlow 1.15.
    """
    return RegressionHead(
        label_dimension,
        losses.mean_squared_loss,
        link_fn or tf.identity,
        label_name,
        weight_column_name,
        enable_centered_bias,
        head_name,
    )


def poisson_regression_head(
    label_name: str | None = None,
    weight_column_name: str | None = None,
    label_dimension: int = 1,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
) -> Head:
    """The head of counts, with the Poisson loss; it predicts their means, ``scores``.

    Args:
      label_name, weight_column_name, label_dimension, enable_centered_bias, head_name: as
        `regression_head` takes them.

    Source: ``tf.contrib.learn.poisson_regression_head`` of TensorFlow 1.15.
    """
    return RegressionHead(
        label_dimension,
        losses.poisson_loss,
        tf.exp,
        label_name,
        weight_column_name,
        enable_centered_bias,
        head_name,
    )


def multi_class_head(
    n_classes: int,
    label_name: str | None = None,
    weight_column_name: str | None = None,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    thresholds: Sequence[float] | None = None,
    metric_class_ids: Sequence[int] | None = None,
    loss_fn: Callable[..., tf.Tensor] | None = None,
    label_keys: Any = None,
) -> Head:
    """The head of classes that exclude each other.

    It predicts ``logits``, ``probabilities`` [batch, n_classes], ``classes`` [batch], and of two
    classes ``logistic`` [batch, 1].

    Args:
      n_classes: number of classes, numbered from 0.
      label_name, weight_column_name, enable_centered_bias, head_name: as `regression_head` takes
        them.
      thresholds: of the metrics of two classes that have one; 0.5 if None.
      metric_class_ids: of more than two, classes that get metrics of their own.
      loss_fn: function of ``labels``, ``logits`` and ``weights``; cross entropy if None.
      label_keys: names of more than two classes, if labels are names.

    Raises:
      ValueError: ``n_classes`` is below two, an argument does not go with it, or ``loss_fn`` takes
        other arguments.

    Source: ``tf.contrib.learn.multi_class_head`` of TensorFlow 1.15.
    """
    if n_classes is None or n_classes < 2:
        raise ValueError(f"n_classes must be > 1 for classification: {n_classes}.")
    loss = losses.custom(loss_fn)
    if n_classes == 2:
        if metric_class_ids:
            raise ValueError("metric_class_ids invalid for n_classes==2.")
        if label_keys:
            raise ValueError("label_keys is not supported for n_classes=2.")
        return BinaryLogisticHead(
            label_name, weight_column_name, enable_centered_bias, head_name, loss, thresholds
        )
    return MultiClassHead(
        n_classes,
        label_name,
        weight_column_name,
        enable_centered_bias,
        head_name,
        loss,
        metric_class_ids,
        label_keys,
    )


def binary_svm_head(
    label_name: str | None = None,
    weight_column_name: str | None = None,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    thresholds: Sequence[float] | None = None,
) -> Head:
    """The head of two classes with the hinge loss; it predicts ``logits`` and ``classes``.

    Args:
      label_name, weight_column_name, enable_centered_bias, head_name: as `regression_head` takes
        them.
      thresholds: of no use.

    Source: ``tf.contrib.learn.binary_svm_head`` of TensorFlow 1.15.
    """
    del thresholds
    return BinarySvmHead(label_name, weight_column_name, enable_centered_bias, head_name)


def multi_label_head(
    n_classes: int,
    label_name: str | None = None,
    weight_column_name: str | None = None,
    enable_centered_bias: bool = False,
    head_name: str | None = None,
    thresholds: Sequence[float] | None = None,
    metric_class_ids: Sequence[int] | None = None,
    loss_fn: Callable[..., tf.Tensor] | None = None,
) -> Head:
    """The head of classes that do not exclude each other.

    Labels are zeros and ones, [batch, n_classes], or a sparse tensor of the numbers of classes. It
    predicts ``logits``, ``probabilities`` and ``classes``, [batch, n_classes] each.

    Args:
      n_classes: number of classes.
      thresholds: of no use.
      label_name, weight_column_name, enable_centered_bias, head_name, metric_class_ids, loss_fn: as
        `multi_class_head` takes them.

    Raises:
      ValueError: as `multi_class_head`.

    Source: ``tf.contrib.learn.multi_label_head`` of TensorFlow 1.15.
    """
    del thresholds
    if n_classes < 2:
        raise ValueError("n_classes must be > 1 for classification.")
    return MultiLabelHead(
        n_classes,
        label_name,
        weight_column_name,
        enable_centered_bias,
        head_name,
        losses.custom(loss_fn),
        metric_class_ids,
    )


def loss_only_head(loss_fn: Callable[[], Any], head_name: str | None = None) -> Head:
    """A head that has no logits and predicts nothing.

    Args:
      loss_fn: function without arguments; returns the loss, or a list of losses.
      head_name: name of the head.

    Source: ``tf.contrib.learn.head.loss_only_head`` of TensorFlow 1.15.
    """
    return LossOnlyHead(loss_fn, head_name)


def multi_head(heads: Sequence[Any], loss_weights: Sequence[float] | None = None) -> Head:
    """Several heads, whose losses are added; predictions are named (head, prediction).

    Args:
      heads: the heads, which have names.
      loss_weights: factors of their losses; 1 if None.

    Raises:
      ValueError: a head has no name, or there is another number of factors than of heads.

    Source: ``tf.contrib.learn.multi_head`` of TensorFlow 1.15.
    """
    if loss_weights and len(loss_weights) != len(heads):
        raise ValueError("heads and loss_weights must have same size")
    return MultiHead(heads, loss_weights)
