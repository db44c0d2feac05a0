"""A metric, and which predictions, labels and weights it is of.

Source: TensorFlow 1.15, ``tf.contrib.learn.MetricSpec``.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.estimator.arguments import argument_names

# What a metric function may call its arguments; the first of each is what it should.
_SPELLINGS = {
    "labels": ("labels", "label", "targets", "target"),
    "predictions": ("predictions", "prediction", "logits", "logit"),
    "weights": ("weights", "weight"),
}


def _name_of(function: Any) -> str:
    if hasattr(function, "__name__"):
        return str(function.__name__)
    return str(getattr(getattr(function, "func", None), "__name__", function))


def _spelling(name: str, arguments: tuple[str, ...], wanted: str, required: bool) -> str | None:
    """What a function of the name and arguments calls ``wanted``; None if it does not take it."""
    candidates = set(_SPELLINGS[wanted])
    found = candidates.intersection(arguments)
    if len(found) > 1:
        raise ValueError(f"Ambiguous arguments {found}, must provide only one of {candidates}.")
    if found:
        spelling = found.pop()
        if spelling != wanted:
            tf.logging.warning(
                "Canonical arg %s missing from %s(%s), using %s.", wanted, name, arguments, spelling
            )
        return spelling
    if required:
        raise ValueError(f"{candidates} missing from {name}({arguments}).")
    return None


def _adapted(function: Callable[..., Any], labels_needed: bool, weights_needed: bool) -> Any:
    """The function with arguments ``labels``, ``predictions``, ``weights``, all by name."""
    name, arguments = _name_of(function), argument_names(function)
    of_labels = _spelling(name, arguments, "labels", labels_needed)
    of_predictions = _spelling(name, arguments, "predictions", required=False)
    of_weights = _spelling(name, arguments, "weights", weights_needed)

    def metric_fn(
        _sentinel: Any = None, labels: Any = None, predictions: Any = None, weights: Any = None
    ) -> Any:
        if _sentinel is not None:
            raise ValueError(
                "`metric_fn` requires named args: `labels`, `predictions`, and optionally "
                "`weights`."
            )
        positional: list[Any] = []
        named: dict[Any, Any] = {}
        if of_predictions:
            named[of_predictions] = predictions
        else:
            positional.append(predictions)
        if of_labels and not of_predictions and of_labels == arguments[0]:
            positional.insert(0, labels)
        elif of_labels:
            named[of_labels] = labels
        if weights is not None:
            named[of_weights] = weights
        return function(*positional, **named)

    return metric_fn


class MetricSpec:
    """A metric of predictions, labels and weights, each found by its name.

    Args:
      metric_fn: function of predictions, labels and maybe weights, as those of ``tf.metrics``; it
        returns a tensor, or (value, update operation).
      prediction_key: name of the prediction; the only one if None.
      label_key: name of the label; the only one if None.
      weight_key: name of the feature of the weights; none if None.

    Raises:
      ValueError: the function takes no labels or weights, and names for them are given; or it takes
        two of one kind.

    Source: ``tf.contrib.learn.MetricSpec`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        metric_fn: Callable[..., Any],
        prediction_key: Any = None,
        label_key: Any = None,
        weight_key: Any = None,
    ) -> None:
        self._metric_fn_name = _name_of(metric_fn)
        self._metric_fn = _adapted(metric_fn, label_key is not None, weight_key is not None)
        self._prediction_key = prediction_key
        self._label_key = label_key
        self._weight_key = weight_key

    @property
    def prediction_key(self) -> Any:
        """Name of the prediction."""
        return self._prediction_key

    @property
    def label_key(self) -> Any:
        """Name of the label."""
        return self._label_key

    @property
    def weight_key(self) -> Any:
        """Name of the weights."""
        return self._weight_key

    @property
    def metric_fn(self) -> Callable[..., Any]:
        """The function, of ``labels``, ``predictions`` and ``weights`` by name."""
        function: Callable[..., Any] = self._metric_fn
        return function

    def __str__(self) -> str:
        return (
            f"MetricSpec(metric_fn={self._metric_fn_name}, prediction_key={self.prediction_key}, "
            f"label_key={self.label_key}, weight_key={self.weight_key})"
        )

    def create_metric_ops(self, inputs: Any, labels: Any, predictions: Any) -> Any:
        """What the function gives for features, labels and predictions.

        Raises:
          ValueError: a name is given where there is one tensor, or none where there are several.
          KeyError: there is no tensor of the name.
        """
        prediction = _one("prediction", predictions, self.prediction_key)
        label = _one("label", labels, self.label_key)
        weights = inputs[self.weight_key] if self.weight_key else None
        try:
            return self.metric_fn(labels=label, predictions=prediction, weights=weights)
        except Exception as error:
            tf.logging.error("Could not create metric ops for %s, %s.", self, error)
            raise


def _one(name: str, tensors: Any, key: Any) -> Any:
    """The tensor of the key, or the only one."""
    if key:
        if not isinstance(tensors, dict):
            raise ValueError(
                f"MetricSpec with {name}_key specified requires {name}s dict, got {tensors}.\n"
                f"You must not provide a {name}_key if you only have a single Tensor as {name}s."
            )
        if key not in tensors:
            raise KeyError(f"Key '{key}' missing from {tensors.keys()}.")
        return tensors[key]
    if not isinstance(tensors, dict):
        return tensors
    if len(tensors) != 1:
        raise ValueError(
            f"MetricSpec without specified {name}_key requires {name}s tensor or single element "
            f"dict, got {tensors}"
        )
    return next(iter(tensors.values()))
