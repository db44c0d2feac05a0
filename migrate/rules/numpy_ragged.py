"""Lists of numbers and of arrays that are drawn, which NumPy 1.24 makes no array of.

https://numpy.org/doc/stable/release/1.24.0-notes.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule

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
)
