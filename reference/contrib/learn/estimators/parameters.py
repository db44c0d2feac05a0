"""What estimators have of scikit-learn's: parameters that can be asked for and set.

Source: TensorFlow 1.15, ``contrib/learn/python/learn/estimators/_sklearn.py``.
"""

from typing import Any


class NotFittedError(ValueError, AttributeError):
    """A model is asked that was not trained.

    Source: ``tf.contrib.learn.NotFittedError`` of TensorFlow 1.15.
    """


class Parameterized:
    """An object whose public attributes, functions left out, are its parameters."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters by name.

        Args:
          deep: whether parameters of parameters stand beside, as ``outer__inner``.
        """
        found: dict[str, Any] = {}
        for name in vars(self):
            value = getattr(self, name, None)
            if name.startswith("_") or callable(value):
                continue
            if deep and hasattr(value, "get_params"):
                found.update((f"{name}__{k}", v) for k, v in value.get_params().items())
            found[name] = value
        return found

    def set_params(self, **params: Any) -> "Parameterized":
        """Sets parameters, ``outer__inner`` those of a parameter.

        Returns:
          The object.

        Raises:
          ValueError: there is no such parameter.
        """
        if not params:
            return self
        valid = self.get_params(deep=True)
        for key, value in params.items():
            name, nested, inner = key.partition("__")
            known = name if nested else key
            if known not in valid:
                owner = self if nested else type(self).__name__
                raise ValueError(
                    f"Invalid parameter {known} for estimator {owner}. Check the list of available "
                    "parameters with `estimator.get_params().keys()`."
                )
            if nested:
                valid[name].set_params(**{inner: value})
            else:
                setattr(self, key, value)
        return self

    def __repr__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.get_params(deep=False).items())
        return f"{type(self).__name__}({shown})"
