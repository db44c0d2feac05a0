"""Generators given to NumPy's functions that join arrays, which take lists and tuples only today.

https://numpy.org/doc/stable/release/1.16.0-notes.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule

_JOINING = frozenset(
    f"numpy.{name}" for name in ("stack", "hstack", "vstack", "dstack", "column_stack", "row_stack")
)
_LAZY = frozenset({"map", "zip", "filter", "reversed"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    name = context.names.of(node.func)
    if not node.args or not (name in _JOINING or name == "numpy.sum"):
        return
    given = node.args[0]
    alone = isinstance(given, ast.GeneratorExp)
    called = (
        given.func.id if isinstance(given, ast.Call) and isinstance(given.func, ast.Name) else ""
    )
    if not alone and (called not in _LAZY or called in context.names.bound or name == "numpy.sum"):
        return
    if name == "numpy.sum":
        if len(node.args) > 1 or node.keywords or "sum" in context.names.every:
            message = "np.sum takes no generator today: give it a list"
            yield Finding("NP412", cell.span(node.func), message, Severity.MANUAL)
            return
        message = "np.sum of a generator was Python's own sum, and is refused today"
        edit = cell.replace(node.func, "sum")
        yield Finding("NP412", cell.span(node.func), message, Severity.FIXED, (edit,))
        return
    span = cell.span(given)
    shares = alone and span.end == cell.span(node).end  # its parentheses are those of the call
    first, last = ("(list", ")") if shares else ("list", "") if alone else ("list(", ")")
    edits = (cell.insert(span.start, first), cell.insert(span.end, last))
    message = f"{name} takes lists and tuples of arrays only"
    yield Finding("NP412", span, message, Severity.FIXED, edits)


RULES = (
    Rule(
        code="NP412",
        name="generator-of-arrays",
        summary="A generator that NumPy joins, or sums, becomes a list, or Python's own sum.",
        url="https://numpy.org/doc/stable/release/1.16.0-notes.html",
        examples=(
            Example(
                "import numpy as np\na = np.stack(f(x) for x in y)\nb = np.vstack(map(f, y))\n"
                "c = np.hstack((f(x) for x in y))\nd = np.stack((f(x) for x in y), 1)\n"
                "e = np.sum(x for x in y)",
                "import numpy as np\na = np.stack(list(f(x) for x in y))\n"
                "b = np.vstack(list(map(f, y)))\nc = np.hstack(list(f(x) for x in y))\n"
                "d = np.stack(list(f(x) for x in y), 1)\ne = sum(x for x in y)",
            ),
            Example("import numpy as np\na = np.stack([x for x in y])", None, "a list"),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
