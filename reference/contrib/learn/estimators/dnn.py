"""Estimators of dense layers.

Source: TensorFlow 1.15, ``tf.contrib.learn.DNNClassifier``, ``DNNRegressor`` and ``DNNEstimator``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.dense import fully_connected
from reference.contrib.layers.dropping import dropout as dropped
from reference.contrib.layers.feature_column import _EmbeddingColumn
from reference.contrib.layers.feature_column_inputs import input_from_feature_columns
from reference.contrib.layers.optimizers import optimize_loss
from reference.contrib.learn.estimators.canned import (
    Classifier,
    DeepRegressor,
    by_name,
    made,
    of_contrib,
    partitioner,
)
from reference.contrib.learn.estimators.estimator import Estimator
from reference.contrib.learn.estimators.model_fn import ModeKeys, ModelFnOps
from reference.contrib.learn.head import multi_class_head, regression_head

__all__ = [
    "DNNClassifier",
    "DNNEstimator",
    "DNNRegressor",
]

LEARNING_RATE = 0.05
SCOPE = "dnn"
# Below this many bytes the variable of an embedding stays in one piece.
MIN_SLICE = 64 << 20
_ACTIVATIONS = {"relu": tf.nn.relu, "tanh": tf.nn.tanh, "sigmoid": tf.nn.sigmoid}

Summarise = Callable[[tf.Tensor, str], None]


def summarise_behind(separator: str) -> Summarise:
    """A function that draws a layer's output; its tags stand behind the layer's name."""

    def summarise(value: tf.Tensor, tag: str) -> None:
        share = tf.nn.zero_fraction(value)
        tf.summary.scalar(f"{tag}{separator}fraction_of_zero_values", share)
        tf.summary.histogram(f"{tag}{separator}activation", value)

    return summarise


def dnn_input(features: Mapping[str, Any], columns: Any, input_partitioner: Any) -> Any:
    """The columns side by side, float32 of shape [batch, any], and the name of their scope."""
    with tf.variable_scope(
        "input_from_feature_columns",
        values=tuple(features.values()),
        partitioner=input_partitioner,
    ) as scope:
        if of_contrib(columns):
            net = input_from_feature_columns(
                features, columns, weight_collections=[SCOPE], scope=scope
            )
        else:
            net = tf.feature_column.input_layer(features, columns, weight_collections=[SCOPE])
    return net, scope.name


def dense_layers(
    net: tf.Tensor,
    hidden_units: Sequence[int],
    units: int,
    activation_fn: Any,
    dropout: float | None,
    summarise: Summarise,
) -> tf.Tensor:
    """The hidden layers and the logits, float32 of shape [batch, units].

    Args:
      net: float32 of shape [batch, any].
      hidden_units: sizes of the hidden layers.
      units: size of the logits.
      activation_fn: of the hidden layers.
      dropout: share of their outputs that is dropped; none if None.
      summarise: draws the output of a layer.
    """
    for number, size in enumerate(hidden_units):
        with tf.variable_scope(f"hiddenlayer_{number}", values=(net,)) as scope:
            net = fully_connected(
                net,
                size,
                activation_fn=activation_fn,
                variables_collections=[SCOPE],
                scope=scope,
            )
            if dropout is not None:
                net = dropped(net, keep_prob=1.0 - dropout)
        summarise(net, scope.name)
    with tf.variable_scope("logits", values=(net,)) as scope:
        logits = fully_connected(
            net, units, activation_fn=None, variables_collections=[SCOPE], scope=scope
        )
    summarise(logits, scope.name)
    return logits


def embedding_multipliers(multipliers: Any, input_scope: str) -> dict[Any, float] | None:
    """Factors of the gradients by variable, of factors by embedding column; None for none.

    Raises:
      ValueError: a column is no embedding, or has no variable.
    """
    if not multipliers:
        return None
    found = {}
    for column, factor in multipliers.items():
        if not isinstance(column, _EmbeddingColumn):
            raise ValueError(
                "learning rate multipler can only be defined for embedding columns. It is defined "
                f"for {column}"
            )
        variables = tf.get_collection(SCOPE, f"{input_scope}/{column.name}")
        if not variables:
            raise ValueError(f"Couldn't find a variable for column {column}")
        found.update((variable, factor) for variable in variables)
    return found


def _activation(activation_fn: Any) -> Any:
    if not isinstance(activation_fn, str):
        return activation_fn
    if activation_fn not in _ACTIVATIONS:
        raise ValueError(
            f"Activation name should be one of [{', '.join(_ACTIVATIONS)}], you provided "
            f"{activation_fn}."
        )
    return _ACTIVATIONS[activation_fn]


def _dnn_model_fn(
    features: Any, labels: Any, mode: str, params: Any, config: Any = None
) -> ModelFnOps:
    head = params["head"]
    optimizer = params.get("optimizer") or "Adagrad"
    activation_fn = _activation(params.get("activation_fn"))
    slice_size = params.get("input_layer_min_slice_size") or MIN_SLICE
    features = by_name(features)
    with tf.variable_scope(SCOPE, values=tuple(features.values()), partitioner=partitioner(config)):
        net, input_scope = dnn_input(
            features, params["feature_columns"], partitioner(config, slice_size)
        )
        logits = dense_layers(
            net,
            params["hidden_units"],
            head.logits_dimension,
            activation_fn,
            params.get("dropout") if mode == ModeKeys.TRAIN else None,
            summarise_behind("_"),
        )

        def train(loss: tf.Tensor) -> tf.Tensor:
            return optimize_loss(
                loss=loss,
                global_step=tf.train.get_global_step(),
                learning_rate=LEARNING_RATE,
                optimizer=made(optimizer),
                gradient_multipliers=embedding_multipliers(
                    params.get("embedding_lr_multipliers"), input_scope
                ),
                clip_gradients=params.get("gradient_clip_norm"),
                name=SCOPE,
                summaries=[],
            )

        return head.create_model_fn_ops(
            features=features, mode=mode, labels=labels, train_op_fn=train, logits=logits
        )


class DNNClassifier(Classifier):
    """Dense layers that tell classes.

    Args:
      hidden_units: sizes of the hidden layers.
      feature_columns: columns of `contrib.layers` that deep models take, or of
        ``tf.feature_column``.
      model_dir, config, feature_engineering_fn: as `Estimator` takes them.
      n_classes, weight_column_name, enable_centered_bias, label_keys: as `multi_class_head` takes
        them.
      optimizer: name, ``tf.train.Optimizer``, or a function that returns one; Adagrad of the rate
        0.05.
      activation_fn: of the hidden layers; a function, or ``"relu"``, ``"tanh"``, ``"sigmoid"``.
      dropout: share of their outputs that is dropped in training.
      gradient_clip_norm: the largest norm of all gradients together, a float.
      embedding_lr_multipliers: embedding column -> factor of its rate.
      input_layer_min_slice_size: below how many bytes an embedding stays in one piece.

    Raises:
      ValueError: as `multi_class_head`.

    Source: ``tf.contrib.learn.DNNClassifier`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        hidden_units: Sequence[int],
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        activation_fn: Any = tf.nn.relu,
        dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        config: Any = None,
        feature_engineering_fn: Any = None,
        embedding_lr_multipliers: Any = None,
        input_layer_min_slice_size: int | None = None,
        label_keys: Any = None,
    ) -> None:
        self._feature_columns = tuple(feature_columns or ())
        head = multi_class_head(
            n_classes,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
            label_keys=label_keys,
        )
        super().__init__(
            _dnn_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "hidden_units": hidden_units,
                "feature_columns": self._feature_columns,
                "optimizer": optimizer,
                "activation_fn": activation_fn,
                "dropout": dropout,
                "gradient_clip_norm": gradient_clip_norm,
                "embedding_lr_multipliers": embedding_lr_multipliers,
                "input_layer_min_slice_size": input_layer_min_slice_size,
            },
            feature_engineering_fn,
        )


class DNNRegressor(DeepRegressor):
    """Dense layers that tell numbers.

    Args:
      label_dimension: how many numbers an example has.
      hidden_units, feature_columns, model_dir, weight_column_name, optimizer, activation_fn,
        dropout, gradient_clip_norm, enable_centered_bias, config, feature_engineering_fn,
        embedding_lr_multipliers, input_layer_min_slice_size: as `DNNClassifier` takes them.

    Source: ``tf.contrib.learn.DNNRegressor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        hidden_units: Sequence[int],
        feature_columns: Iterable[Any],
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        optimizer: Any = None,
        activation_fn: Any = tf.nn.relu,
        dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        config: Any = None,
        feature_engineering_fn: Any = None,
        label_dimension: int = 1,
        embedding_lr_multipliers: Any = None,
        input_layer_min_slice_size: int | None = None,
    ) -> None:
        self._feature_columns = tuple(feature_columns or ())
        head = regression_head(
            label_dimension=label_dimension,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
        )
        super().__init__(
            _dnn_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "hidden_units": hidden_units,
                "feature_columns": self._feature_columns,
                "optimizer": optimizer,
                "activation_fn": activation_fn,
                "dropout": dropout,
                "gradient_clip_norm": gradient_clip_norm,
                "embedding_lr_multipliers": embedding_lr_multipliers,
                "input_layer_min_slice_size": input_layer_min_slice_size,
            },
            feature_engineering_fn,
        )


class DNNEstimator(Estimator):
    """Dense layers with a head of one's own.

    Args:
      head: a `Head`.
      hidden_units, feature_columns, model_dir, optimizer, activation_fn, dropout,
        gradient_clip_norm, config, feature_engineering_fn, embedding_lr_multipliers,
        input_layer_min_slice_size: as `DNNClassifier` takes them.

    Source: ``tf.contrib.learn.DNNEstimator`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        head: Any,
        hidden_units: Sequence[int],
        feature_columns: Any,
        model_dir: str | None = None,
        optimizer: Any = None,
        activation_fn: Any = tf.nn.relu,
        dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        config: Any = None,
        feature_engineering_fn: Any = None,
        embedding_lr_multipliers: Any = None,
        input_layer_min_slice_size: int | None = None,
    ) -> None:
        super().__init__(
            _dnn_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "hidden_units": hidden_units,
                "feature_columns": feature_columns,
                "optimizer": optimizer,
                "activation_fn": activation_fn,
                "dropout": dropout,
                "gradient_clip_norm": gradient_clip_norm,
                "embedding_lr_multipliers": embedding_lr_multipliers,
                "input_layer_min_slice_size": input_layer_min_slice_size,
            },
            feature_engineering_fn,
        )
