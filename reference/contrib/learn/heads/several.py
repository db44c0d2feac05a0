"""Heads of several outputs, and of a loss alone.

Source: TensorFlow 1.15, ``tf.contrib.learn.multi_head`` and ``loss_only_head``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.estimators.model_fn import ModeKeys, ModelFnOps
from reference.contrib.learn.heads.base import Head, TrainOpFn, check_mode, draw_loss


def no_op_train_fn(loss: Any) -> tf.Operation:
    """An operation that makes no step.

    Source: ``tf.contrib.learn.no_op_train_fn`` of TensorFlow 1.15.
    """
    del loss
    return tf.no_op()


class LossOnlyHead(Head):
    """A head that has no logits and predicts nothing.

    Args:
      loss_fn: function without arguments; returns the loss, or a list of losses.
      head_name: name of the head.
    """

    def __init__(self, loss_fn: Callable[[], Any], head_name: str | None = None) -> None:
        self._loss_fn = loss_fn
        self.head_name = head_name or "loss_only_head"

    @property
    def logits_dimension(self) -> int:
        """0."""
        return 0

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
        check_mode(mode)
        loss = train_op = None
        if mode != ModeKeys.INFER:
            with tf.variable_scope(scope, default_name=self.head_name):
                loss = self._loss_fn()
                if isinstance(loss, list):
                    loss = tf.add_n(loss)
                draw_loss(loss, self.head_name)
                if mode == ModeKeys.TRAIN:
                    if train_op_fn is None:
                        raise ValueError("train_op_fn can not be None in TRAIN mode")
                    with tf.name_scope(None, "train_op", (loss,)):
                        train_op = train_op_fn(loss)
        return ModelFnOps(
            mode=mode, loss=loss, train_op=train_op, predictions={}, eval_metric_ops={}
        )


class MultiHead(Head):
    """Several heads, whose losses are trained together.

    Predictions are named (head, prediction).

    Args:
      heads: the heads, which have names.
      loss_weights: factors of their losses; 1 if None.

    Raises:
      ValueError: a head has no name.
    """

    def __init__(self, heads: Sequence[Any], loss_weights: Sequence[float] | None) -> None:
        for head in heads:
            if not head.head_name:
                raise ValueError("Members of MultiHead must have names.")
        self._heads = heads
        self._loss_weights = loss_weights

    @property
    def logits_dimension(self) -> int:
        """The sum of those of the heads."""
        return sum(head.logits_dimension for head in self._heads)

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
        check_mode(mode)
        parts = self._split(logits)
        made = [
            head.create_model_fn_ops(
                features=features,
                mode=mode,
                labels=labels,
                train_op_fn=no_op_train_fn,
                logits=part,
                logits_input=logits_input if logits is None else None,
                scope=scope,
            )
            for head, part in zip(self._heads, parts, strict=True)
        ]
        if mode == ModeKeys.TRAIN:
            if train_op_fn is None:
                raise ValueError("train_op_fn can not be None in TRAIN mode.")
            return self._training(made, train_op_fn)
        predictions = {
            (head.head_name, key): value
            for head, each in zip(self._heads, made, strict=True)
            for key, value in each.predictions.items()
        }
        if mode == ModeKeys.INFER:
            outputs = {
                head.head_name: each.output_alternatives[head.head_name]
                for head, each in zip(self._heads, made, strict=True)
                if not isinstance(head, LossOnlyHead)
            }
            return ModelFnOps(mode, predictions=predictions, output_alternatives=outputs)
        loss = self._merged([each.loss for each in made])
        return ModelFnOps(
            mode, predictions=predictions, loss=loss, eval_metric_ops=_all_metrics(made)
        )

    def _split(self, logits: Any) -> list[Any]:
        """The logits of each head: by name, or side by side."""
        if logits is None:
            return [None] * len(self._heads)
        if isinstance(logits, dict):
            return [
                None if isinstance(head, LossOnlyHead) else logits[head.head_name]
                for head in self._heads
            ]
        parts, begin = [], 0
        for head in self._heads:
            parts.append(tf.slice(logits, [0, begin], [-1, head.logits_dimension]))
            begin += head.logits_dimension
        return parts

    def _merged(self, losses: list[tf.Tensor]) -> tf.Tensor:
        if self._loss_weights:
            weighted = zip(losses, self._loss_weights, strict=True)
            losses = [tf.multiply(loss, weight) for loss, weight in weighted]
        return tf.add_n(losses)

    def _training(self, made: list[ModelFnOps], train_op_fn: TrainOpFn) -> ModelFnOps:
        loss = self._merged([each.loss for each in made])
        train_op = tf.group(train_op_fn(loss), *(each.train_op for each in made))
        return ModelFnOps(
            ModeKeys.TRAIN, loss=loss, train_op=train_op, eval_metric_ops=_all_metrics(made)
        )


def _all_metrics(made: list[ModelFnOps]) -> dict[str, Any]:
    return {key: metric for each in made for key, metric in each.eval_metric_ops.items()}
