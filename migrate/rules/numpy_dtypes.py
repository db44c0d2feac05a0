"""Abstract kinds of numbers, such as `numpy.integer`, that no longer stand for a dtype.

https://numpy.org/doc/stable/release/2.3.0-notes.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword

# What NumPy took each for while it did.
_MEANT = {
    "numpy.integer": "int",
    "numpy.signedinteger": "int",
    "numpy.unsignedinteger": "uint",
    "numpy.floating": "float",
    "numpy.inexact": "float",
    "numpy.number": "float",
    "numpy.complexfloating": "complex",
}
# The place of the dtype among the positional arguments.
_PLACES = {
    "numpy.array": 1, "numpy.asarray": 1, "numpy.dtype": 0, "numpy.empty": 1, "numpy.full": 2,
    "numpy.ones": 1, "numpy.zeros": 1, "numpy.ones_like": 1, "numpy.zeros_like": 1,
}  # fmt: skip


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    for given in _dtypes(node, context):
        meant = _MEANT.get(context.names.of(given) or "")
        if meant is None:
            continue
        if meant == "uint":
            name = isinstance(given, ast.Attribute) and cell.segment(given.value)
            meant = f"{name}.uint" if name else "'uint'"
        message = f"{cell.segment(given)} is no dtype any more; it was {meant}"
        edit = cell.replace(given, meant)
        yield Finding("NP407", edit.span, message, Severity.FIXED, (edit,))


def _dtypes(call: ast.Call, context: Context) -> Iterator[ast.expr]:
    """The expressions of a call that stand where a dtype does."""
    named = keyword(call, "dtype")
    if named is not None:
        yield named.value
    if isinstance(call.func, ast.Attribute) and call.func.attr == "astype" and call.args:
        yield call.args[0]
    place = _PLACES.get(context.names.of(call.func) or "", len(call.args))
    yield from call.args[place : place + 1]


RULES = (
    Rule(
        code="NP407",
        name="abstract-dtype",
        summary="numpy.integer and its like where a dtype stands become the dtype they meant.",
        url="https://numpy.org/doc/stable/release/2.3.0-notes.html",
        examples=(
            Example(
                "import numpy as np\nx = np.zeros(2, dtype=np.integer)\ny = x.astype(np.floating)",
                "import numpy as np\nx = np.zeros(2, dtype=int)\ny = x.astype(float)",
            ),
            Example(
                "import numpy as np\nx = np.ones(3, np.unsignedinteger)",
                "import numpy as np\nx = np.ones(3, np.uint)",
            ),
            Example(
                "import numpy as np\nx = isinstance(3, np.integer) or np.issubdtype(y, np.integer)",
                None,
                "a question about a kind",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
