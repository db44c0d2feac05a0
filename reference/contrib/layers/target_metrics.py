"""What target columns measure when a model is evaluated.

Source: TF 1.15 ``contrib/layers/python/layers/target_column.py``.
"""

import functools

import tensorflow.compat.v1 as tf


def _weights(weights):
    return None if weights is None else tf.cast(weights, tf.float32)


def _mean_of_predictions(predictions, labels, weights=None):
    return tf.metrics.mean(predictions, weights=weights)


def _mean_of_labels(predictions, labels, weights=None):
    return tf.metrics.mean(labels, weights=weights)


def _auc(predictions, labels, weights=None):
    return tf.metrics.auc(labels, predictions, weights=_weights(weights))


def accuracy(predictions, labels, weights=None):
    """Return the running accuracy and the op that updates it."""
    return tf.metrics.accuracy(labels, predictions, weights=weights)


def _accuracy_at(threshold, predictions, labels, weights=None):
    positive = tf.cast(tf.greater_equal(predictions, threshold), tf.float32)
    return accuracy(positive, labels, weights)


def _rate_at(measure, threshold, predictions, labels, weights=None):
    value, update = measure(labels, predictions, [threshold], weights=_weights(weights))
    return tf.squeeze(value), update


def get_default_binary_metrics_for_eval(thresholds):
    """Return the metrics of two classes: a dict from names to functions.

    Args:
      thresholds: list of probabilities from which on an example counts as positive.

    Returns:
      Dict whose functions take predictions, labels and weights, and return a pair of tensors, the
      metric so far and its update.

    Source: TF 1.15 ``target_column.get_default_binary_metrics_for_eval``.
    """
    metrics = {
        "labels/prediction_mean": _mean_of_predictions,
        "labels/actual_target_mean": _mean_of_labels,
        "accuracy/baseline_target_mean": _mean_of_labels,
        "auc": _auc,
    }
    for threshold in thresholds:
        metrics[f"accuracy/threshold_{threshold:f}_mean"] = functools.partial(
            _accuracy_at, threshold
        )
        metrics[f"precision/positive_threshold_{threshold:f}_mean"] = functools.partial(
            _rate_at, tf.metrics.precision_at_thresholds, threshold
        )
        metrics[f"recall/positive_threshold_{threshold:f}_mean"] = functools.partial(
            _rate_at, tf.metrics.recall_at_thresholds, threshold
        )
    return metrics


def run_metrics(predictions, labels, metrics, weights):
    """Return a dict of what each of `metrics` gives; weights are passed on where there are any."""
    labels = tf.cast(labels, predictions.dtype)
    options = {} if weights is None else {"weights": weights}
    return {name: metric(predictions, labels, **options) for name, metric in metrics.items()}


def split_metrics(metrics):
    """Return two dicts: the metrics of predicted classes, and those of probabilities.

    A key is a name, which stands for classes, or a pair of a name and "classes" or
    "probabilities".

    Raises:
      ValueError: a key is neither.
    """
    kinds = {"classes": {}, "probabilities": {}}
    for key, metric in metrics.items():
        name, kind = (key, "classes") if isinstance(key, str) else _name_and_kind(key)
        kinds[kind][name] = metric
    return kinds["classes"], kinds["probabilities"]


def _name_and_kind(key):
    if not isinstance(key, tuple):
        raise ValueError(f"Ignoring metric {key}. Its name is not in the correct form.")
    if len(key) != 2:
        raise ValueError(
            f"Ignoring metric {key}. It returned a tuple with len {len(key)}, expected 2."
        )
    if key[1] not in ("classes", "probabilities"):
        raise ValueError(
            f"Ignoring metric {key}. The 2nd element of its name should be either 'classes' or "
            "'probabilities'."
        )
    return key
