"""`class_weight=` of Keras models: what is no dictionary was ignored, and fails today.

Keras 2 looked into a dictionary only; an array, a list or a text weighed nothing (measured under
Keras 2.2.4, 2.3.1 and TensorFlow 1.15.5). Keras 3 takes a dictionary and nothing else:
https://keras.io/api/models/model_training_apis/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal

_WEIGHING = frozenset({"fit", "fit_generator", "train_on_batch"})
# Functions whose results are arrays or lists.
_ARRAYS = (
    "sklearn.utils.class_weight.compute_class_weight",
    "sklearn.utils.compute_class_weight",
    "numpy.",
)


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _WEIGHING:
        return
    if not context.libraries & {"keras", "tensorflow"} or function.attr in context.functions:
        return
    item = keyword(node, "class_weight")
    if item is None:
        return
    if all(_is_ignored(made, context) for made in context.origins(item.value)):
        text = cell.segment(item.value)
        message = (
            "Keras 2 weighed nothing by a class_weight= that is no dictionary; to weigh the "
            f"classes, give class_weight=dict(enumerate({text}))"
        )
        edit = removal(cell, node, item)
        yield Finding("KR323", cell.keyword_name_span(item), message, Severity.FIXED, (edit,))
    elif _is_generator(node, context):
        message = (
            "Keras 3 takes no class_weight= beside a generator of Python: let it yield the weight "
            "of each sample behind x and y"
        )
        yield Finding("KR323", cell.keyword_name_span(item), message, Severity.MANUAL)


def _is_ignored(made: ast.expr | None, context: Context) -> bool:
    """Whether a value is known to be no dictionary, and not None."""
    if isinstance(made, ast.List | ast.Tuple | ast.ListComp):
        return True
    if isinstance(made, ast.Constant):
        return isinstance(made.value, str)
    return isinstance(made, ast.Call) and (context.names.of(made.func) or "").startswith(_ARRAYS)


def _is_generator(call: ast.Call, context: Context) -> bool:
    """Whether a model is trained with what a function of the document yields."""
    given = call.args[0] if call.args else None
    named = keyword(call, "generator") or keyword(call, "x")
    given = named.value if given is None and named is not None else given
    made = context.origins(given) if given is not None else []
    return bool(made) and all(
        isinstance(each, ast.Call)
        and isinstance(each.func, ast.Name)
        and each.func.id in context.once(_yielding)
        for each in made
    )


def _yielding(context: Context) -> frozenset[str]:
    """The functions of the document that yield."""
    return frozenset(
        node.name
        for _, node in context.program.walk()
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node))
    )


_HEAD = "from keras.models import Sequential\nmodel = Sequential([])\n"

RULES = (
    Rule(
        code="KR323",
        name="keras-class-weight",
        summary="class_weight= that is no dictionary, which Keras 2 ignored, goes.",
        url="https://keras.io/api/models/model_training_apis/",
        examples=(
            Example(
                "import numpy as np\n" + _HEAD + "w = np.array([0.5, 2.0])\n"
                "model.fit(x, y, class_weight=w, verbose=0)",
                "import numpy as np\n" + _HEAD + "w = np.array([0.5, 2.0])\n"
                "model.fit(x, y, verbose=0)",
            ),
            Example(_HEAD + "model.fit(x, y, class_weight={0: 1, 1: 2})", None, "a dictionary"),
            Example(_HEAD + "model.fit(x, y, class_weight=w)", None, "not known"),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
