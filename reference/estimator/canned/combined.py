"""Estimators of dense layers and sums of weights, trained together.

Source: TensorFlow 1.15, ``tf.estimator.DNNLinearCombinedClassifier`` and
``DNNLinearCombinedRegressor``; https://arxiv.org/abs/1606.07792
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.canned.classification import classification_head
from reference.estimator.canned.dnn import DenseLayers, dnn_scope
from reference.estimator.canned.examples import check_features
from reference.estimator.canned.head import Head
from reference.estimator.canned.linear import linear_logits, linear_scope
from reference.estimator.canned.optimizers import optimizer_of
from reference.estimator.canned.regression import RegressionHead
from reference.estimator.estimator import Estimator
from reference.estimator.spec import EstimatorSpec

_DNN_LEARNING_RATE = 0.001
_LINEAR_LEARNING_RATE = 0.005


@dataclass(frozen=True)
class _Parts:
    """Both parts of a model; each may be missing, which no columns say."""

    linear_columns: Sequence[Any]
    linear_optimizer: Any
    sparse_combiner: str
    dense_layers: DenseLayers
    dnn_optimizer: Any

    def __post_init__(self) -> None:
        if not self.linear_columns and not self.dense_layers.feature_columns:
            raise ValueError(
                "Either linear_feature_columns or dnn_feature_columns must be defined."
            )

    def _dense(self, features: Any, mode: str, units: int) -> tf.Tensor:
        if not self.dense_layers.hidden_units:
            raise ValueError(
                "dnn_hidden_units must be defined when dnn_feature_columns is specified."
            )
        with dnn_scope():
            return self.dense_layers.logits(features, mode, units)

    def _linear(self, features: Any, units: int) -> tf.Tensor:
        with linear_scope(self.dense_layers.input_partitioner):
            logits = linear_logits(features, self.linear_columns, units, self.sparse_combiner)
            tf.summary.scalar("linear/fraction_of_zero_values", tf.nn.zero_fraction(logits))
            tf.summary.histogram("linear/activation", logits)
        return logits

    def _optimizers(self) -> dict[str, tf.train.Optimizer]:
        """The optimizer of each part by the name of its scope."""
        found = {}
        if self.dense_layers.feature_columns:
            found["dnn"] = optimizer_of(self.dnn_optimizer, _DNN_LEARNING_RATE)
        if self.linear_columns:
            rate = min(_LINEAR_LEARNING_RATE, 1.0 / math.sqrt(len(self.linear_columns)))
            found["linear"] = optimizer_of(self.linear_optimizer, rate)
        return found

    def model(self, head: Head) -> Callable[..., EstimatorSpec]:
        """The model function with this head."""

        def model_fn(features: Any, labels: Any, mode: str) -> EstimatorSpec:
            check_features(features)
            optimizers = self._optimizers()
            units = head.logits_dimension
            parts = []
            if "dnn" in optimizers:
                parts.append(self._dense(features, mode, units))
            if "linear" in optimizers:
                parts.append(self._linear(features, units))

            def train(loss: tf.Tensor) -> Any:
                steps = [
                    optimizer.minimize(
                        loss, var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope)
                    )
                    for scope, optimizer in optimizers.items()
                ]
                with tf.control_dependencies([tf.group(*steps)]):
                    return tf.assign_add(tf.train.get_global_step(), 1).op

            logits = parts[0] if len(parts) == 1 else parts[0] + parts[1]
            return head.spec(features, mode, logits, labels, train)

        return model_fn


class DNNLinearCombinedClassifier(Estimator):
    """Dense layers and sums of weights that tell classes, each part with its optimizer.

    Predictions and metrics are those of `DNNClassifier`.

    Args:
      model_dir, config, warm_start_from: as `Estimator` takes them.
      linear_feature_columns: columns of the sums; none if None.
      linear_optimizer: Ftrl, rate 0.005 by default.
      dnn_feature_columns: columns of the dense layers; none if None.
      dnn_optimizer: Adagrad, rate 0.001 by default.
      dnn_hidden_units, dnn_activation_fn, dnn_dropout, batch_norm: as `DNNClassifier` takes
        ``hidden_units``, ``activation_fn``, ``dropout``, ``batch_norm``.
      n_classes, weight_column, label_vocabulary, loss_reduction: as `DNNClassifier` takes them.
      input_layer_partitioner: splits the variables of embeddings and of sums.
      linear_sparse_combiner: as `LinearClassifier` takes ``sparse_combiner``.

    Raises:
      ValueError: as `DNNClassifier`; or there are no columns at all.

    Source: ``tf.estimator.DNNLinearCombinedClassifier`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_dir: Any = None,
        linear_feature_columns: Sequence[Any] | None = None,
        linear_optimizer: Any = "Ftrl",
        dnn_feature_columns: Sequence[Any] | None = None,
        dnn_optimizer: Any = "Adagrad",
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Callable[..., Any] | None = tf.nn.relu,
        dnn_dropout: float | None = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Any = None,
        input_layer_partitioner: Any = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
        linear_sparse_combiner: str = "sum",
    ) -> None:
        layers = DenseLayers(
            dnn_hidden_units or (),
            tuple(dnn_feature_columns or ()),
            dnn_activation_fn,
            dnn_dropout,
            batch_norm,
            input_layer_partitioner,
        )
        columns = tuple(linear_feature_columns or ())
        parts = _Parts(columns, linear_optimizer, linear_sparse_combiner, layers, dnn_optimizer)
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        super().__init__(parts.model(head), model_dir, config, warm_start_from=warm_start_from)


class DNNLinearCombinedRegressor(Estimator):
    """Dense layers and sums of weights that give numbers, each part with its optimizer.

    Predictions and metrics are those of `DNNRegressor`.

    Args:
      label_dimension: how many numbers an example has.
      model_dir, linear_feature_columns, linear_optimizer, dnn_feature_columns, dnn_optimizer,
        dnn_hidden_units, dnn_activation_fn, dnn_dropout, weight_column, input_layer_partitioner,
        config, warm_start_from, loss_reduction, batch_norm, linear_sparse_combiner: as
        `DNNLinearCombinedClassifier` takes them.

    Raises:
      ValueError: as `DNNRegressor`; or there are no columns at all.

    Source: ``tf.estimator.DNNLinearCombinedRegressor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_dir: Any = None,
        linear_feature_columns: Sequence[Any] | None = None,
        linear_optimizer: Any = "Ftrl",
        dnn_feature_columns: Sequence[Any] | None = None,
        dnn_optimizer: Any = "Adagrad",
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Callable[..., Any] | None = tf.nn.relu,
        dnn_dropout: float | None = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        input_layer_partitioner: Any = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
        linear_sparse_combiner: str = "sum",
    ) -> None:
        layers = DenseLayers(
            dnn_hidden_units or (),
            tuple(dnn_feature_columns or ()),
            dnn_activation_fn,
            dnn_dropout,
            batch_norm,
            input_layer_partitioner,
        )
        columns = tuple(linear_feature_columns or ())
        parts = _Parts(columns, linear_optimizer, linear_sparse_combiner, layers, dnn_optimizer)
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        super().__init__(parts.model(head), model_dir, config, warm_start_from=warm_start_from)
