"""A number as the shape of `tf.keras.Input`, which Keras 3 wants as a tuple.

https://keras.io/api/layers/core_layers/input/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate import tables
from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import taken
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument

# The package keras itself never took a number.
_INPUTS = frozenset(
    {"tensorflow.keras.Input", "tensorflow.keras.layers.Input", "tensorflow.keras.models.Input"}
)


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func)
    if tables.canonical(qualified or "") not in _INPUTS or taken(qualified, context):
        return
    shape = argument(node, 0, "shape")
    if shape is not None and _is_number(shape, context):
        span = cell.span(shape)
        edits = (cell.insert(span.start, "("), cell.insert(span.end, ",)"))
        message = "the shape of an Input is a tuple today, also of one axis"
        yield Finding("KR311", span, message, Severity.FIXED, edits)


def _is_number(value: ast.expr | None, context: Context, depth: int = 3) -> bool:
    """Whether an expression is known to be an int."""
    if isinstance(value, ast.Constant):
        return type(value.value) is int
    if isinstance(value, ast.BinOp):
        sides = (value.left, value.right)
        return all(_is_number(side, context, depth) for side in sides)
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in ("int", "len")
    if isinstance(value, ast.Subscript):
        owner = value.value
        place = value.slice.operand if isinstance(value.slice, ast.UnaryOp) else value.slice
        is_shape = isinstance(owner, ast.Attribute) and owner.attr == "shape"
        return is_shape and isinstance(place, ast.Constant)
    made = context.values.get(value.id, []) if isinstance(value, ast.Name) and depth else []
    return bool(made) and all(_is_number(each, context, depth - 1) for each in made)


RULES = (
    Rule(
        code="KR311",
        name="keras-input-of-a-number",
        summary="A number as the shape of tf.keras.Input becomes a tuple of one.",
        url="https://keras.io/api/layers/core_layers/input/",
        examples=(
            Example(
                "from tensorflow.keras.layers import Input\nn = len(words)\n"
                "a = Input(shape=1)\nb = Input(n)\nc = Input((x.shape[1]))",
                "from tensorflow.keras.layers import Input\nn = len(words)\n"
                "a = Input(shape=(1,))\nb = Input((n,))\nc = Input(((x.shape[1],)))",
            ),
            Example(
                "from tensorflow.keras.layers import Input\na = Input(shape=(1,))\nb = Input(s)",
                None,
                "a tuple, and something unknown",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
