"""`numpy.fromstring` of bytes, which NumPy 2.3 gave up.

https://numpy.org/doc/stable/release/2.3.0-notes.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword

# Behind these it does not matter whether the array may be written to.
_COPYING = frozenset(
    {"astype", "copy", "tolist", "tobytes", "tostring", "sum", "mean", "max", "min"}
)


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if context.names.of(node.func) != "numpy.fromstring":
        return
    if keyword(node, "sep") is not None or len(node.args) > 3:
        return  # numbers written out, as before
    span = cell.span(node.func)
    message = "numpy.fromstring takes no bytes any more; frombuffer does, and gives no copy"
    if not isinstance(node.func, ast.Attribute):
        yield Finding("NP406", span, message, Severity.MANUAL)
        return
    edits = [Edit(cell.name_span(node.func), "frombuffer")]
    parent = context.program.parents.get(node)
    if not (isinstance(parent, ast.Attribute) and parent.attr in _COPYING):
        edits.append(cell.insert(cell.span(node).end, ".copy()"))
    yield Finding("NP406", span, message, Severity.FIXED, tuple(edits))


RULES = (
    Rule(
        code="NP406",
        name="bytes-to-array",
        summary="numpy.fromstring of bytes becomes numpy.frombuffer, with a copy.",
        url="https://numpy.org/doc/stable/release/2.3.0-notes.html",
        examples=(
            Example(
                "import numpy as np\nx = np.fromstring(f.read(), dtype=np.uint8)",
                "import numpy as np\nx = np.frombuffer(f.read(), dtype=np.uint8).copy()",
            ),
            Example(
                "import numpy as np\nx = np.fromstring(s, np.uint8).astype('f')",
                "import numpy as np\nx = np.frombuffer(s, np.uint8).astype('f')",
            ),
            Example(
                "import numpy as np\nx = np.fromstring('1 2', sep=' ')",
                None,
                "numbers that are written out",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
