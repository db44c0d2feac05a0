"""Estimators of sums of weights.

Source: TensorFlow 1.15, ``tf.estimator.LinearClassifier`` and ``LinearRegressor``.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.canned.classification import classification_head
from reference.estimator.canned.columns import partitioner_of_inputs, weighted_sums
from reference.estimator.canned.examples import check_features
from reference.estimator.canned.head import Head
from reference.estimator.canned.optimizers import optimizer_of
from reference.estimator.canned.regression import RegressionHead
from reference.estimator.estimator import Estimator
from reference.estimator.spec import EstimatorSpec

_LEARNING_RATE = 0.2


def linear_scope(partitioner: Any = None) -> Any:
    """The variable scope of the weights: variables are resources of one part, as in 1.15."""
    partitioner = partitioner_of_inputs(partitioner)
    return tf.variable_scope("linear", partitioner=partitioner, use_resource=True)


def linear_logits(
    features: Any, columns: Sequence[Any], units: int, sparse_combiner: str
) -> tf.Tensor:
    """Sums of weights, float32 of shape [batch, units], with summaries of weights and bias."""
    logits, weights, bias = weighted_sums(features, columns, units, sparse_combiner)
    if units > 1:
        tf.summary.histogram("bias", bias)
    else:
        tf.summary.scalar("bias", bias[0])
    flat = [tf.reshape(each, [-1]) for each in weights]
    tf.summary.scalar("fraction_of_zero_weights", tf.nn.zero_fraction(tf.concat(flat, 0)))
    return logits


def _model(
    head: Head, columns: Sequence[Any], optimizer: Any, partitioner: Any, sparse_combiner: str
) -> Callable[..., EstimatorSpec]:
    def model_fn(features: Any, labels: Any, mode: str) -> EstimatorSpec:
        check_features(features)

        def train(loss: tf.Tensor) -> Any:
            rate = min(_LEARNING_RATE, 1.0 / math.sqrt(len(columns)))
            chosen = optimizer or tf.train.FtrlOptimizer(rate)
            chosen = optimizer_of(chosen, _LEARNING_RATE)
            return chosen.minimize(loss, global_step=tf.train.get_global_step())

        with linear_scope(partitioner):
            logits = linear_logits(features, columns, head.logits_dimension, sparse_combiner)
            return head.spec(features, mode, logits, labels, train)

    return model_fn


class LinearClassifier(Estimator):
    """Sums of weights that tell classes.

    Predictions and metrics are those of `DNNClassifier`.

    Args:
      feature_columns: dense or categorical columns of ``tf.feature_column``.
      optimizer: as `DNNClassifier` takes it; Ftrl, rate 0.2.
      partitioner: splits the variables.
      sparse_combiner: how several values of a categorical column go together: ``sum``, ``mean`` or
        ``sqrtn``.
      model_dir, n_classes, weight_column, label_vocabulary, config, warm_start_from,
        loss_reduction: as `DNNClassifier` takes them.

    Raises:
      ValueError: as `DNNClassifier`.

    Source: ``tf.estimator.LinearClassifier`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        feature_columns: Sequence[Any],
        model_dir: Any = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Any = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        partitioner: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        sparse_combiner: str = "sum",
    ) -> None:
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        columns = tuple(feature_columns or ())
        model_fn = _model(head, columns, optimizer, partitioner, sparse_combiner)
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class LinearRegressor(Estimator):
    """Sums of weights.

    Predictions and metrics are those of `DNNRegressor`.

    Args:
      label_dimension: how many numbers an example has.
      feature_columns, model_dir, weight_column, optimizer, config, partitioner, warm_start_from,
        loss_reduction, sparse_combiner: as `LinearClassifier` takes them.

    Raises:
      ValueError: as `DNNRegressor`.

    Source: ``tf.estimator.LinearRegressor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        feature_columns: Sequence[Any],
        model_dir: Any = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        optimizer: Any = "Ftrl",
        config: Any = None,
        partitioner: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        sparse_combiner: str = "sum",
    ) -> None:
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        columns = tuple(feature_columns or ())
        model_fn = _model(head, columns, optimizer, partitioner, sparse_combiner)
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)
