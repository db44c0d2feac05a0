"""Prose that still tells readers to use what is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.document import Cell
from migrate.edits import Finding, Severity, Span
from migrate.rules.model import Context, Example, Rule
from migrate.targets import compat

_INSTALL = re.compile(
    r"\b(?:pip3?|conda)\s+install\s+[^\n`]*\btensorflow(?:-gpu|-cpu)?\s*={1,2}\s*[01]\.[\w.]*"
)


def _check(cell: Cell, context: Context) -> Iterable[Finding]:
    if cell.kind != "markdown":
        return
    for match in _INSTALL.finditer(cell.source):
        yield Finding(
            "DOC601", Span(cell.index, match.start(), match.end()),
            "the text tells readers to install TensorFlow 1, which today's Python cannot",
            Severity.MANUAL, legacy=False,
        )  # fmt: skip
    for name, start, end in compat.chains_in_text(cell.source):
        yield Finding(
            "DOC602", Span(cell.index, start, end),
            f"the text names {name}, which TensorFlow 2 does not have", Severity.MANUAL,
            legacy=False,
        )  # fmt: skip


RULES = (
    Rule(
        code="DOC601",
        name="prose-installs-tensorflow-1",
        summary="Markdown that tells readers to install TensorFlow 1 is pointed out.",
        url="https://www.tensorflow.org/install/pip",
        examples=(Example("`pip install tensorflow==1.15`", None, "in a Markdown cell"),),
        check_cell=_check,
    ),
    Rule(
        code="DOC602",
        name="prose-names-removed-api",
        summary="Markdown that names an API which TensorFlow 2 removed is pointed out.",
        url="https://www.tensorflow.org/guide/migrate",
        examples=(Example("The cell is `tf.contrib.rnn.GRUCell`.", None, "reported"),),
    ),
)
