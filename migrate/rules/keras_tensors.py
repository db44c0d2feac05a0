"""Shapes and ends of Keras models: KerasTensors have tuples as shapes, Sequential has no `input`.

https://keras.io/guides/migrating_to_keras_3/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras
from migrate.rules.keras_symbols import is_symbolic
from migrate.rules.model import Context, Example, Rule

_GUIDE = "https://keras.io/guides/migrating_to_keras_3/"
# Attributes of a Sequential model, and where its tensors are today.
_ENDS = {"input": "inputs[0]", "output": "outputs[0]"}


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Attribute)
    if context.graph_mode or context.names.of(node) is not None:
        return
    if not context.libraries & {"keras", "tensorflow"} or not isinstance(node.ctx, ast.Load):
        return
    if node.attr == "_keras_shape":
        span = cell.name_span(node)
        message = "the _keras_shape of a tensor is its shape today"
        yield Finding("KR317", span, message, Severity.FIXED, (Edit(span, "shape"),))
    elif node.attr in ("as_list", "value", "get_shape"):
        yield from _shape(node, cell, context)
    elif node.attr in _ENDS and _is_sequential(node.value, context):
        span = cell.name_span(node)
        new = _ENDS[node.attr]
        message = f"Sequential of Keras 3 has no {node.attr} before it is called, but {new}"
        yield Finding("KR317", span, message, Severity.FIXED, (Edit(span, new),))


def _shape(node: ast.Attribute, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """`x.get_shape()`, `x.shape.as_list()` and `x.shape[1].value` of a layer's output."""
    owner = node.value
    asked = _asked(owner.value if isinstance(owner, ast.Subscript) else owner)
    parent = context.program.parents.get(node)
    if node.attr == "get_shape":
        above = context.program.parents.get(parent) if parent is not None else None
        further = isinstance(above, ast.Attribute) and above.attr == "as_list"
        if isinstance(parent, ast.Call) and not further and is_symbolic(owner, context):
            yield _finding(parent, cell.span(owner).end, ".shape", cell)
        return
    if asked is None or not is_symbolic(asked, context):
        return
    end = cell.span(asked).end
    if node.attr == "as_list" and isinstance(parent, ast.Call) and parent.func is node:
        start = cell.insert(cell.span(asked).start, "list(")
        yield _finding(parent, end, ".shape)", cell, start)
    elif node.attr == "value" and isinstance(owner, ast.Subscript):
        yield _finding(node, end, f".shape[{cell.segment(owner.slice)}]", cell)


def _asked(node: ast.expr) -> ast.expr | None:
    """The tensor whose shape an expression is: `x.shape`, `x.get_shape()`."""
    if isinstance(node, ast.Attribute) and node.attr == "shape":
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr == "get_shape" else None
    return None


def _finding(node: ast.expr, end: int, text: str, cell: ParsedCell, *before: Edit) -> Finding:
    """The finding whose edit puts a text in place of a node from the end of its tensor on."""
    span = cell.span(node)
    message = "the shape of a Keras tensor is a tuple of numbers today"
    edit = Edit(Span(cell.index, end, span.end), text)
    return Finding("KR317", span, message, Severity.FIXED, (*before, edit))


def _is_sequential(owner: ast.expr, context: Context, within: frozenset[str] = frozenset()) -> bool:
    """Whether an expression is a Sequential model and nothing else.

    Args:
        owner: the expression.
        context: the document.
        within: the functions whose results are being followed, which must not be followed again.
    """
    return all(_makes_sequential(value, context, within) for value in context.origins(owner))


def _makes_sequential(value: ast.expr | None, context: Context, within: frozenset[str]) -> bool:
    if not isinstance(value, ast.Call):
        return False
    qualified = context.names.of(value.func)
    if qualified is not None and is_keras(qualified):
        return qualified.endswith(".Sequential")
    name = value.func.id if isinstance(value.func, ast.Name) else ""
    if name in within:
        return True
    results = context.returned.get(name, [])
    return bool(results) and all(
        isinstance(result, ast.Name | ast.Call) and _is_sequential(result, context, within | {name})
        for result in results
    )


_HEAD = "from keras.layers import Dense, Input\nfrom keras.models import Sequential\n"

RULES = (
    Rule(
        code="KR317",
        name="keras-tensor-shape",
        summary="Shapes of Keras' tensors are tuples, and the ends of a Sequential model lists.",
        url=_GUIDE,
        examples=(
            Example(
                _HEAD + "x = Dense(3)(Input((4,)))\na = x.get_shape().as_list()\n"
                "b = x.shape[1].value\nc = x._keras_shape\nd = x.get_shape()[1]",
                _HEAD + "x = Dense(3)(Input((4,)))\na = list(x.shape)\n"
                "b = x.shape[1]\nc = x.shape\nd = x.shape[1]",
            ),
            Example(
                _HEAD
                + "model = Sequential()\nmodel.add(Input((4,)))\nf(model.input, model.output)",
                _HEAD + "model = Sequential()\nmodel.add(Input((4,)))\n"
                "f(model.inputs[0], model.outputs[0])",
            ),
            Example(
                _HEAD + "def f(x):\n    return x.get_shape().as_list(), x.output",
                None,
                "a tensor of TensorFlow, perhaps",
            ),
        ),
        nodes=(ast.Attribute,),
        check=_check,
    ),
)
