"""Which arguments the functions that a user gives take: only those are passed.

Source: TensorFlow 1.15, ``tf.estimator.Estimator`` (``model_fn``, ``input_fn``).
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

_OF_MODEL_FN = frozenset({"features", "labels", "mode", "params", "self", "config"})


def argument_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Names of the arguments that can still be given to a function, keyword-only ones left out.

    >>> argument_names(functools.partial(lambda features, rate, mode: None, rate=0.1))
    ('features', 'mode')
    """
    if isinstance(function, functools.partial):
        left = argument_names(function.func)[len(function.args) :]
        return tuple(name for name in left if name not in function.keywords)
    own_call = getattr(function, "__call__", None)  # noqa: B004 - which one, not whether
    if inspect.ismethod(own_call):
        function = own_call
    names = inspect.getfullargspec(function).args
    return tuple(names[1:] if inspect.ismethod(function) else names)


def check_model_fn(model_fn: Callable[..., Any], params: Any) -> None:
    """Raises ValueError unless ``model_fn`` takes features, and nothing that nobody gives."""
    names = set(argument_names(model_fn))
    if "features" not in names:
        raise ValueError(f"model_fn ({model_fn}) must include features argument.")
    if params is not None and "params" not in names:
        raise ValueError(
            f"model_fn ({model_fn}) does not include params argument, but params ({params}) is "
            "passed to Estimator."
        )
    if params is None and "params" in names:
        tf.logging.warning(
            "Estimator's model_fn (%s) includes params argument, but params are not passed to "
            "Estimator.",
            model_fn,
        )
    unknown = sorted(names - _OF_MODEL_FN)
    if unknown:
        raise ValueError(f"model_fn ({model_fn}) has following not expected args: {unknown}")
