"""Cells that are set aside because they are not Python: blanks for students, broken code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.document import Cell
from migrate.edits import Finding, Severity, Span
from migrate.rules.model import Context, Example, Rule
from migrate.targets import compat

_BLANK = re.compile(
    r"^[ \t]*[\w.\[\], \t]+=[ \t]*(?:#.*)?$"
    r"|<[^<>\n]*(?:code|your|fill|here|코드|작성)[^<>\n]*>|_{3,}",
    re.MULTILINE | re.IGNORECASE,
)


def _check(cell: Cell, context: Context) -> Iterable[Finding]:
    reason = context.broken.get(cell.index)
    if reason is None:
        return
    start = len(cell.source) - len(cell.source.lstrip())
    end = max(start, cell.source.find("\n", start))
    span = Span(cell.index, start, end if end > start else len(cell.source))
    blank = _BLANK.search(cell.source)
    removed = compat.removed_in_text(cell.source)
    imports = context.legacy and any(
        index == cell.index and compat.imports_tensorflow(node)
        for index, node in context.program.salvaged
    )
    if blank is not None:
        line = cell.source.count("\n", 0, blank.start()) + 1
        message = f"line {line} is a blank to fill in; the cell was left as it is"
    else:
        message = f"the cell is not Python ({reason}); it was left as it is"
    if removed:
        message += f", with {', '.join(removed[:3])} in it"
    if imports:
        message += "; import tensorflow.compat.v1 as tf and call tf.disable_v2_behavior() in it"
    yield Finding("NB101", span, message, Severity.MANUAL, legacy=bool(removed) or imports)


RULES = (
    Rule(
        code="NB101",
        name="cell-does-not-parse",
        summary="A cell that is not Python is left byte for byte as it is, and named.",
        url="https://docs.python.org/3/library/ast.html#ast.parse",
        examples=(
            Example("x = \n", None, "a blank for students"),
            Example("for i in range(3)\n  pass", None, "broken code"),
        ),
        check_cell=_check,
    ),
    Rule(
        code="NB102",
        name="upgrade-does-not-parse",
        summary="An upgraded cell that would no longer parse is left as it was, and named.",
        url="https://docs.python.org/3/library/ast.html#ast.parse",
    ),
)
