"""Keras' callback for TensorBoard needs the package, which TensorFlow no longer brings along.

https://github.com/tensorflow/tensorflow/blob/v2.21.0/RELEASE.md
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras
from migrate.rules.model import Context, Example, Rule


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func)
    if is_keras(qualified) and (qualified or "").endswith(".TensorBoard"):
        message = (
            "TensorBoard is a package of its own since TensorFlow 2.21: pip install tensorboard"
        )
        yield Finding("KR320", cell.span(node.func), message, Severity.MANUAL, legacy=False)


RULES = (
    Rule(
        code="KR320",
        name="keras-tensorboard",
        summary="Keras' TensorBoard callback is told to need the package tensorboard.",
        url="https://keras.io/api/callbacks/tensorboard/",
        examples=(
            Example("import keras\nc = keras.callbacks.TensorBoard('logs')", None, "reported"),
            Example("import keras\nc = keras.callbacks.CSVLogger('log')", None, "needs nothing"),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
