"""Estimators that look at no feature: what is left to beat.

Source: TensorFlow 1.15, ``tf.estimator.BaselineClassifier`` and ``BaselineRegressor``.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.canned.classification import classification_head
from reference.estimator.canned.head import Head
from reference.estimator.canned.optimizers import optimizer_of
from reference.estimator.canned.regression import RegressionHead
from reference.estimator.estimator import Estimator
from reference.estimator.spec import EstimatorSpec

_LEARNING_RATE = 0.3


def _model(head: Head, optimizer: Any) -> Callable[..., EstimatorSpec]:
    units = head.logits_dimension

    def model_fn(features: Any, labels: Any, mode: str) -> EstimatorSpec:
        counted = next(
            value for name, value in features.items() if name != _name(head.weight_column)
        )
        with tf.variable_scope("baseline"):
            bias = tf.get_variable("bias", [units], initializer=tf.zeros_initializer())
            logits = bias * tf.ones([tf.shape(counted)[0], units])

        def train(loss: tf.Tensor) -> Any:
            chosen = optimizer_of(optimizer, _LEARNING_RATE)
            return chosen.minimize(loss, global_step=tf.train.get_global_step())

        return head.spec(features, mode, logits, labels, train)

    return model_fn


def _name(weight_column: Any) -> Any:
    return getattr(weight_column, "key", weight_column)


class BaselineClassifier(Estimator):
    """Learns how common each class is.

    Predictions and metrics are those of `DNNClassifier`.

    Args:
      optimizer: as `DNNClassifier` takes it; Ftrl, rate 0.3.
      model_dir, n_classes, weight_column, label_vocabulary, config, loss_reduction: as
        `DNNClassifier` takes them.

    Raises:
      ValueError: as `DNNClassifier`.

    Source: ``tf.estimator.BaselineClassifier`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_dir: Any = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Any = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
    ) -> None:
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(_model(head, optimizer), model_dir, config)


class BaselineRegressor(Estimator):
    """Learns the mean of the labels.

    Predictions and metrics are those of `DNNRegressor`.

    Args:
      label_dimension: how many numbers an example has.
      optimizer: as `DNNClassifier` takes it; Ftrl, rate 0.3.
      model_dir, weight_column, config, loss_reduction: as `DNNClassifier` takes them.

    Raises:
      ValueError: as `DNNRegressor`.

    Source: ``tf.estimator.BaselineRegressor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_dir: Any = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
    ) -> None:
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        super().__init__(_model(head, optimizer), model_dir, config)
