"""Methods of TensorFlow's objects that had other names before 1.0, or are gone.

https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.tables.renames import LOST_METHODS, METHODS


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if isinstance(node, ast.Attribute):
        yield from _held_inputs(node, cell, context)
        return
    assert isinstance(node, ast.Call)
    function = node.func
    if not context.legacy or not isinstance(function, ast.Attribute):
        return
    for made_by, names in METHODS.items():
        new = names.get(function.attr)
        if new is not None and _is_made(function.value, made_by, context):
            span = cell.name_span(function)
            message = f"{made_by}.{function.attr} is called {new} since 1.0"
            yield Finding("TF109", span, message, Severity.FIXED, (Edit(span, new),))
    for made_by, lost in LOST_METHODS.items():
        advice = lost.get(function.attr)
        if advice is not None and _is_made(function.value, made_by, context):
            message = f"{made_by}.{function.attr} is gone: {advice}"
            yield Finding("TF109", cell.name_span(function), message, Severity.MANUAL)


def _held_inputs(node: ast.Attribute, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """`op.inputs._inputs`, the list inside what held an operation's inputs; a tuple does today."""
    inputs = node.value
    if node.attr != "_inputs" or not isinstance(inputs, ast.Attribute) or not context.legacy:
        return
    if inputs.attr == "inputs" and isinstance(node.ctx, ast.Load):
        whole, inner = cell.span(node), cell.span(inputs)
        edits = (
            cell.insert(whole.start, "list("),
            Edit(Span(cell.index, inner.end, whole.end), ")"),
        )
        message = "an operation's inputs are a tuple today"
        yield Finding("TF109", cell.name_span(node), message, Severity.FIXED, edits)


def _is_made(node: ast.expr, made_by: str, context: Context, depth: int = 4) -> bool:
    """Whether an object is made by a class, or by methods of such an object."""
    if isinstance(node, ast.Call):
        name = context.names.of(node.func) or ""
        if name.split(".")[0] in ("tensorflow", "reference") and name.endswith(f".{made_by}"):
            return True
        return isinstance(node.func, ast.Attribute) and _is_made(
            node.func.value, made_by, context, depth
        )
    if not depth:
        return False
    if isinstance(node, ast.Name):
        values = context.values.get(node.id, [])
    elif isinstance(node, ast.Attribute):
        values = context.attributes.get(node.attr, [])
    else:
        return False
    return any(value and _is_made(value, made_by, context, depth - 1) for value in values)


_BEFORE = "import tensorflow as tf\na = tf.TensorArray(tf.float32, 3)\n"
_AFTER = (
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
    "a = tf.TensorArray(tf.float32, 3)\n"
)

RULES = (
    Rule(
        code="TF109",
        name="renamed-method",
        summary="Methods of TensorFlow's objects that were renamed in 1.0 follow; lost ones are "
        "reported.",
        url="https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md",
        examples=(
            Example(
                _BEFORE + "a = a.unpack(tf.placeholder('float', [3, 2]))\nb = a.pack()",
                _AFTER + "a = a.unstack(tf.placeholder('float', [3, 2]))\nb = a.stack()",
            ),
            Example(
                "import tensorflow as tf\nx = tf.placeholder('float')\nprint(x.op.inputs._inputs)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.placeholder('float')\nprint(list(x.op.inputs))",
            ),
            Example(
                "from reference import contrib\nmodel = contrib.learn.DNNClassifier([3], columns)\n"
                "model.export('folder')",
                None,
                "reported",
            ),
            Example(
                _AFTER + "import struct\nx = struct.Struct('f')\ny = x.unpack(b)",
                None,
                "no tensors",
            ),
        ),
        nodes=(ast.Call, ast.Attribute),
        check=_check,
    ),
)
