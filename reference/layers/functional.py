"""``tf.layers.dense(x, 4)`` from ``Dense(4)(x)``: each function is made of its class.

Source: the functions of ``tf.layers`` in TensorFlow 1.15.
"""

import inspect
import types
from collections.abc import Callable
from typing import Any


def redefaulted(function: Callable[..., Any], **defaults: Any) -> Callable[..., Any]:
    """A copy of ``function`` with other defaults, for constructors that differ in nothing else.

    >>> def power(base=2, exponent=3):
    ...     return base**exponent
    >>> redefaulted(power, exponent=5)()
    32
    """
    parameters = inspect.signature(function).parameters
    unknown = set(defaults) - set(parameters)
    if unknown:
        raise TypeError(f"{function.__qualname__} has no parameter {sorted(unknown)}")
    # A function keeps the defaults of its last parameters, in order.
    values = tuple(
        defaults.get(name, parameter.default)
        for name, parameter in parameters.items()
        if parameter.default is not parameter.empty
    )
    copy = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, values, function.__closure__
    )
    copy.__doc__ = function.__doc__
    copy.__annotations__ = dict(function.__annotations__)
    copy.__qualname__ = function.__qualname__
    return copy


def layer_function(layer_class: type, name: str, shares: bool = True) -> Callable[..., Any]:
    """The function that makes a layer of ``layer_class`` and calls it once.

    Args:
        layer_class: the class; its constructor's named parameters become the function's.
        name: the function's name.
        shares: whether the layer has variables: the function then takes ``reuse``, and ``name`` is
            the variable scope as well as the layer's name.

    Returns:
        A function of ``inputs``, the constructor's parameters, and ``reuse``.
    """
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter("inputs", kind)]
    for parameter in inspect.signature(layer_class).parameters.values():
        if parameter.kind is kind:
            parameters.append(parameter.replace(annotation=parameter.empty))
    if shares:
        parameters.append(inspect.Parameter("reuse", kind, default=None))
    signature = inspect.Signature(parameters)

    def function(*args: Any, **kwargs: Any) -> Any:
        options = signature.bind(*args, **kwargs).arguments
        inputs = options.pop("inputs")
        if shares:
            options["_reuse"] = options.pop("reuse", None)
            options["_scope"] = options.get("name")
        return layer_class(**options).apply(inputs)

    function.__name__ = function.__qualname__ = name
    function.__module__ = layer_class.__module__
    function.__signature__ = signature  # type: ignore[attr-defined]
    function.__doc__ = (
        f"Call a new ``{layer_class.__name__}`` layer on ``inputs``, and return its output.\n\n"
        f"{inspect.getdoc(layer_class)}\n\n{inspect.getdoc(layer_class.__init__) or ''}"
    )
    return function
