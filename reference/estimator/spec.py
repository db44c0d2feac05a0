"""What a model function returns.

Source: TensorFlow 1.15, ``tf.estimator.EstimatorSpec``.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.estimator.export.outputs import served
from reference.estimator.modes import ModeKeys


class _Fields(NamedTuple):
    mode: str
    predictions: Any
    loss: Any
    train_op: Any
    eval_metric_ops: Any
    export_outputs: Any
    training_chief_hooks: Any
    training_hooks: Any
    scaffold: Any
    evaluation_hooks: Any
    prediction_hooks: Any


class EstimatorSpec(_Fields):
    """What a model function made: tensors and operations of the default graph, and hooks.

    Args:
      mode: one of `ModeKeys`.
      predictions: tensor, or tensors by name; needed to predict.
      loss: scalar tensor, or one of one element; needed to train and to evaluate.
      train_op: operation that makes a step; needed to train.
      eval_metric_ops: name -> (value, update operation), as functions of ``tf.metrics`` return.
      export_outputs: name -> an output of ``reference.estimator.export``.
      training_chief_hooks, training_hooks, evaluation_hooks, prediction_hooks: session hooks.
      scaffold: ``tf.train.Scaffold``; a new one if None.

    Raises:
      ValueError: something that the mode needs is missing, comes from another graph, or the loss
        has several elements.
      TypeError: something is no tensor, no operation, no hook, no pair, no dictionary.

    Source: ``tf.estimator.EstimatorSpec`` of TensorFlow 1.15.
    """

    __slots__ = ()

    def __new__(
        cls,
        mode: str,
        predictions: Any = None,
        loss: Any = None,
        train_op: Any = None,
        eval_metric_ops: Any = None,
        export_outputs: Any = None,
        training_chief_hooks: Any = None,
        training_hooks: Any = None,
        scaffold: Any = None,
        evaluation_hooks: Any = None,
        prediction_hooks: Any = None,
    ) -> "EstimatorSpec":
        """Checks all of it."""
        train_op = _train_op(train_op, mode)
        loss = _loss(loss, mode)
        predictions = _predictions(predictions, mode)
        if mode == ModeKeys.PREDICT:
            export_outputs = served(export_outputs, predictions)
        if scaffold and not isinstance(scaffold, tf.train.Scaffold):
            raise TypeError(f"scaffold must be tf.train.Scaffold. Given: {scaffold}")
        return super().__new__(
            cls,
            mode=mode,
            predictions=predictions,
            loss=loss,
            train_op=train_op,
            eval_metric_ops=_metrics(eval_metric_ops),
            export_outputs=export_outputs,
            training_chief_hooks=_hooks(training_chief_hooks),
            training_hooks=_hooks(training_hooks),
            scaffold=scaffold or tf.train.Scaffold(),
            evaluation_hooks=_hooks(evaluation_hooks),
            prediction_hooks=_hooks(prediction_hooks),
        )

    def _replace(self, **changes: Any) -> "EstimatorSpec":  # type: ignore[override]
        """A checked copy with some fields changed.

        Raises:
          ValueError: the mode would be another one.
        """
        if changes.get("mode", self.mode) != self.mode:
            raise ValueError("mode of EstimatorSpec cannot be changed.")
        return EstimatorSpec(**{**self._asdict(), **changes})


def _check_graph(tensor: Any, what: str, shown: str) -> None:
    if tensor.graph is not tf.get_default_graph():
        raise ValueError(
            f'{what} with "{shown}" must be from the default graph. '
            "Possible causes of this error include: \n\n"
            f"1) {what} was created outside the context of the default graph.\n\n"
            "2) The object passed through to EstimatorSpec was not created in the most recent "
            'call to "model_fn".'
        )


def _is_dense(value: Any) -> bool:
    return tf.is_tensor(value) and not isinstance(value, (tf.SparseTensor, tf.RaggedTensor))


def _check_dense(value: Any, what: str) -> None:
    if not _is_dense(value):
        raise TypeError(f"{what} must be Tensor, given: {value}")


def _train_op(train_op: Any, mode: str) -> Any:
    if train_op is None:
        if mode == ModeKeys.TRAIN:
            raise ValueError("Missing train_op.")
        return None
    if not (isinstance(train_op, tf.Operation) or _is_dense(train_op)):
        raise TypeError(f"train_op must be Operation or Tensor, given: {train_op}")
    if isinstance(train_op, tf.Variable):
        train_op = train_op.op
    _check_graph(train_op, "train_op", train_op.name)
    return train_op


def _loss(loss: Any, mode: str) -> Any:
    if loss is None:
        if mode in (ModeKeys.TRAIN, ModeKeys.EVAL):
            raise ValueError("Missing loss.")
        return None
    _check_dense(loss, "loss")
    if loss.shape.num_elements() not in (None, 1):
        raise ValueError(f"Loss must be scalar, given: {loss}")
    if not loss.shape.is_compatible_with([]):
        loss = tf.reshape(loss, [])
    _check_graph(loss, "loss", loss.name)
    return loss


def _predictions(predictions: Any, mode: str) -> Any:
    if predictions is None:
        if mode == ModeKeys.PREDICT:
            raise ValueError("Missing predictions.")
        return {}
    if not isinstance(predictions, dict):
        _check_dense(predictions, "predictions")
        _check_graph(predictions, "prediction values", predictions.name)
        return predictions
    for key, value in predictions.items():
        _check_dense(value, f"predictions[{key}]")
        _check_graph(value, "prediction values", f"{key}: {value.name}")
    return dict(predictions)


def _metrics(eval_metric_ops: Any) -> dict[str, Any]:
    if eval_metric_ops is None:
        return {}
    if not isinstance(eval_metric_ops, dict):
        raise TypeError(f"eval_metric_ops must be a dict, given: {eval_metric_ops}")
    for key, value in eval_metric_ops.items():
        if not isinstance(value, tuple) or len(value) != 2:
            raise TypeError(
                "Values of eval_metric_ops must be (metric_value, update_op) tuples, given: "
                f"{value} for key: {key}"
            )
    for key, value in eval_metric_ops.items():
        for tensor in tf.nest.flatten(value):
            _check_graph(tensor, "eval_metric_ops", f"{key}: {tensor.name}")
    return eval_metric_ops


def _hooks(hooks: Any) -> tuple[Any, ...]:
    hooks = tuple(hooks or ())
    for hook in hooks:
        if not isinstance(hook, tf.train.SessionRunHook):
            raise TypeError(f"All hooks must be SessionRunHook instances, given: {hook}")
    return hooks


def chosen(predictions: Any, names: Any, argument: str) -> Any:
    """The predictions of some names; all if there are none.

    Args:
      predictions: a tensor, or tensors by name.
      names: of those that are wanted.
      argument: what the names were given as.

    Raises:
      ValueError: predictions have no names, or no such names.
    """
    if not names:
        return predictions
    if not isinstance(predictions, dict):
        raise ValueError(f"{argument} argument is not valid in case of non-dict predictions.")
    found = {name: value for name, value in predictions.items() if name in names}
    if not found:
        raise ValueError(
            f"Expected to run at least one output from {predictions.keys()}, provided {names}."
        )
    return found
