"""One evaluation of a model whose graph is made: metrics, their values, and their summary.

Source: TensorFlow 1.15, ``tf.estimator.Estimator.evaluate``.
"""

import numbers
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf
from google.protobuf.message import DecodeError

from reference.contrib.training.evaluation import evaluate_once, get_or_create_eval_step
from reference.estimator.run_config import RunConfig
from reference.estimator.spec import EstimatorSpec

LOSS = "loss"


def metrics_of(spec: EstimatorSpec) -> tuple[tf.Operation, dict[str, Any]]:
    """The operation that takes a batch into all metrics, and their values by name.

    Adds the mean of the loss to them.

    Raises:
      ValueError: a metric of the model's has the name of one that every estimator has.
    """
    metrics = spec.eval_metric_ops
    if LOSS in metrics:
        raise ValueError(
            f'Metric with name "{LOSS}" is not allowed, because Estimator already defines a '
            "default metric with the same name."
        )
    metrics[LOSS] = tf.metrics.mean(spec.loss)
    ordered = sorted(metrics.items())
    update = tf.group(*(updating for _, (_, updating) in ordered))
    values = {name: value for name, (value, _) in ordered}
    if tf.GraphKeys.GLOBAL_STEP in values:
        raise ValueError(
            "Metric with name `global_step` is not allowed, because Estimator already defines a "
            "default metric with the same name."
        )
    return update, values


def evaluate(
    scaffold: tf.train.Scaffold,
    update: tf.Operation,
    values: dict[str, Any],
    hooks: list[Any],
    config: RunConfig,
    checkpoint_path: str | None,
) -> dict[str, Any]:
    """Runs the metrics over the input, and returns their values.

    Args:
      scaffold: of the model function.
      update, values: as `metrics_of` returns them.
      hooks: session hooks, one of which may end it before the input does.
      config: the settings.
      checkpoint_path: where the variables come from; their initialisers if None.
    """
    values[tf.GraphKeys.GLOBAL_STEP] = tf.train.get_global_step()
    if scaffold and scaffold.local_init_op:
        # The counter of steps is a local variable; the model's own operation does not know of it.
        get_or_create_eval_step()
        local_init = tf.group(scaffold.local_init_op, tf.train.Scaffold.default_local_init_op())
        scaffold = tf.train.Scaffold(local_init_op=local_init, copy_from_scaffold=scaffold)
    found: dict[str, Any] = evaluate_once(
        checkpoint_path,
        master=config.evaluation_master,
        scaffold=scaffold,
        eval_ops=update,
        final_ops=values,
        hooks=hooks,
        config=config.session_config,
    )
    return found


def write_summary(folder: str, values: dict[str, Any], checkpoint_path: str | None) -> None:
    """Adds what an evaluation found to the events of a folder, at the global step it found."""
    step = values[tf.GraphKeys.GLOBAL_STEP]
    shown = ", ".join(
        f"{name} = {value}" for name, value in sorted(values.items()) if type(value) is not bytes
    )
    tf.logging.info("Saving dict for global step %d: %s", step, shown)
    writer = tf.summary.FileWriterCache.get(folder)
    summary = tf.Summary()
    for name, value in values.items():
        if name != tf.GraphKeys.GLOBAL_STEP and value is not None:
            _add(summary, name, value)
    writer.add_summary(summary, step)
    writer.flush()
    if checkpoint_path:
        tf.logging.info(
            "Saving 'checkpoint_path' summary for global step %d: %s", step, checkpoint_path
        )
        summary = tf.Summary()
        path = tf.make_tensor_proto(checkpoint_path, dtype=tf.string)
        summary.value.add(tag="checkpoint_path", tensor=path)
        writer.add_summary(summary, step)
        writer.flush()


def _add(summary: tf.Summary, name: str, value: Any) -> None:
    """One value, or the values of a summary of the model's own."""
    if isinstance(value, numbers.Real):  # NumPy's scalars too
        summary.value.add(tag=name, simple_value=float(value))
    elif isinstance(value, bytes):
        try:
            inner = tf.Summary.FromString(value)
        except DecodeError:
            tf.logging.warning("Skipping summary for %s, cannot parse string to Summary.", name)
            return
        for number, each in enumerate(inner.value):
            each.tag = f"{name}/{number}"
        summary.value.extend(inner.value)
    else:
        add_array(summary, name, value)


def add_array(summary: tf.Summary, name: str, value: Any) -> None:
    """An array; what is none is left out, and a warning says so."""
    if isinstance(value, np.ndarray):
        summary.value.add(tag=name, node_name=name, tensor=tf.make_tensor_proto(value))
        tf.logging.info(
            "Summary for np.ndarray is not visible in Tensorboard by default. Consider using a "
            "Tensorboard plugin for visualization (see "
            "https://github.com/tensorflow/tensorboard-plugin-example/blob/master/README.md for "
            "more information)."
        )
    else:
        tf.logging.warning(
            "Skipping summary for %s, must be a float, np.float32, np.int64, np.int32 or int or "
            "np.ndarray or a serialized string of Summary.",
            name,
        )
