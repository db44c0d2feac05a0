"""Decorators that warn, once, when something deprecated or experimental is called.

Source: TensorFlow 1.15, ``deprecated*`` of ``tf.contrib.framework``.

>>> from reference.contrib.framework import deprecated
>>> @deprecated("2030-01-01", "Call g.")
... def f():
...     '''Gives one.'''
...     return 1
>>> print(f.__doc__)
Gives one. (deprecated)
<BLANKLINE>
Warning: THIS FUNCTION IS DEPRECATED. It will be removed after 2030-01-01.
Instructions for updating:
Call g.
"""

import functools
import inspect
import re
import sys
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf


def _when(date: str | None) -> str:
    return "in a future version" if date is None else f"after {date}"


def _require(date: str | None, instructions: str, func: Any = _when, decorator: str = "") -> None:
    if date is not None and not re.match(r"20\d\d-[01]\d-[0123]\d", date):
        raise ValueError("Date must be YYYY-MM-DD.")
    if not instructions:
        raise ValueError("Don't deprecate things without conversion instructions!")
    if not callable(func):
        raise ValueError(
            f"{func} is not a function. If this is a property, make sure @property appears before "
            f"@{decorator} in your source code."
        )


def _with_notice(doc: str | None, missing: str, suffix: str, notice: list[str]) -> str:
    """A docstring with a mark on its first line and a notice below it."""
    if not doc:
        return "\n".join([missing, "", f"Warning: {notice[0]}", *notice[1:]])
    first, *rest = inspect.cleandoc(doc).splitlines()
    if rest and rest[0].strip():
        notice = [*notice, ""]
    return "\n".join([f"{first} {suffix}", "", f"Warning: {notice[0]}", *notice[1:], *rest])


def _caller() -> str:
    frame = sys._getframe(3)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


class _Warner:
    """Logs one warning for each thing to warn of, or one for each call."""

    def __init__(self, func: Any, date: str | None, instructions: str, warn_once: bool) -> None:
        self._func = func
        self._date = date
        self._instructions = instructions
        self._warn_once = warn_once
        self._warned: set[str] = set()

    def warn(self, before: str = "", after: str = "") -> None:
        if after in self._warned:
            return
        if self._warn_once:
            self._warned.add(after)
        tf.logging.warning(
            f"From %s: {before}%s (from %s){after.replace('%', '%%')} is deprecated and will be "
            "removed %s.\nInstructions for updating:\n%s",
            _caller(),
            self._func.__qualname__,
            self._func.__module__,
            _when(self._date),
            self._instructions,
        )


def deprecated(date: str | None, instructions: str, warn_once: bool = True) -> Callable[..., Any]:
    """Decorator that marks a function as deprecated and logs a warning when it is called.

    Args:
      date: ``YYYY-MM-DD`` after which it goes, or None.
      instructions: what to do instead.
      warn_once: False to warn at each call.

    Raises:
      ValueError: the date has another form, or there are no instructions.

    Source: ``tf.contrib.framework.deprecated`` of TensorFlow 1.15.
    """
    _require(date, instructions)

    def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
        _require(date, instructions, func, "deprecated")
        warner = _Warner(func, date, instructions, warn_once)

        @functools.wraps(func)
        def warned(*args: Any, **kwargs: Any) -> Any:
            warner.warn()
            return func(*args, **kwargs)

        warned.__doc__ = _with_notice(
            func.__doc__,
            "DEPRECATED FUNCTION",
            "(deprecated)",
            [
                f"THIS FUNCTION IS DEPRECATED. It will be removed {_when(date)}.",
                "Instructions for updating:",
                instructions,
            ],
        )
        return warned

    return decorate


def _same(value: Any, accepted: Any) -> bool:
    if value is accepted:
        return True
    try:
        equal = value == accepted
    except TypeError:
        return False
    # Arrays and tensors compare to something that is no answer.
    return equal if isinstance(equal, bool) else False


def deprecated_args(
    date: str | None, instructions: str, *deprecated_arg_names_or_tuples: Any, **kwargs: Any
) -> Callable[..., Any]:
    """Decorator that logs a warning when a deprecated argument is passed.

    Args:
      date: ``YYYY-MM-DD`` after which they go, or None.
      instructions: what to do instead.
      *deprecated_arg_names_or_tuples: names of arguments, or tuples of a name and a value that
        passes without a warning.
      **kwargs: only ``warn_once``; False to warn at each call.

    Raises:
      ValueError: the date has another form, there are no instructions or no names, or the function
        has no argument of that name.

    Source: ``tf.contrib.framework.deprecated_args`` of TensorFlow 1.15.
    """
    _require(date, instructions)
    if not deprecated_arg_names_or_tuples:
        raise ValueError("Specify which argument is deprecated.")
    warn_once = kwargs.pop("warn_once", True)
    if kwargs:
        raise ValueError(f"Illegal argument to deprecated_args: {kwargs}")
    accepted = {
        entry[0] if isinstance(entry, tuple) else entry: entry[1:2]
        if isinstance(entry, tuple)
        else ()
        for entry in deprecated_arg_names_or_tuples
    }

    def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
        _require(date, instructions, func, "deprecated_args")
        signature = inspect.signature(func)
        missing = [name for name in accepted if name not in signature.parameters]
        if missing:
            raise ValueError(
                "The following deprecated arguments are not present in the function signature: "
                f"{missing}. Found next arguments: {list(signature.parameters)}."
            )
        warner = _Warner(func, date, instructions, warn_once)

        @functools.wraps(func)
        def warned(*args: Any, **kwargs: Any) -> Any:
            # Only what the caller passed is bound: a default is no use of the argument.
            passed = signature.bind(*args, **kwargs).arguments
            for name, values in accepted.items():
                if name in passed and not any(_same(passed[name], value) for value in values):
                    warner.warn("calling ", f" with {name}")
            return func(*args, **kwargs)

        warned.__doc__ = _with_notice(
            func.__doc__,
            "DEPRECATED FUNCTION ARGUMENTS",
            "(deprecated arguments)",
            [
                f"SOME ARGUMENTS ARE DEPRECATED: `({', '.join(sorted(accepted))})`. "
                f"They will be removed {_when(date)}.",
                "Instructions for updating:",
                instructions,
            ],
        )
        return warned

    return decorate


def deprecated_arg_values(
    date: str | None, instructions: str, warn_once: bool = True, **deprecated_kwargs: Any
) -> Callable[..., Any]:
    """Decorator that logs a warning when an argument has a deprecated value, by default or passed.

    Args:
      date: ``YYYY-MM-DD`` after which they go, or None.
      instructions: what to do instead.
      warn_once: False to warn at each call.
      **deprecated_kwargs: the deprecated value of each argument.

    Raises:
      ValueError: the date has another form, or there are no instructions or no values.

    Source: ``tf.contrib.framework.deprecated_arg_values`` of TensorFlow 1.15.
    """
    _require(date, instructions)
    if not deprecated_kwargs:
        raise ValueError("Specify which argument values are deprecated.")

    def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
        _require(date, instructions, func, "deprecated_arg_values")
        signature = inspect.signature(func)
        warner = _Warner(func, date, instructions, warn_once)

        @functools.wraps(func)
        def warned(*args: Any, **kwargs: Any) -> Any:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            for name, value in deprecated_kwargs.items():
                if name in bound.arguments and bound.arguments[name] == value:
                    warner.warn("calling ", f" with {name}={value}")
            return func(*args, **kwargs)

        listed = ", ".join(f"{name}={value!r}" for name, value in sorted(deprecated_kwargs.items()))
        warned.__doc__ = _with_notice(
            func.__doc__,
            "DEPRECATED FUNCTION ARGUMENT VALUES",
            "(deprecated argument values)",
            [
                f"SOME ARGUMENT VALUES ARE DEPRECATED: `({listed})`. "
                f"They will be removed {_when(date)}.",
                "Instructions for updating:",
                instructions,
            ],
        )
        return warned

    return decorate


def experimental(func: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator that marks a function as experimental and logs a warning at each call.

    Raises:
      ValueError: the argument cannot be called.

    Source: ``experimental`` of TensorFlow 1.15's ``contrib/framework``.
    """
    if not callable(func):
        raise ValueError(f"{func} is not a function.")

    @functools.wraps(func)
    def warned(*args: Any, **kwargs: Any) -> Any:
        tf.logging.warning(
            "%s (from %s) is experimental and may change or be removed at any time, and without "
            "warning.",
            func.__qualname__,
            func.__module__,
        )
        return func(*args, **kwargs)

    warned.__doc__ = _with_notice(
        func.__doc__,
        "EXPERIMENTAL FUNCTION",
        "(experimental)",
        [
            "THIS FUNCTION IS EXPERIMENTAL. It may change or be removed at any time, "
            "and without warning."
        ],
    )
    return warned
