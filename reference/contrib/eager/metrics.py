"""Metrics that keep their sums in variables, with and without a graph.

Source: TensorFlow 1.15, ``tf.contrib.eager.metrics``.
"""

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework import smart_cond
from reference.contrib.summary import scalar

__all__ = [
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "Mean",
    "Metric",
    "SparseAccuracy",
]

_NOT_IN_A_SCOPE = re.compile("[^A-Za-z0-9.]")


class Metric(tf.Module):
    """A value that is gathered batch by batch; a subclass says how.

    A subclass makes its variables in ``build`` with `add_variable`, adds a batch to them in
    ``call``, and computes the value in ``result``. In a graph a call is one op, which runs all
    that ``call`` does.

    Args:
      name: of the metric; that of its class if None. What is no letter, digit or dot becomes
        ``_`` in the names of its variables.
      use_global_variables: in a graph, whether the variables are global, not local ones.

    Source: ``tf.contrib.eager.metrics.Metric`` of TensorFlow 1.15.
    """

    def __init__(self, name: str | None = None, use_global_variables: bool = False) -> None:
        super().__init__()
        self._built = False
        # Set past tf.Module, which would save the lists in checkpoints.
        vars(self).update(_made=[], _first_values=[])
        self._use_global_variables = use_global_variables
        name = name or type(self).__name__
        scope_name = _NOT_IN_A_SCOPE.sub("_", name)
        with tf.variable_scope(scope_name, use_resource=True, reuse=False) as scope:
            self._name = name + scope.name[scope.name.rfind(scope_name) + len(scope_name) :]
            self._scope = scope
        self.build: Callable[..., None] = self._noted(self.build)
        if tf.executing_eagerly():
            self._where_built: Callable[[], Any] = tf.init_scope
        else:
            self._where_built = tf.get_default_graph().as_default
            self.call: Callable[..., Any] = tf.function(self.call, autograph=False)

    def _noted(self, build: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(build)
        def built(*args: Any, **kwargs: Any) -> None:
            build(*args, **kwargs)
            self._built = True

        return built

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Adds a batch; makes the variables before the first one.

        Returns:
          What ``call`` returns; in a graph tensors that add the batch when they are run.
        """
        if not self._built:
            with tf.variable_scope(self._scope), self._where_built():
                self.build(*args, **kwargs)
        return self.call(*args, **kwargs)

    @property
    def name(self) -> str:
        """The metric's name."""
        return str(self._name)

    @property
    def variables(self) -> list[tf.Variable]:
        """The variables, in the order in which they were made."""
        return vars(self)["_made"]  # type: ignore[no-any-return]

    def init_variables(self) -> tf.Operation | None:
        """Starts anew: at once if there is no graph, else by the op that is returned."""
        if not tf.executing_eagerly():
            return tf.group([variable.initializer for variable in self.variables])
        for variable, value in zip(self.variables, vars(self)["_first_values"], strict=True):
            variable.assign(value)
        return None

    def build(self, *args: Any, **kwargs: Any) -> None:
        """Makes the variables; takes what the first batch is called with."""
        raise NotImplementedError("Metrics must define a build() member function")

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Adds a batch to the variables."""
        raise NotImplementedError("Metrics must define a call() member function")

    def result(self) -> Any:
        """The value of all batches so far."""
        raise NotImplementedError("Metrics must define a result() member function")

    def value(self) -> Any:
        """In a graph the tensor of the result, else the function ``result``."""
        return self.result if tf.executing_eagerly() else self.result()

    def aggregate(self, metrics: Sequence["Metric"]) -> None:
        """Adds the variables of other metrics to those of this one.

        Raises:
          TypeError: a metric is of another class.
          ValueError: the variables of a metric have other names.
        """
        for metric in metrics:
            if type(metric) is not type(self):
                raise TypeError(
                    f"All metrics must be the same type, '{type(self)}' != '{type(metric)}'."
                )
        for number, variable in enumerate(self.variables):
            others = [metric.variables[number] for metric in metrics]
            if any(other.name != variable.name for other in others):
                raise ValueError("All metrics must have variables in the same order.")
            variable.assign_add(tf.add_n(others))

    def add_variable(
        self, name: str, shape: Any = None, dtype: Any = None, initializer: Any = None
    ) -> tf.Variable:
        """A variable of the metric, which is not trained; for ``build`` of subclasses.

        Raises:
          RuntimeError: the metric is built already.
        """
        if self._built:
            raise RuntimeError("Can't call add_variable() except in build().")
        keys = tf.GraphKeys
        kind = keys.GLOBAL_VARIABLES if self._use_global_variables else keys.LOCAL_VARIABLES
        eager = tf.executing_eagerly()
        variable = tf.get_variable(
            name,
            shape,
            dtype,
            initializer,
            trainable=False,
            collections=None if eager else [kind, keys.METRIC_VARIABLES],
            use_resource=True,
        )
        self.variables.append(variable)
        if eager:
            vars(self)["_first_values"].append(variable.read_value())
        return variable


class Mean(Metric):
    """The mean of all values, or their mean with weights.

    Args:
      name: of the metric.
      dtype: of its variables and of the result.
      use_global_variables: in a graph, whether the variables are global, not local ones.

    Attributes: ``dtype``, ``numer`` and ``denom`` (scalar variables: the sum and what it is
    divided by).

    Source: ``tf.contrib.eager.metrics.Mean`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        name: str | None = None,
        dtype: tf.DType = tf.float64,
        use_global_variables: bool = False,
    ) -> None:
        super().__init__(name=name, use_global_variables=use_global_variables)
        self.dtype = dtype

    def build(self, *args: Any, **kwargs: Any) -> None:
        """Makes ``numer`` and ``denom``."""
        self.numer, self.denom = (
            self.add_variable(name, (), self.dtype, tf.zeros_initializer)
            for name in ("numer", "denom")
        )

    def call(self, values: Any, weights: Any = None) -> Any:
        """Adds values.

        Args:
          values: numbers of any shape and type.
          weights: of a shape that spreads to that of the values; 1 for each value if None.

        Returns:
          The sum of the values if there are no weights, else the weighted values and the weights.
        """
        if weights is None:
            self.denom.assign_add(tf.cast(tf.identity(tf.size(values)), self.dtype))
            total = tf.reduce_sum(values)
            self.numer.assign_add(tf.cast(total, self.dtype))
            return total
        weights = tf.cast(weights, self.dtype)
        self.denom.assign_add(tf.reduce_sum(weights))
        values = tf.cast(values, self.dtype) * weights
        self.numer.assign_add(tf.reduce_sum(values))
        return values, weights

    def result(self, write_summary: Any = True) -> tf.Tensor:
        """The mean; NaN before the first value.

        Args:
          write_summary: bool, or a scalar bool tensor: whether the mean goes to
            ``reference.contrib.summary`` under the metric's name.
        """
        write_summary = tf.convert_to_tensor(write_summary)
        mean = self.numer / self.denom

        def written() -> tf.Tensor:
            scalar(self.name, mean)
            return mean

        smart_cond(write_summary, written, lambda: mean, name="")
        return mean


def _check_shapes(labels: Any, predictions_shape: Any, what: str) -> None:
    tf.assert_equal(tf.shape(labels), predictions_shape, message=f"{what} unequal")


class _Hits(Mean):
    """The share of labels that predictions hit; a subclass says what is a hit."""

    def __init__(self, name: str | None = None, dtype: tf.DType = tf.float64) -> None:
        super().__init__(name=name, dtype=dtype)

    def _compared(self, labels: Any, predictions: Any) -> tuple[Any, Any]:
        """What is equal where a prediction is a hit; of ``labels`` and of ``predictions``."""
        raise NotImplementedError

    def call(self, labels: Any, predictions: Any, weights: Any = None) -> Any:
        """Adds a batch.

        Args:
          labels, predictions: as the class says.
          weights: of the shape of hits; 1 for each if None.

        Returns:
          Labels, predictions, as they were compared, and weights if there are any.

        Raises:
          tf.errors.InvalidArgumentError: the shapes do not match.
        """
        labels, predictions = self._compared(labels, predictions)
        hits = tf.cast(tf.equal(labels, predictions), self.dtype)
        super().call(hits, weights=weights)
        return (labels, predictions) if weights is None else (labels, predictions, weights)


_ONE_SHAPE = "Shapes of labels and predictions are"


class Accuracy(_Hits):
    """How often predictions equal labels, two tensors of one shape and type.

    Args:
      name: of the metric.
      dtype: of its variables and of the result.

    Source: ``tf.contrib.eager.metrics.Accuracy`` of TensorFlow 1.15.
    """

    def _compared(self, labels: Any, predictions: Any) -> tuple[Any, Any]:
        _check_shapes(labels, tf.shape(predictions), _ONE_SHAPE)
        return labels, predictions


class CategoricalAccuracy(_Hits):
    """How often the largest prediction is at the one of a one-hot label.

    Labels and predictions are [..., classes]; predictions are probabilities or logits.

    Args:
      name: of the metric.
      dtype: of its variables and of the result.

    Source: ``tf.contrib.eager.metrics.CategoricalAccuracy`` of TensorFlow 1.15.
    """

    def _compared(self, labels: Any, predictions: Any) -> tuple[Any, Any]:
        _check_shapes(labels, tf.shape(predictions), _ONE_SHAPE)
        return tf.argmax(labels, axis=-1), tf.argmax(predictions, axis=-1)


class BinaryAccuracy(_Hits):
    """How often predictions are above a threshold where labels are 1, and not where they are 0.

    Args:
      threshold: 0.5 for probabilities, 0 for logits.
      name: of the metric.
      dtype: of its variables and of the result.

    Attributes: ``threshold``.

    Source: ``tf.contrib.eager.metrics.BinaryAccuracy`` of TensorFlow 1.15.
    """

    def __init__(
        self, threshold: float, name: str | None = None, dtype: tf.DType = tf.float64
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.threshold = threshold

    def _compared(self, labels: Any, predictions: Any) -> tuple[Any, Any]:
        _check_shapes(labels, tf.shape(predictions), _ONE_SHAPE)
        above = tf.convert_to_tensor(predictions) > self.threshold
        return tf.cast(labels, tf.bool), above


class SparseAccuracy(_Hits):
    """How often the largest prediction is that of the label's class.

    Labels are integers [batch], predictions [batch, classes], probabilities or logits.

    Args:
      name: of the metric.
      dtype: of its variables and of the result.

    Source: ``tf.contrib.eager.metrics.SparseAccuracy`` of TensorFlow 1.15.
    """

    def _compared(self, labels: Any, predictions: Any) -> tuple[Any, Any]:
        what = "First axis of labels and predictions is"
        _check_shapes(labels, tf.shape(predictions)[0], what)
        return tf.cast(labels, tf.int64), tf.argmax(predictions, axis=-1)
