"""What models of Keras lost, `predict_classes(x)` and others: functions of `reference` do the same.

https://github.com/tensorflow/tensorflow/blob/v2.6.0/RELEASE.md
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_known_model
from migrate.rules.model import Context, Example, Rule

_MODULE = "reference.keras.models"


@dataclass(frozen=True)
class _Lost:
    """What models of Keras had.

    Attributes:
        called: whether it was a method.
        certain: whether nothing else has something of that name.
        advice: what to do in a session's graph, or where the object is not known.
    """

    called: bool
    certain: bool
    advice: str


_LOST = {
    "predict_classes": _Lost(
        True, False, "predict_classes is gone: use np.argmax(model.predict(x), axis=-1), or "
        "(model.predict(x) > 0.5).astype('int32') for one sigmoid output",
    ),
    "reset_states": _Lost(
        True, True, "reset_states is gone: call reset_state() of each stateful layer"
    ),
    "metrics_names": _Lost(
        False, True, "metrics_names of Keras 3 names no metric: use get_metrics_result()"
    ),
}  # fmt: skip


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Attribute)
    lost = _LOST.get(node.attr)
    parent = context.program.parents.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    if lost is None or called is not lost.called or not isinstance(node.ctx, ast.Load):
        return
    known = context.names.of(node) is not None or node.attr in context.functions
    if known or not context.libraries & {"keras", "tensorflow"}:
        return
    owner = node.value
    sure = is_known_model(owner, context) or (lost.certain and context.makes_models)
    if context.graph_mode:
        yield Finding("KR310", cell.name_span(node), lost.advice, Severity.MANUAL)
        return
    request = context.free_name(_MODULE, node.attr)
    span = cell.span(node)
    text, end = f"{request.asname}({cell.segment(owner)})", span.end
    if isinstance(parent, ast.Call) and called:
        end = cell.mask.text.index("(", span.end) + 1
        more = ", " if parent.args or parent.keywords else ""
        text = f"{request.asname}({cell.segment(owner)}{more}"
    edits = (Edit(Span(cell.index, span.start, end), text),)
    message = f"models of Keras have no {node.attr} today; {_MODULE}.{node.attr} tells the same"
    severity = Severity.FIXED if sure else Severity.SUGGESTED
    yield Finding("KR310", span, message if sure else lost.advice, severity, edits, (request,))


_MODEL = "from keras.models import Sequential\nmodel = Sequential([])\n"

RULES = (
    Rule(
        code="KR310",
        name="keras-predict-classes",
        summary="predict_classes, reset_states and metrics_names of a Keras model become functions "
        "that tell the same; of what may be another object, that is a suggestion.",
        url="https://github.com/tensorflow/tensorflow/blob/v2.6.0/RELEASE.md",
        examples=(
            Example(
                _MODEL + "print(model.predict_classes(x, verbose=1))",
                "from reference.keras.models import predict_classes\n"
                + _MODEL
                + "print(predict_classes(model, x, verbose=1))",
            ),
            Example(
                _MODEL + "print(model.metrics_names[1])\nmodel.reset_states()",
                "from reference.keras.models import metrics_names, reset_states\n"
                + _MODEL
                + "print(metrics_names(model)[1])\nreset_states(model)",
            ),
            Example(
                "import keras\nprint(model.predict_classes(x))",
                "from reference.keras.models import predict_classes\nimport keras\n"
                "print(predict_classes(model, x))",
                "of an unknown object: suggested",
            ),
            Example(
                _MODEL + "class Own:\n    def predict_classes(self, x): pass\n"
                "Own().predict_classes(1)",
                None,
                "the document's own",
            ),
        ),
        nodes=(ast.Attribute,),
        check=_check,
    ),
)
