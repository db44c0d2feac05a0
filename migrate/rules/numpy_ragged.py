"""Lists whose elements differ in length, which NumPy 1.24 makes no array of by itself: numbers and
arrays that are drawn, and lists of lists.

https://numpy.org/doc/stable/release/1.24.0-notes.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule

_ARRAYS = frozenset({"numpy.array", "numpy.asarray"})
_FLAT = frozenset({"flatten", "ravel", "reshape"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    func = node.func
    if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)):
        return
    if func.attr != "append" or len(node.args) != 1 or not _is_flat(node.args[0]):
        return
    made = context.values.get(func.value.id, [])
    if (
        made
        and all(_is_of_constants(each) for each in made)
        and _is_only_drawn(func.value, context)
    ):
        end = cell.span(node.args[0]).end
        yield Finding(
            "NP408",
            cell.span(node.args[0]),
            "no array can be made of numbers and arrays; item() takes out the one element drawn",
            Severity.FIXED,
            (cell.insert(end, ".item()"),),
        )


def _is_flat(value: ast.expr) -> bool:
    """Whether a value is an array of one axis: `x.reshape(-1)`, `x.flatten()`, `x.ravel()`."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return False
    if value.func.attr not in _FLAT or value.keywords:
        return False
    shape = [ast.unparse(argument) for argument in value.args]
    return shape in (["-1"], ["1"]) if value.func.attr == "reshape" else not shape


def _is_of_constants(value: ast.expr | None) -> bool:
    """Whether a list holds one constant again and again: `[None] * n`, `[None for i in x]`."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return _is_of_constants(value.left) or _is_of_constants(value.right)
    if isinstance(value, ast.ListComp):
        return isinstance(value.elt, ast.Constant)
    return (
        isinstance(value, ast.List)
        and bool(value.elts)
        and all(isinstance(element, ast.Constant) for element in value.elts)
    )


def _is_only_drawn(name: ast.Name, context: Context) -> bool:
    """Whether a list is used for nothing but `append` and curves, and at least for one."""
    parents = context.program.parents
    curves = 0
    for use in context.uses.get(name.id, ()):
        parent = parents.get(use)
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute):
            if parent.func.attr != "plot":
                return False
            curves += 1
        elif not (isinstance(parent, ast.Attribute) and parent.attr == "append"):
            return False
    return curves > 0


def _check_array(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if context.names.of(node.func) not in _ARRAYS or len(node.args) != 1 or node.keywords:
        return
    if _is_ragged(node.args[0], context):
        end = cell.span(node.args[0]).end
        message = "lists of different lengths make an array of objects only if it is asked for"
        edit = cell.insert(end, ", dtype=object")
        yield Finding("NP409", cell.span(node.args[0]), message, Severity.FIXED, (edit,))


def _is_ragged(value: ast.expr | None, context: Context) -> bool:
    """Whether a list is written out and its elements differ in length at the first axis."""
    if isinstance(value, ast.Name):
        made = context.values.get(value.id, [])
        return (
            bool(made)
            and value.id not in context.looped
            and all(isinstance(each, ast.List) and _is_ragged(each, context) for each in made)
            and not _is_changed(value, context)
        )
    if not isinstance(value, ast.List | ast.Tuple):
        return False
    lengths = {_length(element) for element in value.elts}
    return len(lengths) > 1 and None not in lengths


def _is_changed(name: ast.Name, context: Context) -> bool:
    """Whether a list is appended to or its elements are replaced."""
    parents = context.program.parents
    above = [parents.get(use) for use in context.uses.get(name.id, ())]
    return any(
        isinstance(each, ast.Attribute)
        or (isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store))
        for each in above
    )


def _length(element: ast.expr) -> int | None:
    """How long an element is; -1 for a number, None where that is not written."""
    if isinstance(element, ast.List | ast.Tuple):
        spread = any(isinstance(each, ast.Starred) for each in element.elts)
        return None if spread else len(element.elts)
    number = isinstance(element, ast.Constant) and isinstance(element.value, int | float)
    return -1 if number else None


_BEFORE = "import matplotlib.pyplot as plt\nseen = [None for i in range(3)]\n"

RULES = (
    Rule(
        code="NP408",
        name="numbers-and-arrays",
        summary="One-element arrays behind constants in a list that is drawn become numbers.",
        url="https://numpy.org/doc/stable/release/1.24.0-notes.html",
        examples=(
            Example(
                f"{_BEFORE}seen.append(y.reshape(-1))\nplt.plot(seen, color='black')",
                f"{_BEFORE}seen.append(y.reshape(-1).item())\nplt.plot(seen, color='black')",
            ),
            Example(
                f"{_BEFORE}seen.append(y.reshape(-1))\nplt.plot(seen)\nlast = seen[-1][0]",
                None,
                "a list that is used otherwise too",
            ),
            Example(
                "import matplotlib.pyplot as plt\nseen = []\nseen.append(y.reshape(-1))\n"
                "plt.plot(seen)",
                None,
                "arrays alone make an array",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
    Rule(
        code="NP409",
        name="ragged-array",
        summary="An array of lists of different lengths gets dtype=object.",
        url="https://numpy.org/doc/stable/release/1.24.0-notes.html",
        examples=(
            Example(
                "import numpy as np\nx = np.array([[1, 2, 3], [4, 5]])",
                "import numpy as np\nx = np.array([[1, 2, 3], [4, 5]], dtype=object)",
            ),
            Example(
                "import numpy as np\ns = [['a', 'b'], ['c']]\nx = np.array(s)",
                "import numpy as np\ns = [['a', 'b'], ['c']]\nx = np.array(s, dtype=object)",
            ),
            Example("import numpy as np\nx = np.array([[1, 2], [3, 4]])", None, "of one length"),
            Example("import numpy as np\nx = np.array([[1, 2], y])", None, "of unknown length"),
            Example(
                "import numpy as np\ns = [[1, 2], [3]]\ns[1] = [3, 4]\nx = np.array(s)",
                None,
                "changed",
            ),
        ),
        nodes=(ast.Call,),
        check=_check_array,
    ),
)
