"""Metrics of a model with several outputs: Keras 3 wants them for each output.

Keras 2 gave every output all metrics of a list. Keras 3 refuses the list, or, where it is as long
as the outputs are many, gives each output one of them:
https://keras.io/api/models/model_training_apis/#compile-method
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument

# Up to so many outputs the metrics are written out for each.
_WRITTEN = 3
# A name that is that many models is used again and again, not a model with one number of outputs.
_MANY = 50


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != "compile":
        return
    metrics = argument(node, 2, "metrics")
    if metrics is None or not all(_is_flat(one) for one in context.origins(metrics)):
        return
    models = _models(function.value, context)
    counts = {_outputs(made, context) for made in models} if len(models) < _MANY else set()
    count = counts.pop() if len(counts) == 1 else 0
    if count < 2:
        return
    text = cell.segment(metrics)
    several = f"[{', '.join([text] * count)}]" if count <= _WRITTEN else f"[{text}] * {count}"
    message = (
        f"Keras 3 wants metrics for each of the {count} outputs; Keras 2 gave them all to each"
    )
    edit = cell.replace(metrics, several)
    yield Finding("KR326", cell.span(metrics), message, Severity.FIXED, (edit,))


def _is_flat(metrics: ast.expr | None) -> bool:
    """Whether an expression is a list of metrics, not one for each output."""
    return (
        isinstance(metrics, ast.List)
        and bool(metrics.elts)
        and not any(isinstance(each, ast.List | ast.Tuple | ast.Dict) for each in metrics.elts)
    )


def _models(owner: ast.expr, context: Context) -> list[ast.expr | None]:
    """What makes a model, through the document's functions, each of which is followed once."""
    found: list[ast.expr | None] = []
    seen: set[str] = set()
    todo = [owner]
    while todo:
        for made in context.origins(todo.pop()):
            name = _called(made)
            if name not in context.returned:
                found.append(made)
            elif name not in seen:
                seen.add(name)
                todo += context.returned[name]
    return found


def _called(made: ast.expr | None) -> str:
    match made:
        case ast.Call(func=ast.Name(id=name)):
            return name
    return ""


def _outputs(made: ast.expr | None, context: Context) -> int:
    """How many outputs a model has that is put together here; 0 where that is not known."""
    if not isinstance(made, ast.Call):
        return 0
    name = context.names.of(made.func) or ""
    if not is_keras(name) or not name.endswith(".Model"):
        return 0
    given = argument(made, 1, "outputs") or argument(made, 1, "output")
    lists = context.origins(given) if given is not None else []
    lengths = {len(one.elts) if isinstance(one, ast.List | ast.Tuple) else 0 for one in lists}
    return lengths.pop() if len(lengths) == 1 else 0


_HEAD = "from keras.models import Model\n"

RULES = (
    Rule(
        code="KR326",
        name="keras-metrics-of-outputs",
        summary="A list of metrics of a model with several outputs is given for each of them.",
        url="https://keras.io/api/models/model_training_apis/#compile-method",
        examples=(
            Example(
                _HEAD + "model = Model(a, [b, c])\nmodel.compile('sgd', 'mse', metrics=['mae'])",
                _HEAD + "model = Model(a, [b, c])\n"
                "model.compile('sgd', 'mse', metrics=[['mae'], ['mae']])",
            ),
            Example(
                _HEAD + "model = Model(a, [b, c])\n"
                "model.compile('sgd', 'mse', metrics={'b': 'mae'})\n"
                "other = Model(a, b)\nother.compile('sgd', 'mse', metrics=['mae'])",
                None,
                "by name, and one output",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
