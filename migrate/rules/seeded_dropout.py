"""Dropout in a seeded graph: TensorFlow 2 scales what is kept in another rounding.

Both draw the same mask. TensorFlow 1.15 multiplies by `1 / (1 - rate)`, all in the tensor's own
precision; 2.21 divides by `1 - rate` where `rate` is a tensor, and takes the scale of a number in
double precision. The last bit differs, and training carries it on.

https://www.tensorflow.org/api_docs/python/tf/compat/v1/nn/dropout
"""

from __future__ import annotations

import ast
import struct

from migrate import tables

SYMBOL = "tensorflow.nn.dropout"
PATH = "reference.nn.dropout"
_PLACES = {"keep_prob": 1, "rate": 5}


def rounds_otherwise(qualified: str, call: ast.AST | None, func: ast.expr) -> bool:
    """Whether `call` is one of `tf.nn.dropout` with a scale that TensorFlow 2 rounds otherwise.

    Args:
        qualified: the name of what is called.
        call: the parent of the name; nothing is said of a function that is handed on.
        func: the name itself.
    """
    if tables.canonical(qualified) != SYMBOL:
        return False
    if not isinstance(call, ast.Call) or call.func is not func:
        return False
    given = {item.arg: item.value for item in call.keywords}
    for name, place in _PLACES.items():
        value = given.get(name) or (call.args[place] if place < len(call.args) else None)
        if value is not None and not _is_none(value):
            return not _scales_alike(value, name)
    return False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _scales_alike(value: ast.expr, name: str) -> bool:
    """Whether the literal probability gives one scale in both ways of rounding it.

    >>> [_scales_alike(ast.parse(text).body[0].value, "keep_prob") for text in ("0.7", "0.4")]
    [True, False]
    """
    if not isinstance(value, ast.Constant) or not isinstance(value.value, int | float):
        return False
    rate = value.value if name == "rate" else 1 - value.value
    if not 0 <= rate < 1:
        return True  # an error in both
    return _single(1 / _single(1 - _single(rate))) == _single(1 / (1 - rate))


def _single(number: float) -> float:
    """The float32 nearest to a number."""
    nearest: float = struct.unpack("f", struct.pack("f", number))[0]
    return nearest
