"""`model.predict_classes(x)`, which Keras dropped: a function of `reference` does the same.

https://github.com/tensorflow/tensorflow/blob/v2.6.0/RELEASE.md
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_known_model
from migrate.rules.model import Context, Example, Rule
from migrate.targets.compat import PREDICTS_CLASSES

_MODULE, _, _NAME = PREDICTS_CLASSES.rpartition(".")
_ADVICE = (
    "predict_classes is gone: use np.argmax(model.predict(x), axis=-1), or "
    "(model.predict(x) > 0.5).astype('int32') for one sigmoid output"
)


def _predicted(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != _NAME:
        return
    known = context.names.of(function) is not None or _NAME in context.functions
    if known or not context.libraries & {"keras", "tensorflow"}:
        return
    owner = function.value
    if context.graph_mode or not is_known_model(owner, context):
        yield Finding("KR310", cell.name_span(function), _ADVICE, Severity.MANUAL)
        return
    request = context.free_name(_MODULE, _NAME)
    span = cell.span(function)
    opened = cell.mask.text.index("(", span.end) + 1
    first = cell.segment(owner) + (", " if node.args or node.keywords else "")
    edits = (Edit(Span(cell.index, span.start, opened), f"{request.asname}({first}"),)
    message = f"models of Keras have no {_NAME} today; {PREDICTS_CLASSES} computes the same"
    yield Finding("KR310", span, message, Severity.FIXED, edits, (request,))


_MODEL = "from keras.models import Sequential\nmodel = Sequential([])\n"

RULES = (
    Rule(
        code="KR310",
        name="keras-predict-classes",
        summary="predict_classes of a Keras model becomes a function that computes the same; of "
        "what may be another object, it is reported.",
        url="https://github.com/tensorflow/tensorflow/blob/v2.6.0/RELEASE.md",
        examples=(
            Example(
                _MODEL + "print(model.predict_classes(x, verbose=1))",
                "from reference.keras.models import predict_classes\n"
                + _MODEL
                + "print(predict_classes(model, x, verbose=1))",
            ),
            Example("import keras\nprint(model.predict_classes(x))", None, "of an unknown object"),
            Example(
                _MODEL + "class Own:\n    def predict_classes(self, x): pass\n"
                "Own().predict_classes(1)",
                None,
                "the document's own",
            ),
        ),
        nodes=(ast.Call,),
        check=_predicted,
    ),
)
