"""A branch that is taken when the graph is built, if the condition is known by then.

Source: ``tf.layers`` of TensorFlow 1.15 (``tensorflow/python/layers/utils.py``).
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.variable_kinds import AnyVariable


def constant_value(pred: Any) -> Any:
    """The value of ``pred`` (a bool, 0, 1 or a tensor); None if only running the graph tells.

    Raises:
        TypeError: it is something else.

    >>> constant_value(1), int(constant_value(tf.constant(5)))
    (True, 5)
    """
    if isinstance(pred, AnyVariable):
        return None
    if isinstance(pred, tf.Tensor):
        return tf.get_static_value(pred)
    if isinstance(pred, bool) or pred in (0, 1):
        return bool(pred)
    raise TypeError(f"`pred` must be a Tensor, or a Python bool, or 1 or 0. Found instead: {pred}")


def known_truth(pred: Any) -> bool | None:
    """``constant_value`` as a bool, or None."""
    value = constant_value(pred)
    return None if value is None else bool(value)


def smart_cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    name: str | None = None,
) -> Any:
    """What ``true_fn()`` or ``false_fn()`` returns; ``tf.cond`` where ``pred`` is not known yet.

    Args:
        pred: a bool, 0, 1, or a scalar boolean tensor or variable.
        true_fn: called if ``pred`` is true.
        false_fn: called if it is not.
        name: of the ``tf.cond``.

    Raises:
        TypeError: ``pred`` is something else, or a branch is not callable.
    """
    for branch in (true_fn, false_fn):
        if not callable(branch):
            raise TypeError(f"the branches must be callable, but saw: {branch}")
    known = known_truth(pred)
    if known is None:
        return tf.cond(pred, true_fn=true_fn, false_fn=false_fn, name=name)
    return true_fn() if known else false_fn()
