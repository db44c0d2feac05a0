"""Numbers out of a table with texts: arrays of objects, which Keras 3 does not take.

https://keras.io/guides/migrating_to_keras_3/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule

# What says that a table has texts: they are made numbers.
_ENCODERS = ("LabelEncoder", "LabelBinarizer", "OneHotEncoder")
_ENCODING = ("fit", "transform", "fit_transform")
_FED = ("fit", "evaluate", "predict", "train_test_split")


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Assign)
    value = node.value
    if not context.makes_models or len(node.targets) != 1 or not _is_part(value, context):
        return
    target = node.targets[0]
    if not context.once(_encodes):
        return
    if isinstance(target, ast.Name) and target.id in context.once(_fed):
        end = cell.span(value).end
        message = "columns of a table with texts are objects; Keras 3 takes numbers only"
        edit = cell.insert(end, ".astype(float)")
        yield Finding("KR319", cell.span(value), message, Severity.FIXED, (edit,))


def _is_part(value: ast.expr, context: Context) -> bool:
    """Whether an expression is several columns of `frame.values`: `table[:, 0:60]`."""
    if not isinstance(value, ast.Subscript) or not isinstance(value.value, ast.Name):
        return False
    place = value.slice
    columns = isinstance(place, ast.Tuple) and isinstance(place.elts[-1], ast.Slice)
    made = context.origins(value.value)
    return columns and all(_is_table(one) for one in made)


def _is_table(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        function = value.func
        return isinstance(function, ast.Attribute) and function.attr in ("as_matrix", "to_numpy")
    return isinstance(value, ast.Attribute) and value.attr == "values"


def _encodes(context: Context) -> bool:
    """Whether the document makes texts numbers."""
    names = context.names.qualified.values()
    return any(name.startswith("sklearn.") and name.endswith(_ENCODERS) for name in names)


def _fed(context: Context) -> frozenset[str]:
    """The names of what models are given, not of what only encoders are."""
    return frozenset(
        given.id
        for method in _FED
        for call in context.calls.get(method, [])
        if len(call.args) != 1 or method not in _ENCODING
        for given in call.args
        if isinstance(given, ast.Name)
    )


_HEAD = (
    "from keras.models import Sequential\nfrom sklearn.preprocessing import LabelEncoder\n"
    "model = Sequential([])\ntable = frame.values\n"
)

RULES = (
    Rule(
        code="KR319",
        name="keras-array-of-objects",
        summary="Columns of numbers from a table that has texts too become an array of floats.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                _HEAD + "x = table[:, 0:4]\ny = LabelEncoder().fit_transform(table[:, 4])\n"
                "model.fit(x, y)",
                _HEAD + "x = table[:, 0:4].astype(float)\n"
                "y = LabelEncoder().fit_transform(table[:, 4])\nmodel.fit(x, y)",
            ),
            Example(
                _HEAD + "x = table[:, 0:4].astype('float32')\nz = table[:, 2:4]\n"
                "LabelEncoder().fit(z)\nmodel.fit(x, y)",
                None,
                "floats already, and texts",
            ),
        ),
        nodes=(ast.Assign,),
        check=_check,
    ),
)
