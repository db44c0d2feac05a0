"""Estimators of dense layers.

Source: TensorFlow 1.15, ``tf.estimator.DNNClassifier`` and ``DNNRegressor``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.canned.classification import classification_head
from reference.estimator.canned.columns import input_layer
from reference.estimator.canned.examples import check_features
from reference.estimator.canned.head import Head
from reference.estimator.canned.optimizers import optimizer_of
from reference.estimator.canned.regression import RegressionHead
from reference.estimator.estimator import Estimator
from reference.estimator.modes import ModeKeys
from reference.estimator.spec import EstimatorSpec
from reference.layers.core import dense, dropout
from reference.layers.normalization import batch_normalization

_LEARNING_RATE = 0.05


@dataclass(frozen=True)
class DenseLayers:
    """The layers below the head.

    Attributes:
      hidden_units: sizes of the hidden layers.
      feature_columns: dense columns of ``tf.feature_column``.
      activation_fn: of the hidden layers.
      dropout: share of their outputs that is dropped in training; none if None.
      batch_norm: whether their outputs are normalised.
      input_partitioner: splits the variables of embeddings.
    """

    hidden_units: Sequence[int]
    feature_columns: Sequence[Any]
    activation_fn: Callable[..., Any] | None
    dropout: float | None
    batch_norm: bool
    input_partitioner: Any

    def logits(self, features: Any, mode: str, units: int) -> tf.Tensor:
        """The logits, float32 of shape [batch, units], in the variable scope that is open."""
        training = mode == ModeKeys.TRAIN
        scope = tf.get_variable_scope().name
        net = input_layer(features, self.feature_columns, self.input_partitioner)
        for number, size in enumerate(self.hidden_units):
            name = f"hiddenlayer_{number}"
            net = _dense(net, size, self.activation_fn, name)
            if self.dropout is not None and training:
                net = dropout(net, rate=self.dropout, training=True)
            if self.batch_norm:
                normalization = f"{name}/batchnorm_{number}"
                net = batch_normalization(
                    net, momentum=0.999, training=training, name=normalization
                )
            _summarise(net, f"{scope}/{name}")
        logits = _dense(net, units, None, "logits")
        _summarise(logits, f"{scope}/logits")
        return logits


def _dense(inputs: tf.Tensor, units: int, activation: Any, name: str) -> tf.Tensor:
    initializer = tf.glorot_uniform_initializer()
    return dense(inputs, units, activation, kernel_initializer=initializer, name=name)


def _summarise(value: tf.Tensor, tag: str) -> None:
    tf.summary.scalar(f"{tag}/fraction_of_zero_values", tf.nn.zero_fraction(value))
    tf.summary.histogram(f"{tag}/activation", value)


def dnn_scope() -> Any:
    """The variable scope of the layers: variables are resources of one part, as in 1.15."""
    partitioner = tf.min_max_variable_partitioner(max_partitions=0)
    return tf.variable_scope("dnn", partitioner=partitioner, use_resource=True)


def _model(head: Head, layers: DenseLayers, optimizer: Any) -> Callable[..., EstimatorSpec]:
    def model_fn(features: Any, labels: Any, mode: str) -> EstimatorSpec:
        chosen = optimizer_of(optimizer, _LEARNING_RATE)
        check_features(features)

        def train(loss: tf.Tensor) -> Any:
            return chosen.minimize(loss, global_step=tf.train.get_global_step())

        with dnn_scope():
            logits = layers.logits(features, mode, head.logits_dimension)
            return head.spec(features, mode, logits, labels, train)

    return model_fn


class DNNClassifier(Estimator):
    """Dense layers that tell classes.

    Predictions: ``logits``, ``probabilities``, ``class_ids``, ``classes``, ``all_class_ids``,
    ``all_classes``, and for two classes ``logistic``. Metrics: ``accuracy``, ``average_loss``, and
    for two classes ``accuracy_baseline``, ``auc``, ``auc_precision_recall``, ``precision``,
    ``recall``, ``label/mean``, ``prediction/mean``.

    Args:
      hidden_units: sizes of the hidden layers.
      feature_columns: dense columns of ``tf.feature_column``.
      model_dir, config, warm_start_from: as `Estimator` takes them.
      n_classes: number of classes.
      weight_column: name of the feature of the examples' weights, or its ``numeric_column``.
      label_vocabulary: names of the classes, if labels are names.
      optimizer: name, ``tf.train.Optimizer``, or a function that returns one; Adagrad, rate 0.05.
      activation_fn: of the hidden layers.
      dropout: share of their outputs that is dropped in training.
      input_layer_partitioner: splits the variables of embeddings.
      loss_reduction: one of ``tf.losses.Reduction``; the sum over the batch.
      batch_norm: whether the hidden layers' outputs are normalised.

    Raises:
      ValueError: as `Estimator`; a number of classes, a reduction or an optimizer that is none.

    Source: ``tf.estimator.DNNClassifier`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        hidden_units: Sequence[int],
        feature_columns: Sequence[Any],
        model_dir: Any = None,
        n_classes: int = 2,
        weight_column: Any = None,
        label_vocabulary: Any = None,
        optimizer: Any = "Adagrad",
        activation_fn: Callable[..., Any] | None = tf.nn.relu,
        dropout: float | None = None,
        input_layer_partitioner: Any = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
    ) -> None:
        head = classification_head(n_classes, weight_column, label_vocabulary, loss_reduction)
        layers = DenseLayers(
            hidden_units,
            tuple(feature_columns or ()),
            activation_fn,
            dropout,
            batch_norm,
            input_layer_partitioner,
        )
        model_fn = _model(head, layers, optimizer)
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)


class DNNRegressor(Estimator):
    """Dense layers that give numbers.

    Predictions: ``predictions``. Metrics: ``average_loss``, ``label/mean``, ``prediction/mean``.

    Args:
      label_dimension: how many numbers an example has.
      hidden_units, feature_columns, model_dir, weight_column, optimizer, activation_fn, dropout,
        input_layer_partitioner, config, warm_start_from, loss_reduction, batch_norm: as
        `DNNClassifier` takes them.

    Raises:
      ValueError: as `DNNClassifier`.

    Source: ``tf.estimator.DNNRegressor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        hidden_units: Sequence[int],
        feature_columns: Sequence[Any],
        model_dir: Any = None,
        label_dimension: int = 1,
        weight_column: Any = None,
        optimizer: Any = "Adagrad",
        activation_fn: Callable[..., Any] | None = tf.nn.relu,
        dropout: float | None = None,
        input_layer_partitioner: Any = None,
        config: Any = None,
        warm_start_from: Any = None,
        loss_reduction: str = tf.losses.Reduction.SUM,
        batch_norm: bool = False,
    ) -> None:
        head = RegressionHead(label_dimension, weight_column, loss_reduction)
        layers = DenseLayers(
            hidden_units,
            tuple(feature_columns or ()),
            activation_fn,
            dropout,
            batch_norm,
            input_layer_partitioner,
        )
        model_fn = _model(head, layers, optimizer)
        super().__init__(model_fn, model_dir, config, warm_start_from=warm_start_from)
