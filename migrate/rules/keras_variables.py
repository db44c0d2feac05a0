"""Variables of a layer of one's own: Keras 3 takes their name and shape by keyword only.

https://keras.io/api/layers/base_layer/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras, taken
from migrate.rules.keras_objects import class_of
from migrate.rules.model import Context, Example, Rule

_OLD = "add_variable"
_NEW = "add_weight"
# What stood where among the arguments of both in tf.keras of TensorFlow 1.15 and in Keras 2.
_PLACES = (
    "name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint",
)  # fmt: skip


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in (_OLD, _NEW):
        return
    if not _is_own_layer(function, context) or function.attr in context.functions:
        return
    if any(isinstance(each, ast.Starred) for each in node.args) or len(node.args) > len(_PLACES):
        return
    if node.args and not _is_text(node.args[0]):
        return  # the order of Keras 1, or that of today
    edits = []
    if function.attr == _OLD:
        edits.append(Edit(cell.name_span(function), _NEW))
    for name, value in zip(_PLACES, node.args, strict=False):
        start = cell.span(value).start
        edits.append(Edit(Span(cell.index, start, start), f"{name}="))
    if edits:
        message = "a layer's variable is made by add_weight(), which takes its name by keyword"
        yield Finding("KR324", cell.name_span(function), message, Severity.FIXED, tuple(edits))


def _is_own_layer(method: ast.Attribute, context: Context) -> bool:
    """Whether a method is one of `self` in a class that is a layer or a model of Keras 3."""
    above = class_of(method, context)
    bases = [context.names.of(base) for base in above.bases] if above is not None else []
    return any(is_keras(base) and not taken(base, context) for base in bases)


def _is_text(value: ast.expr) -> bool:
    """Whether a value is a text, also one with parts that are put in."""
    match value:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.BinOp(left=left, op=ast.Mod() | ast.Add()):
            return _is_text(left)
        case ast.Call(func=ast.Attribute(attr="format", value=text)):
            return _is_text(text)
    return False


_CLASS = "import tensorflow as tf\nclass Own(tf.keras.layers.Layer):\n    def build(self, shape):\n"

RULES = (
    Rule(
        code="KR324",
        name="keras-layer-variable",
        summary="add_variable(name, shape) and add_weight(name, shape) of one's own Keras layer "
        "become add_weight(name=..., shape=...).",
        url="https://keras.io/api/layers/base_layer/",
        examples=(
            Example(
                _CLASS + "        self.w = self.add_variable('w', shape=[2, 3])\n"
                "        self.b = self.add_weight('b_%d' % 1, (3,), dtype=t)",
                _CLASS + "        self.w = self.add_weight(name='w', shape=[2, 3])\n"
                "        self.b = self.add_weight(name='b_%d' % 1, shape=(3,), dtype=t)",
            ),
            Example(
                _CLASS + "        self.w = self.add_weight(shape=(2, 3), initializer='zeros')\n"
                "        self.v = self.add_weight((2, 3), 'zeros')",
                None,
                "today's order, which was that of Keras 1 too",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
