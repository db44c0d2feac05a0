"""What a model is run for, and what a model function returns.

Source: TensorFlow 1.15, ``tf.contrib.learn.ModeKeys`` and ``ModelFnOps``.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.framework.graphs import get_graph_from_inputs
from reference.contrib.learn.estimators.constants import ProblemType
from reference.contrib.learn.estimators.metric_key import MetricKey
from reference.contrib.learn.estimators.prediction_key import PredictionKey
from reference.estimator import modes
from reference.estimator.export.outputs import (
    ClassificationOutput,
    PredictOutput,
    RegressionOutput,
)
from reference.estimator.spec import EstimatorSpec

__all__ = [
    "ModeKeys",
    "ModelFnOps",
]


class ModeKeys:
    """Training, evaluation or inference.

    Source: ``tf.contrib.learn.ModeKeys`` of TensorFlow 1.15.

    >>> from reference.contrib import learn
    >>> learn.ModeKeys.TRAIN
    'train'
    """

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"

    @classmethod
    def validate(cls, key: str) -> None:
        """Raises ValueError unless ``key`` is one of the names."""
        if key not in (cls.TRAIN, cls.EVAL, cls.INFER):
            raise ValueError(f"Invalid mode {key}.")


_CORE_MODES = {
    ModeKeys.TRAIN: modes.ModeKeys.TRAIN,
    ModeKeys.EVAL: modes.ModeKeys.EVAL,
    ModeKeys.INFER: modes.ModeKeys.PREDICT,
}


class _Fields(NamedTuple):
    predictions: Any
    loss: Any
    train_op: Any
    eval_metric_ops: Any
    output_alternatives: Any
    training_chief_hooks: Any
    training_hooks: Any
    scaffold: Any
    mode: str


class ModelFnOps(_Fields):
    """What a model function made.

    Args:
      mode: one of `ModeKeys`.
      predictions: tensor, or tensors by name; needed to evaluate and to infer.
      loss: scalar tensor, or one of one element; needed to train and to evaluate.
      train_op: operation, or tensor, that makes a step; needed to train.
      eval_metric_ops: name -> a tensor, or (value, update operation).
      output_alternatives: name of an output -> (a `ProblemType`, tensors by name).
      training_chief_hooks, training_hooks: lists of session hooks.
      scaffold: ``tf.train.Scaffold``.

    Raises:
      ValueError: something that the mode needs is missing, tensors are of several graphs, the loss
        has several elements, or the metrics are no dictionary.
      TypeError: a hook is none.

    Source: ``tf.contrib.learn.ModelFnOps`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls,
        mode: str,
        predictions: Any = None,
        loss: Any = None,
        train_op: Any = None,
        eval_metric_ops: Any = None,
        output_alternatives: Any = None,
        training_chief_hooks: Any = None,
        training_hooks: Any = None,
        scaffold: Any = None,
    ) -> "ModelFnOps":
        """Checks all of it."""
        ModeKeys.validate(mode)
        get_graph_from_inputs((predictions, loss, train_op))
        train_op = _train_op(train_op, mode)
        loss = _loss(loss, mode)
        predictions = _predictions(predictions, mode)
        if eval_metric_ops is None:
            eval_metric_ops = {}
        elif not isinstance(eval_metric_ops, dict):
            raise ValueError("eval_metric_ops must be a dict.")
        chief_hooks = training_chief_hooks or []
        hooks = training_hooks or []
        for hook in [*hooks, *chief_hooks]:
            if not isinstance(hook, tf.train.SessionRunHook):
                raise TypeError(
                    "All hooks returned from model_fn must be SessionRunHook instances, got "
                    f"instance of {type(hook)}: {hook}"
                )
        return super().__new__(
            cls,
            predictions=predictions,
            loss=loss,
            train_op=train_op,
            eval_metric_ops=eval_metric_ops,
            output_alternatives=output_alternatives,
            training_chief_hooks=chief_hooks,
            training_hooks=hooks,
            scaffold=scaffold,
            mode=mode,
        )

    def estimator_spec(self, default_serving_output_alternative_key: Any = None) -> EstimatorSpec:
        """The same for an estimator of ``reference.estimator``.

        Args:
          default_serving_output_alternative_key: which of several outputs is served by default.

        Raises:
          ValueError: an output is of no `ProblemType`.
        """
        outputs = None
        if self.output_alternatives:
            outputs = {key: _export_output(*each) for key, each in self.output_alternatives.items()}
            default = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY
            if len(outputs) > 1 and default not in outputs:
                outputs[default] = outputs[default_serving_output_alternative_key]
        metrics = {k: v for k, v in self.eval_metric_ops.items() if k != MetricKey.LOSS}
        return EstimatorSpec(
            mode=_CORE_MODES[self.mode],
            predictions=self.predictions,
            loss=self.loss,
            train_op=self.train_op,
            eval_metric_ops=metrics,
            export_outputs=outputs,
            training_chief_hooks=self.training_chief_hooks,
            training_hooks=self.training_hooks,
            scaffold=self.scaffold,
        )


def _train_op(train_op: Any, mode: str) -> Any:
    if train_op is None:
        if mode == ModeKeys.TRAIN:
            raise ValueError("Missing train_op.")
        return None
    if isinstance(train_op, tf.Operation):
        return train_op
    return tf.convert_to_tensor(train_op).op


def _loss(loss: Any, mode: str) -> Any:
    if loss is None:
        if mode in (ModeKeys.TRAIN, ModeKeys.EVAL):
            raise ValueError("Missing loss.")
        return None
    loss = tf.convert_to_tensor(loss)
    if loss.shape.num_elements() not in (None, 1):
        raise ValueError(f"Loss must be scalar: {loss}.")
    return loss if loss.shape.is_compatible_with([]) else tf.reshape(loss, [])


def _predictions(predictions: Any, mode: str) -> Any:
    if predictions is None:
        if mode in (ModeKeys.INFER, ModeKeys.EVAL):
            raise ValueError("Missing predictions.")
        return None
    convert: Callable[[Any], Any] = tf.convert_to_tensor_or_sparse_tensor
    if isinstance(predictions, dict):
        return {key: convert(value) for key, value in predictions.items()}
    return convert(predictions)


def _scores(tensors: dict[str, Any]) -> Any:
    return tensors.get(PredictionKey.SCORES, tensors.get(PredictionKey.PROBABILITIES))


def _classes(tensors: dict[str, Any]) -> Any:
    classes = tensors.get(PredictionKey.CLASSES)
    if classes is None:
        tf.logging.warning("classes is None, Servo inference will not have class ids.")
    elif classes.dtype != tf.string:
        tf.logging.warning("classes is not string, Servo inference will not have class ids.")
        return None
    return classes


def _export_output(problem_type: int, tensors: dict[str, Any]) -> Any:
    if problem_type == ProblemType.LINEAR_REGRESSION:
        return RegressionOutput(_scores(tensors))
    if problem_type in (ProblemType.CLASSIFICATION, ProblemType.LOGISTIC_REGRESSION):
        return ClassificationOutput(scores=_scores(tensors), classes=_classes(tensors))
    if problem_type == ProblemType.UNSPECIFIED:
        return PredictOutput(tensors)
    raise ValueError(f"Unknown problem_type={problem_type}")
