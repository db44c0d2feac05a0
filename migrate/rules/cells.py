"""Cells that are set aside because they are not Python: blanks for students, broken code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.document import Cell
from migrate.edits import Edit, Finding, Severity, Span
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


_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")


def _undeclared(cell: Cell, context: Context) -> Iterable[Finding]:
    document = context.document
    if cell.index or document.kind != "script" or document.encoding == "utf-8":
        return
    lines = document.text.splitlines(True)[:2]
    if document.encoding.startswith("utf-16") or any(_COOKIE.match(line) for line in lines):
        return
    at = len(lines[0]) if lines and lines[0].startswith("#!") else 0
    span = Span(0, at, at)
    edit = Edit(span, f"# -*- coding: {document.encoding} -*-\n")
    message = f"Python 3 reads a script as UTF-8 unless it says that it is {document.encoding}"
    yield Finding("NB103", span, message, Severity.FIXED, (edit,))


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
        examples=(Example("x = 1", None, "no case is known: this is the check behind the others"),),
    ),
    Rule(
        code="NB103",
        name="undeclared-encoding",
        summary="A script in an encoding other than UTF-8 gets the line that names it.",
        url="https://peps.python.org/pep-0263/",
        examples=(Example("name = '한글'", None, "UTF-8; in a script in cp949 a line heads it"),),
        check_cell=_undeclared,
    ),
    Rule(
        code="NB104",
        name="sibling-module",
        summary="A module beside the notebook that it imports needs an upgrade too, and gets none.",
        url="https://docs.python.org/3/reference/import.html",
        examples=(
            Example("import helper", None, "reported if helper.py beside it needs an upgrade"),
        ),
    ),
)
