"""Packages that TensorFlow 1 was put together of, imported by their own names.

Editors completed imports to `tensorflow_core`, where TensorFlow 1.15 and 2.0 kept their code, and
`tensorflow_estimator` stood for `tf.estimator`; TensorFlow 2.21 brings neither:
https://github.com/tensorflow/tensorflow/blob/v2.16.1/RELEASE.md
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule

_PACKAGES = ("tensorflow_core", "tensorflow_estimator")


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    edits: list[Edit] = []
    if isinstance(node, ast.Import):
        for alias in node.names:
            package = alias.name.split(".")[0]
            if package in _PACKAGES:
                start = cell.span(alias).start
                new = "tensorflow"
                if alias.asname is None and "." not in alias.name:
                    new = f"tensorflow as {package}"
                edits.append(Edit(Span(cell.index, start, start + len(package)), new))
    elif isinstance(node, ast.ImportFrom) and not node.level:
        package = (node.module or "").split(".")[0]
        if package in _PACKAGES:
            begin = cell.span(node).start
            start = begin + cell.segment(node).index(package)
            edits.append(Edit(Span(cell.index, start, start + len(package)), "tensorflow"))
    if edits:
        message = "a package that TensorFlow 1 was put together of; it is imported as tensorflow"
        yield Finding("TF113", cell.span(node), message, Severity.FIXED, tuple(edits))


RULES = (
    Rule(
        code="TF113",
        name="package-inside-tensorflow",
        summary="Imports of tensorflow_core and tensorflow_estimator become those of tensorflow.",
        url="https://github.com/tensorflow/tensorflow/blob/v2.16.1/RELEASE.md",
        examples=(
            Example(
                "from tensorflow_core.python.keras.layers import Dense\n"
                "from tensorflow_estimator import estimator",
                "from tensorflow.keras.layers import Dense\nfrom reference import estimator",
            ),
            Example("import tensorflow_hub as hub", None, "a package of its own"),
        ),
        nodes=(ast.Import, ast.ImportFrom),
        check=_check,
    ),
)
