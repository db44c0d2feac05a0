"""What a model gives to those who load it: predictions, classes, a regression, and its signatures.

Source: TensorFlow 1.15, ``tf.estimator.export`` (outputs).
"""

import abc
from collections.abc import Mapping
from typing import Any

import tensorflow.compat.v1 as tf

DEFAULT = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY


class ExportOutput(abc.ABC):
    """An output that a model is exported with.

    Source: ``tf.estimator.export.ExportOutput`` of TensorFlow 1.15.
    """

    @abc.abstractmethod
    def as_signature_def(self, receiver_tensors: Mapping[str, tf.Tensor]) -> Any:
        """The ``SignatureDef`` from the inputs of a receiver to this output.

        Raises:
          ValueError: the output cannot be served from these inputs.
        """


def _single_text(receiver_tensors: Mapping[str, tf.Tensor], what: str) -> tf.Tensor:
    tensors = list(receiver_tensors.values())
    if len(tensors) != 1 or tf.as_dtype(tensors[0].dtype) != tf.string:
        raise ValueError(f"{what} input must be a single string Tensor; got {receiver_tensors}")
    return tensors[0]


class ClassificationOutput(ExportOutput):
    """Scores of classes, their names, or both.

    Args:
      scores: float tensor, by custom of shape [batch, classes].
      classes: string tensor of the same shape.

    Raises:
      ValueError: neither is given, or one is of another type.

    Source: ``tf.estimator.export.ClassificationOutput`` of TensorFlow 1.15.
    """

    def __init__(self, scores: Any = None, classes: Any = None) -> None:
        if scores is not None and not (tf.is_tensor(scores) and scores.dtype.is_floating):
            raise ValueError(f"Classification scores must be a float32 Tensor; got {scores}")
        if classes is not None and not (tf.is_tensor(classes) and classes.dtype == tf.string):
            raise ValueError(f"Classification classes must be a string Tensor; got {classes}")
        if scores is None and classes is None:
            raise ValueError("At least one of scores and classes must be set.")
        self._scores = scores
        self._classes = classes

    @property
    def scores(self) -> Any:
        """The scores, or None."""
        return self._scores

    @property
    def classes(self) -> Any:
        """The names of the classes, or None."""
        return self._classes

    def as_signature_def(self, receiver_tensors: Mapping[str, tf.Tensor]) -> Any:
        """The signature for TensorFlow Serving's Classify."""
        examples = _single_text(receiver_tensors, "Classification")
        return tf.saved_model.classification_signature_def(examples, self.classes, self.scores)


class RegressionOutput(ExportOutput):
    """A number for each example.

    Args:
      value: float tensor.

    Raises:
      ValueError: it is none.

    Source: ``tf.estimator.export.RegressionOutput`` of TensorFlow 1.15.
    """

    def __init__(self, value: Any) -> None:
        if not (tf.is_tensor(value) and value.dtype.is_floating):
            raise ValueError(f"Regression output value must be a float32 Tensor; got {value}")
        self._value = value

    @property
    def value(self) -> Any:
        """The tensor."""
        return self._value

    def as_signature_def(self, receiver_tensors: Mapping[str, tf.Tensor]) -> Any:
        """The signature for TensorFlow Serving's Regress."""
        examples = _single_text(receiver_tensors, "Regression")
        return tf.saved_model.regression_signature_def(examples, self.value)


class PredictOutput(ExportOutput):
    """Any tensors by name.

    Args:
      outputs: a tensor, which is called ``output``, or tensors by name.

    Raises:
      ValueError: a name is no string, or a value no tensor.

    Source: ``tf.estimator.export.PredictOutput`` of TensorFlow 1.15.
    """

    def __init__(self, outputs: Any) -> None:
        named = outputs if isinstance(outputs, dict) else {"output": outputs}
        self._outputs = {}
        for key, value in named.items():
            name = "/".join(key) if isinstance(key, tuple) else key
            if not isinstance(name, str):
                raise ValueError(f"Prediction output key must be a string; got {name}.")
            if not tf.is_tensor(value):
                raise ValueError(f"Prediction output value must be a Tensor; got {value}.")
            self._outputs[name] = value

    @property
    def outputs(self) -> dict[str, Any]:
        """The tensors by name."""
        return self._outputs

    def as_signature_def(self, receiver_tensors: Mapping[str, tf.Tensor]) -> Any:
        """The signature for TensorFlow Serving's Predict."""
        return tf.saved_model.predict_signature_def(dict(receiver_tensors), self.outputs)


def served(export_outputs: Any, predictions: Any) -> dict[str, ExportOutput]:
    """The outputs that a model is exported with, one of them the default.

    Args:
      export_outputs: outputs by name; the predictions as they are if None.
      predictions: a tensor, or tensors by name.

    Raises:
      TypeError: these are no outputs by name.
      ValueError: of several none is called ``serving_default``.
    """
    if export_outputs is None:
        export_outputs = {DEFAULT: PredictOutput(predictions)}
    if not isinstance(export_outputs, dict):
        raise TypeError(f"export_outputs must be dict, given: {export_outputs}")
    for output in export_outputs.values():
        if not isinstance(output, ExportOutput):
            raise TypeError(
                f"Values in export_outputs must be ExportOutput objects. Given: {export_outputs}"
            )
    if len(export_outputs) == 1:
        export_outputs.setdefault(DEFAULT, next(iter(export_outputs.values())))
    if export_outputs and DEFAULT not in export_outputs:
        raise ValueError(
            "Multiple export_outputs were provided, but none of them is specified as the default."
            "  Do this by naming one of them with "
            "signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY."
        )
    return export_outputs
