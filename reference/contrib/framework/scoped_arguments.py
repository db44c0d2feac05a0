"""Default arguments for a whole block of calls: ``arg_scope`` and its companions.

A function decorated with ``add_arg_scope`` looks, each time it is called, for defaults that
an enclosing ``arg_scope`` holds for it; what the caller passes wins over them.

Source: TensorFlow 1.15, ``tf.contrib.framework.arg_scope`` and ``tf.contrib.slim``.

>>> from reference.contrib.framework import add_arg_scope, arg_scope
>>> @add_arg_scope
... def layer(inputs, stride=1, padding="SAME"):
...     return inputs, stride, padding
>>> with arg_scope([layer], padding="VALID"):
...     with arg_scope([layer], stride=2):
...         print(layer("x"), layer("x", padding="SAME"))
('x', 2, 'VALID') ('x', 2, 'SAME')
"""

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

_Scope = dict[str, dict[str, Any]]

_scopes: list[_Scope] = [{}]
_arguments_of: dict[str, tuple[str, ...]] = {}


def arg_scope_func_key(op: Callable[..., Any]) -> str:
    """The key under which a scope holds the defaults of ``op``, decorated or not.

    Source: ``tf.contrib.framework.python.ops.arg_scope.arg_scope_func_key`` of TensorFlow 1.15.
    """
    # A decorated function must share the key of the one it wraps, or wrapping twice loses defaults.
    return getattr(op, "_key_op", None) or str(op)


def current_arg_scope() -> _Scope:
    """The scope in force: ``{key of a function: {argument: default}}``, innermost defaults winning.

    Source: ``tf.contrib.framework.current_arg_scope`` of TensorFlow 1.15.
    """
    return _scopes[-1]


def has_arg_scope(func: Callable[..., Any]) -> bool:
    """Whether ``func`` was decorated with ``add_arg_scope``.

    Source: ``tf.contrib.framework.has_arg_scope`` of TensorFlow 1.15.
    """
    return arg_scope_func_key(func) in _arguments_of


def arg_scoped_arguments(func: Callable[..., Any]) -> tuple[str, ...]:
    """The arguments of a decorated function that an ``arg_scope`` may set: those with a default.

    Raises:
      AssertionError: ``func`` was not decorated with ``add_arg_scope``.

    Source: ``tf.contrib.framework.arg_scoped_arguments`` of TensorFlow 1.15.
    """
    assert has_arg_scope(func), f"{func} is not decorated with @add_arg_scope"
    return _arguments_of[arg_scope_func_key(func)]


def add_arg_scope(func: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: makes ``func`` take defaults from the enclosing ``arg_scope``.

    Returns:
      A function with the name, docstring and signature of ``func``.

    Source: ``tf.contrib.framework.add_arg_scope`` of TensorFlow 1.15.
    """
    key = arg_scope_func_key(func)

    @functools.wraps(func)
    def with_scoped_defaults(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **{**current_arg_scope().get(key, {}), **kwargs})

    with_scoped_defaults._key_op = key  # type: ignore[attr-defined]
    _arguments_of[key] = tuple(
        parameter.name
        for parameter in inspect.signature(func).parameters.values()
        if parameter.default is not parameter.empty
    )
    return with_scoped_defaults


def _extended(outer: _Scope, ops: list[Any] | tuple[Any, ...], defaults: dict[str, Any]) -> _Scope:
    scope = dict(outer)
    for op in ops:
        if not has_arg_scope(op):
            where = (getattr(op, "__module__", None), getattr(op, "__name__", repr(op)))
            raise ValueError(f"{where} is not decorated with @add_arg_scope")
        key = arg_scope_func_key(op)
        scope[key] = {**scope.get(key, {}), **defaults}
    return scope


@contextlib.contextmanager
def arg_scope(list_ops_or_scope: Any, **kwargs: Any) -> Iterator[_Scope]:
    """Sets defaults for a list of functions, or puts a scope that was kept back in force.

    Args:
      list_ops_or_scope: a list or tuple of functions decorated with ``add_arg_scope``, or a scope
        that an earlier ``with arg_scope(...) as scope`` yielded.
      **kwargs: the defaults; each function of the list must take them. None with a kept scope.

    Yields:
      The scope in force inside the block, a dictionary.

    Raises:
      TypeError: the first argument is neither a list nor a tuple nor a dictionary.
      ValueError: a function was not decorated, or a kept scope came with defaults.

    Source: ``tf.contrib.framework.arg_scope`` of TensorFlow 1.15.
    """
    if isinstance(list_ops_or_scope, dict):
        if kwargs:
            raise ValueError(
                "When attempting to re-use a scope by supplying a dictionary, kwargs must be empty."
            )
        scope = dict(list_ops_or_scope)
    elif isinstance(list_ops_or_scope, (list, tuple)):
        scope = _extended(current_arg_scope(), list_ops_or_scope, kwargs)
    else:
        raise TypeError("list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)")
    _scopes.append(scope)
    try:
        yield scope
    finally:
        _scopes.pop()
