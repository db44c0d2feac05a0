"""Sizes of layers that NumPy counted: Keras 3 wants them to be Python's own integers.

https://keras.io/api/layers/core_layers/dense/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate import tables
from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras, taken
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument, keyword

# By layer, the arguments (place and name) of which Keras 3 asks whether they are an int.
_SIZES = {
    "Dense": ((0, "units"),),
    "Embedding": ((0, "input_dim"), (1, "output_dim")),
    "RepeatVector": ((0, "n"),),
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN"), ((0, "units"),)),
    **dict.fromkeys(("LSTMCell", "GRUCell", "SimpleRNNCell"), ((0, "units"),)),
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), ((1, "kernel_size"), (2, "strides"))),
    **dict.fromkeys(("MaxPooling1D", "AveragePooling1D"), ((0, "pool_size"), (1, "strides"))),
    **dict.fromkeys(("MaxPooling2D", "AveragePooling2D"), ((0, "pool_size"), (1, "strides"))),
    **dict.fromkeys(("UpSampling1D", "UpSampling2D"), ((0, "size"),)),
    **dict.fromkeys(("ZeroPadding1D", "ZeroPadding2D"), ((0, "padding"),)),
}
# What gives one number of NumPy, as a function and as an array's method.
_COUNTING = frozenset({"max", "amax", "min", "amin", "prod", "sum", "argmax", "argmin"})
_TYPES = frozenset({"int32", "int64", "int_", "intp", "uint8", "int16"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = tables.canonical(context.names.of(node.func) or "")
    name = qualified.rpartition(".")[2]
    if name not in _SIZES or not is_keras(qualified) or taken(qualified, context):
        return
    for place, size in _SIZES[name]:
        value = argument(node, place, size)
        if value is not None and _is_counted(value, context):
            span = cell.span(value)
            edits = (cell.insert(span.start, "int("), cell.insert(span.end, ")"))
            message = f"{name} takes Python's own integers as {size} today, none of NumPy"
            yield Finding("KR314", span, message, Severity.FIXED, edits)


def _is_counted(value: ast.expr | None, context: Context, depth: int = 4) -> bool:
    """Whether an expression may be an integer that NumPy made."""
    if not depth:
        return False
    if isinstance(value, ast.BinOp):
        sides = (value.left, value.right)
        return any(_is_counted(side, context, depth) for side in sides)
    if isinstance(value, ast.Call):
        return _counts(value, context)
    if isinstance(value, ast.Name):
        return any(_is_counted(one, context, depth - 1) for one in context.given(value.id))
    return False


def _counts(call: ast.Call, context: Context) -> bool:
    name = context.names.of(call.func)
    if name is not None:
        library, _, function = name.rpartition(".")
        return library == "numpy" and function in _COUNTING | _TYPES
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _COUNTING:
        return False
    return not keyword(call, "axis") and not call.args


_HEAD = "import numpy as np\nfrom keras.layers import Dense\n"

RULES = (
    Rule(
        code="KR314",
        name="keras-size-of-numpy",
        summary="A layer's size that NumPy counted (`np.max(y) + 1`) becomes an int of Python.",
        url="https://keras.io/api/layers/core_layers/dense/",
        examples=(
            Example(
                _HEAD + "classes = np.max(y) + 1\nlayer = Dense(classes, activation='softmax')",
                _HEAD
                + "classes = np.max(y) + 1\nlayer = Dense(int(classes), activation='softmax')",
            ),
            Example(
                _HEAD + "def last(n):\n    return Dense(units=n)\nlayer = last(y.max() + 1)",
                _HEAD + "def last(n):\n    return Dense(units=int(n))\nlayer = last(y.max() + 1)",
                "through a parameter",
            ),
            Example(
                _HEAD + "a = Dense(x.shape[1])\nb = Dense(len(set(y)))\nc = Dense(int(y.max()))",
                None,
                "Python's own",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
