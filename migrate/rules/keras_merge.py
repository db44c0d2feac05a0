"""`merge([a, b], mode='concat')` of Keras 1: a function of keras.layers for each mode.

https://keras.io/api/layers/merging_layers/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.imports import reimport, written
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument, removal

#: What this rule deals with.
NAMES = ("keras.layers.merge", "tensorflow.keras.layers.merge")
_MODES = {
    "sum": "add",
    "mul": "multiply",
    "concat": "concatenate",
    "ave": "average",
    "max": "maximum",
    "dot": "dot",
}
_RENAMED = {"concat_axis": "axis", "dot_axes": "axes"}
_ADVICE = (
    "merge is gone: use concatenate, add, multiply, average, maximum or dot of keras.layers, as "
    "its mode says"
)
# Keras works it out itself.
_DROPPED = frozenset({"mode", "output_shape", "arguments"})


def is_function(context: Context) -> bool:
    """Whether `merge` is the function of Keras 1, and not the module of Keras 2."""
    return bool(context.once(_calls))


def _calls(context: Context) -> list[ast.Call]:
    return [call for call in context.calls.get("merge", []) if _is_merge(call, context)]


def _converts(context: Context) -> bool:
    """Whether all that a document does with `merge` has a function of today."""
    calls = context.once(_calls)
    uses = [
        node for node, name in context.names.qualified.items()
        if name in NAMES and isinstance(node, ast.Name | ast.Attribute)
    ]  # fmt: skip
    return len(uses) == len(calls) and all(_function(call) for call in calls)


def _is_merge(call: ast.Call, context: Context) -> bool:
    return context.names.of(call.func) in NAMES


def _function(call: ast.Call) -> str:
    """Today's function for a call of `merge`; empty where its mode is not written or is gone."""
    value = argument(call, 1, "mode")
    if value is None:
        return _MODES["sum"]
    mode = value.value if isinstance(value, ast.Constant) else None
    return _MODES.get(str(mode), "") if len(call.args) < 3 else ""


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if isinstance(node, ast.ImportFrom):
        yield from _import(node, cell, context)
        return
    assert isinstance(node, ast.Call)
    if not _is_merge(node, context):
        return
    function = _function(node)
    if not context.once(_converts):
        yield Finding("KR321", cell.span(node.func), _ADVICE, Severity.MANUAL)
        return
    home = (context.names.of(node.func) or "").rpartition(".")[0]
    request = context.free_name(home, function)
    edits = [Edit(cell.span(node.func), request.asname)]
    edits += [removal(cell, node, argument) for argument in node.args[1:]]
    for item in node.keywords:
        if item.arg in _DROPPED:
            edits.append(removal(cell, node, item))
        elif item.arg in _RENAMED:
            edits.append(Edit(cell.keyword_name_span(item), _RENAMED[item.arg]))
    message = f"merge of Keras 1 is {function} today, which its mode names"
    yield Finding("KR321", cell.span(node), message, Severity.FIXED, tuple(edits), (request,))


def _import(node: ast.ImportFrom, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """The name that is imported goes: there is no such function."""
    module = node.module or ""
    gone = [alias for alias in node.names if f"{module}.{alias.name}" in NAMES]
    if node.level or not gone or not context.once(_converts):
        return
    kept = [written(alias, alias.name) for alias in node.names if alias not in gone]
    alone = cell.replace(node, f"import {module}")
    edit = reimport(node, {module: kept}, cell) if kept else alone
    message = "merge is gone; the functions that its modes name are imported"
    yield Finding("KR321", cell.span(node), message, Severity.FIXED, (edit,))


_HEAD = "from keras.layers import Input, merge\na, b = Input((3,)), Input((3,))\n"
_TODAY = "from keras.layers import Input\na, b = Input((3,)), Input((3,))\n"

RULES = (
    Rule(
        code="KR321",
        name="keras-merge",
        summary="merge(mode=) of Keras 1 becomes the function of keras.layers that it names.",
        url="https://keras.io/api/layers/merging_layers/",
        examples=(
            Example(
                _HEAD + "c = merge([a, b], mode='concat', concat_axis=1)\nd = merge([a, b], 'sum')",
                "from keras.layers import add, concatenate\n"
                + _TODAY
                + "c = concatenate([a, b], axis=1)\nd = add([a, b])",
            ),
            Example(
                "from keras import layers\nc = layers.merge([a, b], mode=kind)",
                None,
                "a mode that is not written: reported",
            ),
        ),
        nodes=(ast.Call, ast.ImportFrom),
        check=_check,
    ),
)
