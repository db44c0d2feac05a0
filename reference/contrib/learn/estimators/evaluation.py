"""What an evaluation computes, and what it writes.

Source: TensorFlow 1.15, ``tf.contrib.learn.Estimator.evaluate``.
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf
from google.protobuf.message import DecodeError

from reference.contrib.learn.metric_spec import MetricSpec
from reference.estimator.evaluation_run import add_array

_NUMBERS = (float, np.float32, int, np.int64, np.int32)


def metric_ops_of(metrics: Any, features: Any, labels: Any, predictions: Any) -> dict[Any, Any]:
    """What metrics give by name: a tensor, or (value, update operation), each.

    Args:
      metrics: name -> `MetricSpec`, or a function of predictions and labels; such a function's
        name is (name, name of the prediction) where predictions have names.
      features, labels, predictions: tensors, or tensors by name.

    Raises:
      ValueError: a name is no text and no pair, or does not go with the predictions.
    """
    only = labels
    if isinstance(labels, dict) and len(labels) == 1:
        only = next(iter(labels.values()))
    result = {}
    for name, metric in sorted((metrics or {}).items()):
        if isinstance(metric, MetricSpec):
            result[name] = metric.create_metric_ops(features, labels, predictions)
            continue
        tf.logging.warning(
            "Please specify metrics using MetricSpec. Using bare functions or (key, fn) tuples is "
            "deprecated and support for it will be removed on Oct 1, 2016."
        )
        if not isinstance(name, tuple):
            if isinstance(predictions, dict):
                raise ValueError(
                    "Metrics passed provide only name, no prediction, but predictions are dict. "
                    f"Metrics: {metrics}, Labels: {only}."
                )
            result[name] = metric(predictions, only)
            continue
        if len(name) != 2:
            raise ValueError(
                f"Invalid metric for {name}. It returned a tuple with len {len(name)}, expected 2."
            )
        if not isinstance(predictions, dict):
            raise ValueError(
                "Metrics passed provide (name, prediction), but predictions are not dict. "
                f"Metrics: {metrics}, Predictions: {predictions}."
            )
        label = labels[name[1]] if isinstance(labels, dict) and name[1] in labels else only
        result[name[0]] = metric(predictions[name[1]], label)
    return result


def updates_and_values(metric_ops: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The operation that takes a batch into all metrics (None if none needs it), and the values."""
    updates, values = [], {}
    for name, metric in metric_ops.items():
        if not isinstance(metric, (list, tuple)):
            values[name] = metric
        elif len(metric) == 2:
            values[name] = metric[0]
            updates.append(metric[1])
        else:
            tf.logging.warning(
                "Ignoring metric %s. It returned a list|tuple with len %s, expected 2",
                name,
                len(metric),
            )
            values[name] = metric
    return (tf.group(*updates) if updates else None), values


def write_summary(folder: str, values: dict[str, Any], step: int) -> None:
    """Adds what an evaluation found to the events of a folder, at a global step."""
    shown = ", ".join(
        f"{name} = {value}" if isinstance(value, _NUMBERS) else f"Type of {name} = {type(value)}"
        for name, value in sorted(values.items())
    )
    tf.logging.info("Saving dict for global step %d: %s", step, shown)
    writer = tf.summary.FileWriterCache.get(folder)
    summary = tf.Summary()
    for name, value in values.items():
        if value is not None and name != "global_step":
            _add(summary, name, value)
    writer.add_summary(summary, step)
    writer.flush()


def _add(summary: Any, name: str, value: Any) -> None:
    if isinstance(value, _NUMBERS):
        summary.value.add(tag=name, simple_value=float(value))
    elif isinstance(value, str):
        try:
            inner = tf.Summary.FromString(value)
        except (DecodeError, TypeError):
            tf.logging.warning("Skipping summary for %s, cannot parse string to Summary.", name)
            return
        for each in inner.value:
            each.tag = name
        summary.value.extend(inner.value)
    else:
        add_array(summary, name, value)
