"""Lists of numbers that are fed to models: Keras 3 takes each number for an input of its own.

https://keras.io/guides/migrating_to_keras_3/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.edits import Finding, ImportRequest, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_known_model
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword

# What takes samples, and at which places.
_FED = {
    "fit": ("x", "y"),
    "evaluate": ("x", "y"),
    "train_on_batch": ("x", "y"),
    "test_on_batch": ("x", "y"),
    "predict": ("x",),
    "predict_on_batch": ("x",),
}


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    function = node.func
    if context.graph_mode or not isinstance(function, ast.Attribute) or function.attr not in _FED:
        return
    if not context.makes_models or not is_known_model(function.value, context):
        return
    for value in _samples(node, _FED[function.attr]):
        if all(_is_of_numbers(made) for made in context.origins(value)):
            name, imports = _array(context)
            span = cell.span(value)
            edits = (cell.insert(span.start, f"{name}("), cell.insert(span.end, ")"))
            message = "Keras 3 takes an array of numbers, no list of them"
            yield Finding("KR325", span, message, Severity.FIXED, edits, imports)


def _samples(call: ast.Call, names: tuple[str, ...]) -> Iterator[ast.expr]:
    for value in call.args[: len(names)]:
        if isinstance(value, ast.Starred):
            return
        yield value
    given = [item.value for name in names if (item := keyword(call, name)) is not None]
    held = keyword(call, "validation_data")
    if held is not None and isinstance(held.value, ast.Tuple):
        given += held.value.elts
    yield from given


def _is_of_numbers(value: ast.expr | None) -> bool:
    if not isinstance(value, ast.List) or not value.elts:
        return False
    numbers = (each.operand if isinstance(each, ast.UnaryOp) else each for each in value.elts)
    return all(
        isinstance(each, ast.Constant) and type(each.value) in (int, float) for each in numbers
    )


def _array(context: Context) -> tuple[str, tuple[ImportRequest, ...]]:
    """How the document can spell `numpy.array`, and the import that this needs."""
    for name, bindings in context.names.bound.items():
        if bindings and all(binding == "numpy" for binding in bindings):
            return f"{name}.array", ()
    request = context.free_name("numpy", "array")
    return request.asname, (request,)


_MODEL = "from keras.models import Sequential\nmodel = Sequential([])\n"

RULES = (
    Rule(
        code="KR325",
        name="keras-list-of-numbers",
        summary="A list of numbers that a Keras model is fed with becomes an array.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                "import numpy as np\n" + _MODEL + "model.fit(x, [1.0, -2.0])\n"
                "print(model.predict([100.0]))",
                "import numpy as np\n" + _MODEL + "model.fit(x, np.array([1.0, -2.0]))\n"
                "print(model.predict(np.array([100.0])))",
            ),
            Example(
                _MODEL + "x = [1, 2]\nmodel.evaluate(x=x, y=y)",
                "from numpy import array\n"
                + _MODEL
                + "x = [1, 2]\nmodel.evaluate(x=array(x), y=y)",
            ),
            Example(
                _MODEL + "model.fit([a, b], y)",
                None,
                "a model of two inputs",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
