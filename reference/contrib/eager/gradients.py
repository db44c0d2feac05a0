"""Functions that give the gradients of functions.

Source: TensorFlow 1.15, ``tf.contrib.eager`` (``implicit_*``, ``*gradients_function``).
"""

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf


def _required(value: Any, f: Callable[..., Any]) -> Any:
    if value is None:
        raise ValueError(
            "Cannot differentiate a function that returns None; did you forget to return a value "
            f"from {f.__name__}?"
        )
    return value


def implicit_value_and_gradients(
    f: Callable[..., Any],
) -> Callable[..., tuple[Any, list[tuple[Any, tf.Variable]]]]:
    """A function that gives what ``f`` gives, and its gradients by the variables it used.

    Args:
      f: a function of anything; if it returns several tensors, their sum is differentiated.

    Returns:
      A function of the same arguments that returns the value and a list of pairs of gradient, or
      None, and trainable variable, as ``Optimizer.apply_gradients`` takes it.

    Raises:
      ValueError: when called, ``f`` returns None or uses no trainable variable.

    Source: ``tf.contrib.eager.implicit_value_and_gradients`` of TensorFlow 1.15.
    """

    def value_and_gradients(*args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        with tf.GradientTape() as tape:
            value = _required(f(*args, **kwargs), f)
        variables = tape.watched_variables()
        if not variables:
            raise ValueError(
                "No trainable variables were accessed while the function was being computed."
            )
        gradients = tape.gradient(value, variables)
        return value, list(zip(gradients, variables, strict=True))

    return value_and_gradients


def implicit_gradients(
    f: Callable[..., Any],
) -> Callable[..., list[tuple[Any, tf.Variable]]]:
    """``implicit_value_and_gradients`` without the value.

    Source: ``tf.contrib.eager.implicit_gradients`` of TensorFlow 1.15.
    """
    both = implicit_value_and_gradients(f)
    return lambda *args, **kwargs: both(*args, **kwargs)[1]


def _positions(f: Callable[..., Any], params: Any, given: int) -> list[int]:
    if params is None:
        return list(range(given))
    names = list(inspect.signature(f).parameters)
    places = [names.index(each) if isinstance(each, str) else each for each in params]
    if len(set(places)) != len(places):
        raise ValueError(f"params must not name an argument twice: {params}")
    return places


def value_and_gradients_function(
    f: Callable[..., Any], params: Sequence[Any] | None = None
) -> Callable[..., tuple[Any, list[Any]]]:
    """A function that gives what ``f`` gives, and its gradients by its arguments.

    Args:
      f: a function of tensors; if it returns several, their sum is differentiated.
      params: positions or names of the arguments to differentiate by; all if None.

    Returns:
      A function of the same positional arguments, and of ``dy``, the gradient of the value; it
      returns the value and a list of gradients.

    Raises:
      ValueError: when called, ``f`` returns None, or an argument is named twice or unknown.

    Source: ``tf.contrib.eager.value_and_gradients_function`` of TensorFlow 1.15.
    """

    @functools.wraps(f)
    def value_and_gradients(*args: Any, dy: Any = None, **kwargs: Any) -> tuple[Any, list[Any]]:
        places = _positions(f, params, len(args))
        arguments = [
            tf.convert_to_tensor(each) if i in places and not hasattr(each, "handle") else each
            for i, each in enumerate(args)
        ]
        sources = [arguments[place] for place in places]
        with tf.GradientTape() as tape:
            for source in sources:
                tape.watch(source)
            value = _required(f(*arguments, **kwargs), f)
        return value, tape.gradient(value, sources, output_gradients=dy)

    return value_and_gradients


def gradients_function(
    f: Callable[..., Any], params: Sequence[Any] | None = None
) -> Callable[..., list[Any]]:
    """``value_and_gradients_function`` without the value.

    Source: ``tf.contrib.eager.gradients_function`` of TensorFlow 1.15.
    """
    both = value_and_gradients_function(f, params)
    return lambda *args, **kwargs: both(*args, **kwargs)[1]
