"""Streaming metrics that take predictions before labels, as they did before ``tf.metrics``.

Each is the function of ``tf.metrics`` of that meaning, its arguments in the former order.

Source: TensorFlow 1.15, ``tf.contrib.metrics.streaming_*``.
"""

import inspect
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

_REST = {"metrics_collections": None, "updates_collections": None}
_OPTIONAL: dict[str, dict[str, Any]] = {
    "": {"weights": None, **_REST, "name": None},
    "class_id": {"class_id": None, "weights": None, **_REST, "name": None},
    "thresholds": {"weights": None, "num_thresholds": 200, **_REST, "name": None},
    "curve": {
        "weights": None,
        "num_thresholds": 200,
        **_REST,
        "curve": "ROC",
        "name": None,
    },
}


def _reordered(
    name: str, core: Callable[..., Any], required: str, options: str = "", **renamed: str
) -> Callable[..., tuple[tf.Tensor, tf.Tensor]]:
    """``core`` under its former name, with its former arguments in their former order.

    Args:
      name: the former name.
      core: the function of ``tf.metrics``; called with keywords.
      required: names of the arguments without a default.
      options: key of ``_OPTIONAL`` for those with one.
      **renamed: from an argument's former name to its name in ``core``.
    """
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature(
        [inspect.Parameter(each, kind) for each in required.split()]
        + [
            inspect.Parameter(each, kind, default=default)
            for each, default in _OPTIONAL[options].items()
        ]
    )

    def metric(*args: Any, **kwargs: Any) -> tuple[tf.Tensor, tf.Tensor]:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return core(**{renamed.get(each, each): value for each, value in bound.arguments.items()})

    metric.__name__ = metric.__qualname__ = name
    metric.__signature__ = signature  # type: ignore[attr-defined]
    metric.__doc__ = (
        f"``tf.metrics.{core.__name__}``: the value so far, and the operation that updates it."
        f"\n\n    Args:\n      {', '.join(signature.parameters)}: as ``tf.metrics."
        f"{core.__name__}`` takes them, in this order.\n\n"
        f"    Source: ``tf.contrib.metrics.{name}`` of TensorFlow 1.15.\n    "
    )
    return metric


_PAIR = "predictions labels"
streaming_accuracy = _reordered("streaming_accuracy", tf.metrics.accuracy, _PAIR)
streaming_precision = _reordered("streaming_precision", tf.metrics.precision, _PAIR)
streaming_recall = _reordered("streaming_recall", tf.metrics.recall, _PAIR)
streaming_true_positives = _reordered("streaming_true_positives", tf.metrics.true_positives, _PAIR)
streaming_true_negatives = _reordered("streaming_true_negatives", tf.metrics.true_negatives, _PAIR)
streaming_false_positives = _reordered(
    "streaming_false_positives", tf.metrics.false_positives, _PAIR
)
streaming_false_negatives = _reordered(
    "streaming_false_negatives", tf.metrics.false_negatives, _PAIR
)
streaming_mean_absolute_error = _reordered(
    "streaming_mean_absolute_error", tf.metrics.mean_absolute_error, _PAIR
)
streaming_mean_squared_error = _reordered(
    "streaming_mean_squared_error", tf.metrics.mean_squared_error, _PAIR
)
streaming_root_mean_squared_error = _reordered(
    "streaming_root_mean_squared_error", tf.metrics.root_mean_squared_error, _PAIR
)
streaming_mean_relative_error = _reordered(
    "streaming_mean_relative_error", tf.metrics.mean_relative_error, f"{_PAIR} normalizer"
)
streaming_mean_cosine_distance = _reordered(
    "streaming_mean_cosine_distance", tf.metrics.mean_cosine_distance, f"{_PAIR} dim"
)
streaming_mean_iou = _reordered("streaming_mean_iou", tf.metrics.mean_iou, f"{_PAIR} num_classes")
streaming_mean = _reordered("streaming_mean", tf.metrics.mean, "values")
streaming_mean_tensor = _reordered("streaming_mean_tensor", tf.metrics.mean_tensor, "values")
streaming_percentage_less = _reordered(
    "streaming_percentage_less", tf.metrics.percentage_below, "values threshold"
)
streaming_precision_at_thresholds = _reordered(
    "streaming_precision_at_thresholds",
    tf.metrics.precision_at_thresholds,
    f"{_PAIR} thresholds",
)
streaming_recall_at_thresholds = _reordered(
    "streaming_recall_at_thresholds", tf.metrics.recall_at_thresholds, f"{_PAIR} thresholds"
)
streaming_auc = _reordered("streaming_auc", tf.metrics.auc, _PAIR, "curve")
streaming_specificity_at_sensitivity = _reordered(
    "streaming_specificity_at_sensitivity",
    tf.metrics.specificity_at_sensitivity,
    f"{_PAIR} sensitivity",
    "thresholds",
)
streaming_sensitivity_at_specificity = _reordered(
    "streaming_sensitivity_at_specificity",
    tf.metrics.sensitivity_at_specificity,
    f"{_PAIR} specificity",
    "thresholds",
)
streaming_sparse_precision_at_k = _reordered(
    "streaming_sparse_precision_at_k", tf.metrics.precision_at_k, f"{_PAIR} k", "class_id"
)
streaming_sparse_recall_at_k = _reordered(
    "streaming_sparse_recall_at_k", tf.metrics.recall_at_k, f"{_PAIR} k", "class_id"
)
streaming_sparse_average_precision_at_k = _reordered(
    "streaming_sparse_average_precision_at_k",
    tf.metrics.average_precision_at_k,
    f"{_PAIR} k",
)
streaming_sparse_precision_at_top_k = _reordered(
    "streaming_sparse_precision_at_top_k",
    tf.metrics.precision_at_top_k,
    "top_k_predictions labels",
    "class_id",
    top_k_predictions="predictions_idx",
)
sparse_recall_at_top_k = _reordered(
    "sparse_recall_at_top_k",
    tf.metrics.recall_at_top_k,
    "labels top_k_predictions",
    "class_id",
    top_k_predictions="predictions_idx",
)


def streaming_recall_at_k(
    predictions: Any,
    labels: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The share of rows whose label is among the ``k`` highest predictions, and its update.

    Args:
      predictions: float32 tensor ``[batch, classes]``.
      labels: int32 or int64 tensor ``[batch]``, the classes.
      k: how many predictions count.
      weights: None or a tensor that broadcasts to the labels.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope, ``recall_at_<k>`` by default.

    Source: ``tf.contrib.metrics.streaming_recall_at_k`` of TensorFlow 1.15.
    """
    is_among = tf.cast(tf.nn.in_top_k(predictions, labels, k), tf.float32)
    name = name or f"recall_at_{k}"
    return tf.metrics.mean(is_among, weights, metrics_collections, updates_collections, name)
