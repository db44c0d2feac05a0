"""Estimators of sums of weights and of dense layers together.

Source: TensorFlow 1.15, ``tf.contrib.learn.DNNLinearCombinedClassifier``,
``DNNLinearCombinedRegressor`` and ``DNNLinearCombinedEstimator``.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.optimizers import optimize_loss
from reference.contrib.learn.estimators import dnn, linear
from reference.contrib.learn.estimators.canned import (
    Classifier,
    DeepRegressor,
    by_name,
    made,
    partitioner,
)
from reference.contrib.learn.estimators.estimator import Estimator
from reference.contrib.learn.estimators.model_fn import ModeKeys, ModelFnOps
from reference.contrib.learn.head import multi_class_head, regression_head

__all__ = [
    "DNNLinearCombinedClassifier",
    "DNNLinearCombinedEstimator",
    "DNNLinearCombinedRegressor",
]

_NO_COLUMNS = "Either linear_feature_columns or dnn_feature_columns must be defined."
_summarise = dnn.summarise_behind("/")


def _checked(optimizer: Any) -> Any:
    if isinstance(optimizer, tf.train.SyncReplicasOptimizer):
        raise ValueError(
            "SyncReplicasOptimizer is not supported in DNNLinearCombined model. If you want to use "
            "this optimizer, please use either DNN or Linear model."
        )
    return optimizer


def _deep_part(
    features: Any, mode: str, params: Any, config: Any, units: int
) -> tuple[tf.Tensor, str]:
    """The logits of the dense layers, and the name of the scope of their input."""
    hidden_units = params.get("dnn_hidden_units")
    if not hidden_units:
        raise ValueError("dnn_hidden_units must be defined when dnn_feature_columns is specified.")
    input_partitioner = params.get("input_layer_partitioner") or partitioner(config, dnn.MIN_SLICE)
    with tf.variable_scope(
        dnn.SCOPE, values=tuple(features.values()), partitioner=partitioner(config)
    ):
        net, input_scope = dnn.dnn_input(features, params["dnn_feature_columns"], input_partitioner)
        logits = dnn.dense_layers(
            net,
            hidden_units,
            units,
            params.get("dnn_activation_fn") or tf.nn.relu,
            params.get("dnn_dropout") if mode == ModeKeys.TRAIN else None,
            _summarise,
        )
    return logits, input_scope


def _wide_part(features: Any, params: Any, config: Any, units: int) -> tf.Tensor:
    """The sums of weights."""
    with tf.variable_scope(
        linear.SCOPE,
        values=tuple(features.values()),
        partitioner=partitioner(config, linear.MIN_SLICE),
    ) as scope:
        columns, joint = params["linear_feature_columns"], params.get("joint_linear_weights")
        logits = linear.linear_logits(features, columns, units, joint, scope)
        _summarise(logits, scope.name)
    return logits


def _dnn_linear_combined_model_fn(
    features: Any, labels: Any, mode: str, params: Any, config: Any = None
) -> ModelFnOps:
    head = params["head"]
    linear_columns = params.get("linear_feature_columns")
    dnn_columns = params.get("dnn_feature_columns")
    if not linear_columns and not dnn_columns:
        raise ValueError(_NO_COLUMNS)
    features = by_name(features)
    linear_optimizer = _checked(made(params.get("linear_optimizer") or "Ftrl"))
    dnn_optimizer = _checked(made(params.get("dnn_optimizer") or "Adagrad"))
    # Else each part counts a step, as before this was mended in 1.15.
    once = params.get("fix_global_step_increment_bug", True)
    parts, input_scope = [], ""
    if dnn_columns:
        deep, input_scope = _deep_part(features, mode, params, config, head.logits_dimension)
        parts.append(deep)
    if linear_columns:
        parts.append(_wide_part(features, params, config, head.logits_dimension))
    logits = parts[0] + parts[1] if len(parts) > 1 else parts[0]

    def train(loss: tf.Tensor) -> tf.Operation:
        step = tf.train.get_global_step()
        common: dict[str, Any] = {
            "loss": loss,
            "global_step": step,
            "clip_gradients": params.get("gradient_clip_norm"),
            "summaries": [],
            "increment_global_step": not once,
        }
        steps = []
        if dnn_columns:
            steps.append(
                optimize_loss(
                    learning_rate=dnn.LEARNING_RATE,
                    optimizer=dnn_optimizer,
                    gradient_multipliers=dnn.embedding_multipliers(
                        params.get("embedding_lr_multipliers"), input_scope
                    ),
                    variables=tf.get_collection(dnn.SCOPE),
                    name=dnn.SCOPE,
                    **common,
                )
            )
        if linear_columns:
            steps.append(
                optimize_loss(
                    learning_rate=linear.learning_rate(len(linear_columns)),
                    optimizer=linear_optimizer,
                    variables=tf.get_collection(linear.SCOPE),
                    name=linear.SCOPE,
                    **common,
                )
            )
        train_op = tf.group(*steps)
        if not once:
            return train_op
        with tf.control_dependencies([train_op]), tf.colocate_with(step):
            return tf.assign_add(step, 1).op

    return head.create_model_fn_ops(
        features=features, mode=mode, labels=labels, train_op_fn=train, logits=logits
    )


def _input_partitioner(config: Any, min_slice_size: int | None) -> Any:
    return None if min_slice_size is None else partitioner(config, min_slice_size)


class DNNLinearCombinedEstimator(Estimator):
    """Sums of weights and dense layers with a head of one's own.

    Args:
      head: a `Head`.
      input_layer_partitioner: splits the variables of embeddings.
      model_dir, linear_feature_columns, linear_optimizer, _joint_linear_weights,
        dnn_feature_columns, dnn_optimizer, dnn_hidden_units, dnn_activation_fn, dnn_dropout,
        gradient_clip_norm, config, feature_engineering_fn, embedding_lr_multipliers,
        fix_global_step_increment_bug: as `DNNLinearCombinedClassifier` takes them.

    Raises:
      ValueError: there are no columns.

    Source: ``DNNLinearCombinedEstimator`` of TensorFlow 1.15's ``contrib/learn``.
    """

    def __init__(
        self,
        head: Any,
        model_dir: str | None = None,
        linear_feature_columns: Iterable[Any] | None = None,
        linear_optimizer: Any = None,
        _joint_linear_weights: bool = False,
        dnn_feature_columns: Iterable[Any] | None = None,
        dnn_optimizer: Any = None,
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Any = None,
        dnn_dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        config: Any = None,
        feature_engineering_fn: Any = None,
        embedding_lr_multipliers: Any = None,
        fix_global_step_increment_bug: bool = False,
        input_layer_partitioner: Any = None,
    ) -> None:
        wide, deep = tuple(linear_feature_columns or ()), tuple(dnn_feature_columns or ())
        if not wide + deep:
            raise ValueError(_NO_COLUMNS)
        super().__init__(
            _dnn_linear_combined_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "linear_feature_columns": wide,
                "linear_optimizer": linear_optimizer,
                "joint_linear_weights": _joint_linear_weights,
                "dnn_feature_columns": deep,
                "dnn_optimizer": dnn_optimizer,
                "dnn_hidden_units": dnn_hidden_units,
                "dnn_activation_fn": dnn_activation_fn,
                "dnn_dropout": dnn_dropout,
                "gradient_clip_norm": gradient_clip_norm,
                "embedding_lr_multipliers": embedding_lr_multipliers,
                "fix_global_step_increment_bug": fix_global_step_increment_bug,
                "input_layer_partitioner": input_layer_partitioner,
            },
            feature_engineering_fn,
        )


class DNNLinearCombinedClassifier(Classifier):
    """Sums of weights and dense layers that tell classes together.

    Args:
      model_dir, config, feature_engineering_fn: as `Estimator` takes them.
      n_classes, weight_column_name, enable_centered_bias, label_keys: as `multi_class_head` takes
        them.
      linear_feature_columns: columns of the sums.
      linear_optimizer: of the sums: name, ``tf.train.Optimizer``, or a function that returns one;
        Ftrl of the rate 0.2, or 1 / sqrt(number of columns) if that is less.
      _joint_linear_weights: whether all columns of the sums share one variable.
      dnn_feature_columns: columns of the dense layers.
      dnn_optimizer: of the dense layers; Adagrad of the rate 0.05.
      dnn_hidden_units: sizes of the hidden layers.
      dnn_activation_fn: of the hidden layers.
      dnn_dropout: share of their outputs that is dropped in training.
      gradient_clip_norm: the largest norm of the gradients of each part, a float.
      embedding_lr_multipliers: embedding column -> factor of its rate.
      input_layer_min_slice_size: below how many bytes an embedding stays in one piece.
      fix_global_step_increment_bug: whether a step counts as one; False counts two, one a part.

    Raises:
      ValueError: there are no columns; or as `multi_class_head`.

    Source: ``tf.contrib.learn.DNNLinearCombinedClassifier`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_dir: str | None = None,
        n_classes: int = 2,
        weight_column_name: str | None = None,
        linear_feature_columns: Iterable[Any] | None = None,
        linear_optimizer: Any = None,
        _joint_linear_weights: bool = False,
        dnn_feature_columns: Iterable[Any] | None = None,
        dnn_optimizer: Any = None,
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Any = tf.nn.relu,
        dnn_dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        config: Any = None,
        feature_engineering_fn: Any = None,
        embedding_lr_multipliers: Any = None,
        input_layer_min_slice_size: int | None = None,
        label_keys: Any = None,
        fix_global_step_increment_bug: bool = False,
    ) -> None:
        head = multi_class_head(
            n_classes=n_classes,
            weight_column_name=weight_column_name,
            enable_centered_bias=enable_centered_bias,
            label_keys=label_keys,
        )
        wide, deep = tuple(linear_feature_columns or ()), tuple(dnn_feature_columns or ())
        self._feature_columns = wide + deep
        if not self._feature_columns:
            raise ValueError(_NO_COLUMNS)
        super().__init__(
            _dnn_linear_combined_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "linear_feature_columns": wide,
                "linear_optimizer": linear_optimizer,
                "joint_linear_weights": _joint_linear_weights,
                "dnn_feature_columns": deep,
                "dnn_optimizer": dnn_optimizer,
                "dnn_hidden_units": dnn_hidden_units,
                "dnn_activation_fn": dnn_activation_fn,
                "dnn_dropout": dnn_dropout,
                "gradient_clip_norm": gradient_clip_norm,
                "embedding_lr_multipliers": embedding_lr_multipliers,
                "input_layer_partitioner": _input_partitioner(config, input_layer_min_slice_size),
                "fix_global_step_increment_bug": fix_global_step_increment_bug,
            },
            feature_engineering_fn,
        )


class DNNLinearCombinedRegressor(DeepRegressor):
    """Sums of weights and dense layers that tell numbers together.

    Args:
      label_dimension: how many numbers an example has.
      model_dir, weight_column_name, linear_feature_columns, linear_optimizer,
        _joint_linear_weights, dnn_feature_columns, dnn_optimizer, dnn_hidden_units,
        dnn_activation_fn, dnn_dropout, gradient_clip_norm, enable_centered_bias, config,
        feature_engineering_fn, embedding_lr_multipliers, input_layer_min_slice_size,
        fix_global_step_increment_bug: as `DNNLinearCombinedClassifier` takes them.

    Raises:
      ValueError: there are no columns.

    Source: ``tf.contrib.learn.DNNLinearCombinedRegressor`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        model_dir: str | None = None,
        weight_column_name: str | None = None,
        linear_feature_columns: Any = None,
        linear_optimizer: Any = None,
        _joint_linear_weights: bool = False,
        dnn_feature_columns: Any = None,
        dnn_optimizer: Any = None,
        dnn_hidden_units: Sequence[int] | None = None,
        dnn_activation_fn: Any = tf.nn.relu,
        dnn_dropout: float | None = None,
        gradient_clip_norm: float | None = None,
        enable_centered_bias: bool = False,
        label_dimension: int = 1,
        config: Any = None,
        feature_engineering_fn: Any = None,
        embedding_lr_multipliers: Any = None,
        input_layer_min_slice_size: int | None = None,
        fix_global_step_increment_bug: bool = False,
    ) -> None:
        wide, deep = linear_feature_columns or [], dnn_feature_columns or []
        self._feature_columns = wide + deep
        if not self._feature_columns:
            raise ValueError(_NO_COLUMNS)
        head = regression_head(
            weight_column_name=weight_column_name,
            label_dimension=label_dimension,
            enable_centered_bias=enable_centered_bias,
        )
        super().__init__(
            _dnn_linear_combined_model_fn,
            model_dir,
            config,
            {
                "head": head,
                "linear_feature_columns": wide,
                "linear_optimizer": linear_optimizer,
                "joint_linear_weights": _joint_linear_weights,
                "dnn_feature_columns": deep,
                "dnn_optimizer": dnn_optimizer,
                "dnn_hidden_units": dnn_hidden_units,
                "dnn_activation_fn": dnn_activation_fn,
                "dnn_dropout": dnn_dropout,
                "gradient_clip_norm": gradient_clip_norm,
                "embedding_lr_multipliers": embedding_lr_multipliers,
                "input_layer_partitioner": _input_partitioner(config, input_layer_min_slice_size),
                "fix_global_step_increment_bug": fix_global_step_increment_bug,
            },
            feature_engineering_fn,
        )
