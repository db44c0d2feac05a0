"""The base of all heads, and what heads of one output have in common.

Source: TensorFlow 1.15, ``tf.contrib.learn.Head``.
"""

import abc
from collections.abc import Callable, Mapping
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers.dense import linear
from reference.contrib.learn.estimators.metric_key import MetricKey
from reference.contrib.learn.estimators.model_fn import ModeKeys, ModelFnOps

TrainOpFn = Callable[[tf.Tensor], Any]


class Head(abc.ABC):
    """What makes predictions, a loss, a training operation and metrics of logits.

    Source: ``tf.contrib.learn.Head`` of TensorFlow 1.15.
    """

    @property
    @abc.abstractmethod
    def logits_dimension(self) -> int:
        """The last size of the logits."""
        raise NotImplementedError("Calling an abstract method.")

    @abc.abstractmethod
    def create_model_fn_ops(
        self,
        features: Mapping[str, Any],
        mode: str,
        labels: Any = None,
        train_op_fn: TrainOpFn | None = None,
        logits: Any = None,
        logits_input: Any = None,
        scope: Any = None,
    ) -> ModelFnOps:
        """The whole of a model.

        Args:
          features: features by name.
          mode: one of `ModeKeys`.
          labels: labels, by name where the head has a name for them; None to infer.
          train_op_fn: loss -> operation that makes a step; needed to train.
          logits: float of shape [batch, logits_dimension].
          logits_input: in place of logits, float of shape [batch, any], of which a linear layer
            ``logits`` makes them.
          scope: variable scope of the head.

        Raises:
          ValueError: the mode is none, logits are given both ways or not at all, labels are of
            another kind than the head takes, or ``train_op_fn`` is missing.
        """
        raise NotImplementedError("Calling an abstract method.")


def check_mode(mode: str) -> None:
    """Raises ValueError unless it is one of `ModeKeys`."""
    if mode not in (ModeKeys.TRAIN, ModeKeys.INFER, ModeKeys.EVAL):
        raise ValueError(f"mode={mode} unrecognized.")


def keyed(key: str, head_name: str | None) -> str:
    """The name of a metric or summary of a head: that of the head comes behind it."""
    return f"{key}/{head_name}" if head_name else key


def draw_loss(loss: tf.Tensor, head_name: str | None) -> None:
    """A summary of a head's loss, in no scope, so that all models are drawn over each other."""
    with tf.name_scope(""):
        tf.summary.scalar(keyed(MetricKey.LOSS, head_name), tf.identity(loss))


def to_labels(labels: Any, label_name: str | None) -> Any:
    """The labels of a name, or the only ones, as a tensor."""
    chosen = labels[label_name] if isinstance(labels, dict) else labels
    return tf.convert_to_tensor_or_sparse_tensor(chosen)


def dense_labels(labels: Any, label_name: str | None) -> tf.Tensor:
    """`to_labels` that are not sparse.

    Raises:
      ValueError: they are.
    """
    found = to_labels(labels, label_name)
    if isinstance(found, tf.SparseTensor):
        raise ValueError("SparseTensor is not supported.")
    return found


class SingleHead(Head):
    """A head of one output.

    A subclass makes labels, predictions and metrics by `_labels`, `_predictions` and `_metrics`.

    Args:
      problem_type: a `ProblemType`.
      logits_dimension: last size of the logits.
      loss_fn: labels, logits and weights (None for none) -> the loss to be trained, and the mean
        loss of an example.
      default_scope: variable scope of a head without a name.
      label_name: name of the labels, where there are several.
      weight_column_name: name of the feature of the examples' weights.
      enable_centered_bias: whether a bias of its own is learned from the labels alone.
      head_name: name of the head.

    Raises:
      ValueError: there is no last size above zero.
    """

    def __init__(
        self,
        problem_type: int,
        logits_dimension: int,
        loss_fn: Callable[..., tuple[tf.Tensor, tf.Tensor]],
        default_scope: str,
        label_name: str | None = None,
        weight_column_name: str | None = None,
        enable_centered_bias: bool = False,
        head_name: str | None = None,
    ) -> None:
        if logits_dimension is None or logits_dimension < 1:
            raise ValueError(f"Invalid logits_dimension {logits_dimension}.")
        self._problem_type = problem_type
        self._logits_dimension = logits_dimension
        self._loss_fn = loss_fn
        self._default_scope = default_scope
        self._label_name = label_name
        self._weight_column_name = weight_column_name
        self._enable_centered_bias = enable_centered_bias
        self._head_name = head_name

    @property
    def logits_dimension(self) -> int:
        """The last size of the logits."""
        return self._logits_dimension

    @property
    def label_name(self) -> str | None:
        """Name of the labels."""
        return self._label_name

    @property
    def weight_column_name(self) -> str | None:
        """Name of the feature of the examples' weights."""
        return self._weight_column_name

    @property
    def head_name(self) -> str | None:
        """Name of the head."""
        return self._head_name

    def _labels(self, labels: Any) -> Any:
        """Labels as loss and metrics take them."""
        return dense_labels(labels, self._label_name)

    @abc.abstractmethod
    def _predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """Predictions by name."""

    @abc.abstractmethod
    def _metrics(
        self, predictions: dict[str, tf.Tensor], labels: Any, weights: Any
    ) -> dict[str, Any]:
        """Metrics by the names of `MetricKey`, beside the loss."""

    def _output_alternatives(self, predictions: dict[str, tf.Tensor]) -> dict[Any, Any]:
        """What is exported: name -> (problem type, tensors by name)."""
        return {self._head_name: (self._problem_type, predictions)}

    def _loss(self, labels: Any, logits: tf.Tensor, weights: Any) -> tuple[Any, Any]:
        return self._loss_fn(labels, logits, weights)

    def create_model_fn_ops(
        self,
        features: Mapping[str, Any],
        mode: str,
        labels: Any = None,
        train_op_fn: TrainOpFn | None = None,
        logits: Any = None,
        logits_input: Any = None,
        scope: Any = None,
    ) -> ModelFnOps:
        """The whole of a model, as `Head` says."""
        values = (*features.values(), labels, logits, logits_input)
        default_scope = self._head_name or self._default_scope
        with tf.variable_scope(scope, default_name=default_scope, values=values):
            known = mode != ModeKeys.INFER and labels is not None
            labels = self._labels(labels) if known else None
            logits = self._logits(logits_input, logits)
            check_mode(mode)
            bias = None
            if self._enable_centered_bias:
                bias = self._centered_bias()
                logits = tf.nn.bias_add(logits, bias)
            predictions = self._predictions(logits)
            loss = train_op = metrics = None
            if known:
                weights = self._weights(features)
                loss, mean_loss = self._loss(labels, logits, weights)
                draw_loss(mean_loss, self._head_name)
                if mode == ModeKeys.TRAIN:
                    if train_op_fn is None:
                        raise ValueError("train_op_fn can not be None in TRAIN mode")
                    batch_size = tf.shape(logits)[0]
                    train_op = self._train_op(loss, labels, train_op_fn, bias, batch_size, weights)
                metrics = self._all_metrics(mean_loss, predictions, labels, weights)
            return ModelFnOps(
                mode=mode,
                predictions=predictions,
                loss=loss,
                train_op=train_op,
                eval_metric_ops=metrics,
                output_alternatives=self._output_alternatives(predictions),
            )

    def _logits(self, logits_input: Any, logits: Any) -> tf.Tensor:
        if logits is None:
            if logits_input is None:
                raise ValueError("Neither logits nor logits_input supplied.")
            return linear(logits_input, self._logits_dimension, scope="logits")
        if logits_input is not None:
            raise ValueError("Both logits and logits_input supplied.")
        logits = tf.convert_to_tensor(logits, name="logits")
        if logits.shape.dims is not None:
            logits.shape[-1:].assert_is_compatible_with([self._logits_dimension])
        return logits

    def _weights(self, features: Mapping[str, Any]) -> Any:
        """The examples' weights, float32 of shape [batch, 1] or as they are; None for none."""
        name = self._weight_column_name
        if not name:
            return None
        if name not in features:
            raise ValueError(f"Weights {name} missing from features.")
        with tf.name_scope(None, "weight_tensor", tuple(features.values())):
            weights = tf.cast(features[name], tf.float32)
            if weights.shape.ndims != 1:
                return weights
            tf.logging.warning(
                "Weights %s has shape %s, expanding to make it 2d.", name, weights.shape
            )
            sparse = isinstance(weights, tf.SparseTensor)
            return (tf.sparse_reshape if sparse else tf.reshape)(weights, (-1, 1))

    def _centered_bias(self) -> tf.Variable:
        size = self._logits_dimension
        bias = tf.Variable(tf.zeros((size,)), trainable=True, name="centered_bias_weight")
        for number in range(size):
            tf.summary.scalar(keyed(f"centered_bias/bias_{number}", self._head_name), bias[number])
        return bias

    def _train_op(
        self,
        loss: tf.Tensor,
        labels: Any,
        train_op_fn: TrainOpFn,
        bias: Any,
        batch_size: tf.Tensor,
        weights: Any,
    ) -> Any:
        bias_step = None
        if bias is not None:
            bias_step = self._centered_bias_step(bias, batch_size, labels, weights)
        with tf.name_scope(None, "train_op", (loss,)):
            train_op = train_op_fn(loss)
            return train_op if bias_step is None else tf.group(train_op, bias_step)

    def _centered_bias_step(
        self, bias: tf.Variable, batch_size: tf.Tensor, labels: Any, weights: Any
    ) -> tf.Operation:
        with tf.name_scope(None, "centered_bias_step", (bias,)) as name:
            size = tf.shape(bias)[0]
            logits = tf.reshape(tf.tile(bias, (batch_size,)), (batch_size, size))
            with tf.name_scope(None, "centered_bias", (logits,)):
                loss = tf.reduce_mean(self._loss(labels, logits, weights), name="training_loss")
        # Adagrad of this rate whatever trains the rest, as in 1.15.
        return tf.train.AdagradOptimizer(0.1).minimize(loss, var_list=(bias,), name=name)

    def _all_metrics(
        self, mean_loss: tf.Tensor, predictions: dict[str, tf.Tensor], labels: Any, weights: Any
    ) -> dict[str, Any]:
        with tf.name_scope("metrics", values=[mean_loss, *predictions.values()]):
            metrics = {MetricKey.LOSS: tf.metrics.mean(mean_loss)}
            metrics.update(self._metrics(predictions, labels, weights))
        return {keyed(key, self._head_name): metric for key, metric in metrics.items()}
