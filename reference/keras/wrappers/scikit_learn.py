"""Keras models as estimators of scikit-learn, which Keras 3 makes in another way.

Source: ``tf.keras.wrappers.scikit_learn`` of TensorFlow 1.15 (Keras 2.3).
"""

import copy
import inspect
from collections.abc import Callable, Mapping
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from reference.keras.models import predict_classes

__all__ = ["KerasClassifier", "KerasRegressor"]

# What the methods of a model took in Keras 2; what Keras 3 has not is dropped on the way.
_QUEUE = ("max_queue_size", "workers", "use_multiprocessing")
_PREDICT = ("x", "batch_size", "verbose", "steps", "callbacks", *_QUEUE)
_EVALUATE = ("x", "y", "batch_size", "verbose", "sample_weight", "steps", "callbacks", *_QUEUE)
_FIT = (
    *("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split"),
    *("validation_data", "shuffle", "class_weight", "sample_weight", "initial_epoch"),
    *("steps_per_epoch", "validation_steps", "validation_freq", *_QUEUE),
)
_CLASSES = ("x", "batch_size", "verbose")
# Keras 1's name of `epochs`, which Keras 2 let pass here and never read.
_IGNORED = "nb_epoch"


def _named(function: Callable[..., Any]) -> set[str]:
    """The arguments that a function takes by name."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = inspect.signature(function).parameters
    return {name for name, parameter in parameters.items() if parameter.kind in kinds}


def _one_hot_if_categorical(model: Any, y: np.ndarray) -> np.ndarray:
    """Labels as the model's loss wants them."""
    loss = getattr(model.loss, "__name__", getattr(model.loss, "name", model.loss))
    if loss == "categorical_crossentropy" and y.ndim != 2:
        return np.eye(int(y.max()) + 1, dtype=np.float32)[y]
    return y


class BaseWrapper:
    """What classifier and regressor share; make one of these.

    Args:
        build_fn: function, or object with ``__call__``, that returns a compiled model; None if the
            subclass has a ``__call__`` that does.
        **sk_params: arguments of ``build_fn``, and of the model's ``fit``, ``predict`` and
            ``evaluate``.

    Raises:
        ValueError: an argument that none of these takes.

    Source: ``tf.keras.wrappers.scikit_learn`` of TensorFlow 1.15.
    """

    def __init__(self, build_fn: Callable[..., Any] | None = None, **sk_params: Any) -> None:
        self.build_fn = build_fn
        self.sk_params = sk_params
        self.check_params(sk_params)

    def _builder(self) -> Callable[..., Any]:
        if self.build_fn is None:
            return self.__call__  # type: ignore[attr-defined, no-any-return]
        if isinstance(self.build_fn, FunctionType | MethodType):
            return self.build_fn
        return self.build_fn.__call__

    def check_params(self, params: Mapping[str, Any]) -> None:
        """Raise ValueError for a name that neither ``build_fn`` nor the model takes."""
        legal = {*_FIT, *_PREDICT, *_EVALUATE, *_named(self._builder()), _IGNORED}
        for name in params:
            if name not in legal:
                raise ValueError(f"{name} is not a legal parameter")

    def get_params(self, **params: Any) -> dict[str, Any]:
        """Return copies of the parameters, and ``build_fn``; ``params`` are ignored."""
        del params
        return {**copy.deepcopy(self.sk_params), "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> "BaseWrapper":
        """Set parameters; return the estimator.

        Raises:
            ValueError: an argument that none of the functions takes.
        """
        self.check_params(params)
        self.sk_params.update(params)
        return self

    def filter_sk_params(
        self, fn: Callable[..., Any], override: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return those of the parameters that ``fn`` takes, and then ``override``."""
        return self._chosen(_named(fn), override)

    def _chosen(self, names: Any, override: Mapping[str, Any] | None = None) -> dict[str, Any]:
        chosen = {name: value for name, value in self.sk_params.items() if name in names}
        return {**chosen, **(override or {})}

    def _options(
        self, method: Callable[..., Any], names: Any, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What is handed to a method of the model: the parameters it had, as far as it has them."""
        known = _named(method)
        chosen = self._chosen(names, given)
        return {name: value for name, value in chosen.items() if name in known | set(given)}

    def fit(self, x: Any, y: Any, **kwargs: Any) -> Any:
        """Build a model and train it.

        Args:
            x: inputs, ``[samples, ...]``.
            y: targets, ``[samples]`` or ``[samples, outputs]``; numbers of classes become one-hot
                rows where the loss is ``categorical_crossentropy``.
            **kwargs: what the model's ``fit`` takes.

        Returns:
            The history.
        """
        builder = self._builder()
        self.model = builder(**self.filter_sk_params(builder))
        targets = _one_hot_if_categorical(self.model, np.asarray(y))
        options = copy.deepcopy(self._chosen(_FIT))
        options = {name: options[name] for name in options if name in _named(self.model.fit)}
        return self.model.fit(x, targets, **{**options, **kwargs})

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn from 1.6 on asks.

        As ever neither classifier nor regressor, unless a document has set ``_estimator_type``.
        """
        from sklearn.utils import ClassifierTags, RegressorTags, Tags, TargetTags

        kind = getattr(self, "_estimator_type", None)
        return Tags(
            estimator_type=kind,
            target_tags=TargetTags(required=True),
            classifier_tags=ClassifierTags() if kind == "classifier" else None,
            regressor_tags=RegressorTags() if kind == "regressor" else None,
        )

    def __sklearn_is_fitted__(self) -> bool:
        """Whether there is a model."""
        return hasattr(self, "model")


class KerasClassifier(BaseWrapper):
    """A Keras model that tells classes, as an estimator.

    After ``fit``: ``classes_``, the labels in order, ``n_classes_``, and ``model``.

    Args:
        build_fn: function, or object with ``__call__``, that returns a compiled model.
        **sk_params: arguments of ``build_fn`` and of the model's methods.

    Raises:
        ValueError: an argument that none of these takes.

    Source: ``tf.keras.wrappers.scikit_learn.KerasClassifier`` of TensorFlow 1.15.
    """

    def fit(self, x: Any, y: Any, sample_weight: Any = None, **kwargs: Any) -> Any:
        """Build a model and train it.

        Args:
            x: inputs, ``[samples, ...]``.
            y: labels, ``[samples]`` or ``[samples, 1]``, or rows ``[samples, classes]``.
            sample_weight: ``[samples]``, or None.
            **kwargs: what the model's ``fit`` takes.

        Returns:
            The history.

        Raises:
            ValueError: labels of another shape.
        """
        labels = np.array(y)
        if labels.ndim == 2 and labels.shape[1] > 1:
            self.classes_ = np.arange(labels.shape[1])
        elif labels.ndim == 1 or (labels.ndim == 2 and labels.shape[1] == 1):
            self.classes_ = np.unique(labels)
            labels = np.searchsorted(self.classes_, labels)
        else:
            raise ValueError(f"Invalid shape for y: {labels.shape}")
        self.n_classes_ = len(self.classes_)
        if sample_weight is not None:
            kwargs["sample_weight"] = sample_weight
        return super().fit(x, labels, **kwargs)

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Return the labels, ``[samples]``; ``[samples, 1]`` of one sigmoid."""
        options = self._options(self.model.predict, _CLASSES, kwargs)
        return self.classes_[predict_classes(self.model, x, **options)]

    def predict_proba(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Return probabilities, float32 ``[samples, classes]``, two for one sigmoid."""
        probabilities = self.model.predict(x, **self._options(self.model.predict, _CLASSES, kwargs))
        if probabilities.shape[1] == 1:
            return np.hstack([1 - probabilities, probabilities])
        return probabilities

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Return the accuracy.

        Raises:
            ValueError: the model was not compiled with ``metrics=["accuracy"]``.
        """
        labels = _one_hot_if_categorical(self.model, np.searchsorted(self.classes_, y))
        options = self._options(self.model.evaluate, _EVALUATE, kwargs)
        found = self.model.evaluate(x, labels, return_dict=True, **options)
        for name in ("accuracy", "acc"):
            if name in found:
                return found[name]
        raise ValueError(
            "The model is not configured to compute accuracy. You should pass "
            '`metrics=["accuracy"]` to the `model.compile()` method.'
        )


class KerasRegressor(BaseWrapper):
    """A Keras model that tells numbers, as an estimator.

    Args:
        build_fn: function, or object with ``__call__``, that returns a compiled model.
        **sk_params: arguments of ``build_fn`` and of the model's methods.

    Raises:
        ValueError: an argument that none of these takes.

    Source: ``tf.keras.wrappers.scikit_learn.KerasRegressor`` of TensorFlow 1.15.
    """

    def predict(self, x: Any, **kwargs: Any) -> np.ndarray:
        """Return float32 ``[samples]``, or ``[samples, outputs]`` of more outputs than one."""
        given = self.model.predict(x, **self._options(self.model.predict, _PREDICT, kwargs))
        return np.squeeze(given, axis=-1) if given.shape[-1] == 1 else given

    def score(self, x: Any, y: Any, **kwargs: Any) -> float:
        """Return the loss, negative."""
        options = self._options(self.model.evaluate, _EVALUATE, kwargs)
        return -self.model.evaluate(x, y, return_dict=True, **options)["loss"]
