"""Estimators of sums of weights.

Source: TensorFlow 1.15, ``tf.contrib.learn.LinearClassifier``, ``LinearRegressor`` and
``LinearEstimator``.
"""

import math
from collections.abc import Iterable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column_sums import (
    joint_weighted_sum_from_feature_columns,
    weighted_sum_from_feature_columns,
)
from reference.contrib.layers.optimizers import OPTIMIZER_CLS_NAMES
from reference.contrib.learn.estimators.canned import (
    Classifier,
    Regressor,
    by_name,
    made,
    of_contrib,
    partitioner,
    refuse_sdca,
)
from reference.contrib.learn.estimators.estimator import Estimator
from reference.contrib.learn.estimators.model_fn import ModelFnOps
from reference.contrib.learn.head import multi_class_head, regression_head
from reference.estimator.canned.columns import weighted_sums

__all__ = [
    "LinearClassifier",
    "LinearEstimator",
    "LinearRegressor",
]

LEARNING_RATE = 0.2
SCOPE = "linear"
# Below this many bytes a weight stays in one piece.
MIN_SLICE = 64 << 20


def learning_rate(count: int) -> float:
    """The rate for a number of columns."""
    return min(LEARNING_RATE, 1.0 / math.sqrt(count))


def linear_logits(features: Any, columns: Any, units: int, joint: bool, scope: Any) -> tf.Tensor:
    """Sums of the columns' weights, float32 of shape [batch, units].

    Args:
      features: features by name.
      columns: columns of `contrib.layers`, or of ``tf.feature_column``.
      units: number of sums.
      joint: whether all columns share one variable.
      scope: variable scope of the columns of `contrib.layers`.
    """
    if not of_contrib(columns):
        return weighted_sums(features, columns, units, weight_collections=[SCOPE])[0]
    summed = joint_weighted_sum_from_feature_columns if joint else weighted_sum_from_feature_columns
    return summed(features, columns, units, weight_collections=[SCOPE], scope=scope)[0]


def _optimizer(given: Any, columns: Any) -> tf.train.Optimizer:
    if isinstance(given, str):
        return OPTIMIZER_CLS_NAMES[given](learning_rate=LEARNING_RATE)
    return made(given or tf.train.FtrlOptimizer(learning_rate(len(columns))))


def _linear_model_fn(
    features: Any, labels: Any, mode: str, params: Any, config: Any = None
) -> ModelFnOps:
    head = params["head"]
    columns = params["feature_columns"]
    clip = params.get("gradient_clip_norm")
    features = by_name(features)
    with tf.variable_scope(
        SCOPE, values=tuple(features.values()), partitioner=partitioner(config, MIN_SLICE)
    ) as scope:
        joint = params.get("joint_weights", False)
        logits = linear_logits(features, columns, head.logits_dimension, joint, scope)

        def train(loss: tf.Tensor) -> tf.Operation:
            step = tf.train.get_global_step()
            weights = tf.get_collection(SCOPE)
            gradients = tf.gradients(loss, weights)
            if clip:
                gradients, _ = tf.clip_by_global_norm(gradients, clip)
            optimizer = _optimizer(params.get("optimizer"), columns)
            pairs = zip(gradients, weights, strict=True)
            return optimizer.apply_gradients(pairs, global_step=step)

        return head.create_model_fn_ops(
            features=features, mode=mode, labels=labels, train_op_fn=train, logits=logits
        )


class LinearClassifier(Classifier):
    """Sums of weights that tell classes.

    Args:
      feature_columns: columns of `contrib.layers`, or of ``tf.feature_column``.
      model_dir, config, feature_engineering_fn: as `Estimator` takes them.
      n_classes, weight_column_name, enable_centered_bias, label_keys: as `multi_class_head` takes
        them.
      optimizer: name, ``tf.train.Optimizer``, or a function that returns one; Ftrl of the rate 0.2,
        or 1 / sqrt(number of columns) if that is less.
      gradient_clip_norm: the largest norm of all gradients together.
      _joint_weight: whether all columns share one variable.

    Raises:
      ValueError: as `multi_class_head`; or ``optimizer`` is none of these (SDCA).
      AssertionError: there are no columns.

    Source: ``tf.contrib.learn.LinearClassifier`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        _joint_weight: bool = False,
        config: Any = None,
        feature_engineering_fn: Any = None,
        label_keys: Any = None,
    ) -> None:
        refuse_sdca(optimizer)
        self._feature_columns = tuple(feature_columns or ())
        assert self._feature_columns
        head = multi_class_head(
            n_classes,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
            label_keys=label_keys,
        )
        super().__init__(
            _linear_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "feature_columns": feature_columns,
                "optimizer": optimizer,
                "gradient_clip_norm": gradient_clip_norm,
                "joint_weights": _joint_weight,
            },
            feature_engineering_fn,
        )


class LinearRegressor(Regressor):
    """Sums of weights.

    Args:
      label_dimension: how many numbers an example has.
      _joint_weights: whether all columns share one variable.
      feature_columns, model_dir, weight_column_name, optimizer, gradient_clip_norm,
        enable_centered_bias, config, feature_engineering_fn: as `LinearClassifier` takes them.

    Raises:
      ValueError: ``optimizer`` is none that TensorFlow 2 has (SDCA).
      AssertionError: there are no columns.

    Source: ``tf.contrib.learn.LinearRegressor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        label_dimension: int = 1,
        _joint_weights: bool = False,
        config: Any = None,
        feature_engineering_fn: Any = None,
    ) -> None:
        refuse_sdca(optimizer)
        self._feature_columns = tuple(feature_columns or ())
        assert self._feature_columns
        head = regression_head(
            weight_column_name=weight_column_name,
            label_dimension=label_dimension,
            enable_centered_bias=enable_centered_bias,
        )
        super().__init__(
            _linear_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "feature_columns": feature_columns,
                "optimizer": optimizer,
                "gradient_clip_norm": gradient_clip_norm,
                "joint_weights": _joint_weights,
            },
            feature_engineering_fn,
        )


class LinearEstimator(Estimator):
    """Sums of weights with a head of one's own.

    Args:
      head: a `Head`.
      weight_column_name: of no use: the head has it.
      feature_columns, model_dir, optimizer, gradient_clip_norm, _joint_weights, config,
        feature_engineering_fn: as `LinearRegressor` takes them.

    Raises:
      ValueError: ``optimizer`` is none that TensorFlow 2 has (SDCA).
      AssertionError: there are no columns.

    Source: ``tf.contrib.learn.LinearEstimator`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        feature_columns: Any,
        head: Any,
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        gradient_clip_norm: float | None = None,
        _joint_weights: bool = False,
        config: Any = None,
        feature_engineering_fn: Any = None,
    ) -> None:
        refuse_sdca(optimizer)
        assert feature_columns
        super().__init__(
            _linear_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "feature_columns": feature_columns,
                "optimizer": optimizer,
                "gradient_clip_norm": gradient_clip_norm,
                "joint_weights": _joint_weights,
            },
            feature_engineering_fn,
        )
