"""`--set NAME=VALUE`: other values for constants that cells assign at their top level."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from migrate import document as documents
from migrate.api import parse_cells
from migrate.document import Document
from migrate.edits import Edit
from migrate.program import ParsedCell, Program


class ConstantError(Exception):
    """A value cannot be set; the message is one sentence."""


def parse_settings(items: Sequence[str]) -> dict[str, str]:
    """The names and values of `NAME=VALUE` texts; a value is a Python literal.

    Raises:
        ConstantError: if an item has another form.

    >>> parse_settings(["total_epoch=2", "word='우유'"])
    {'total_epoch': '2', 'word': "'우유'"}
    """
    found: dict[str, str] = {}
    for item in items:
        name, equals, value = item.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isidentifier():
            raise ConstantError(f"--set {item}: write NAME=VALUE, e.g. --set total_epoch=2")
        check_value(name, value)
        found[name] = value
    return found


def check_value(name: str, value: str) -> None:
    """Raise a `ConstantError` unless a value is a Python literal."""
    try:
        ast.literal_eval(value)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ConstantError(
            f"--set {name}={value}: the value must be a Python literal, e.g. 2, 0.5 or 'text'"
        ) from None


def override(document: Document, values: Mapping[str, str]) -> str:
    """The document's text with other values for constants; every assignment of a name changes.

    Raises:
        ConstantError: if a name is nowhere assigned a constant at the top level of a cell.
    """
    if not values:
        return document.text
    program, _ = parse_cells(document)
    edits: list[Edit] = []
    for name, value in values.items():
        check_value(name, value)
        found = list(_assignments(program, name))
        constant = [(cell, node) for cell, node in found if _is_constant(node)]
        if not found:
            raise ConstantError(f"--set {name}: no cell assigns {name} at its top level")
        if not constant:
            cell, node = found[0]
            where = f"cell {cell.index + 1} assigns {cell.segment(node).splitlines()[0]}"
            raise ConstantError(f"--set {name}: {name} is no constant, {where}")
        edits += [cell.replace(node, value) for cell, node in constant]
    return document.render(edits)


def assigned(document: Document, names: Sequence[str]) -> set[str]:
    """Which of these names some cell assigns at its top level."""
    program, _ = parse_cells(document)
    return {name for name in names if any(True for _ in _assignments(program, name))}


def _assignments(program: Program, name: str) -> Iterator[tuple[ParsedCell, ast.expr]]:
    """The values that top-level statements assign to a name, item by item of tuples."""
    for cell in program.cells:
        for statement in cell.tree.body:
            if isinstance(statement, ast.Assign):
                pairs = [p for t in statement.targets for p in _pairs(t, statement.value)]
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                pairs = _pairs(statement.target, statement.value)
            else:
                continue
            for target, value in pairs:
                if isinstance(target, ast.Name) and target.id == name:
                    yield cell, value


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    sequence = ast.Tuple | ast.List
    if isinstance(target, sequence) and isinstance(value, sequence):
        starred = any(isinstance(item, ast.Starred) for item in [*target.elts, *value.elts])
        if len(target.elts) == len(value.elts) and not starred:
            paired = zip(target.elts, value.elts, strict=True)
            return [pair for one, other in paired for pair in _pairs(one, other)]
    return [(target, value)]


def _is_constant(node: ast.expr) -> bool:
    """Whether an expression is made of literals and arithmetic alone (`60 * 60`)."""
    allowed = (
        ast.Constant, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.Tuple, ast.List,
        ast.Dict, ast.Set, ast.Load,
    )  # fmt: skip
    return all(isinstance(child, allowed) for child in ast.walk(node))


def depending_cells(document: Document, names: Sequence[str]) -> frozenset[int]:
    """The cells, numbered from 1, whose output may change when these names have other values.

    A cell depends on a name if it uses it, or uses what a cell that depends on it assigned or
    worked on: trained variables sit in the session that an earlier cell made.
    """
    program, _ = parse_cells(document)
    modules = {
        (alias.asname or alias.name).split(".")[0]
        for _, node in program.walk()
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    tainted = set(names)
    found: set[int] = set()
    for cell in program.cells:
        used, made, worked_on = _names(cell.tree)
        if used & tainted:
            found.add(cell.index + 1)
            tainted |= (made | worked_on) - modules
    return frozenset(found)


def _names(tree: ast.Module) -> tuple[set[str], set[str], set[str]]:
    """The names that a cell reads, assigns, and calls methods of or puts items into."""
    used: set[str] = set()
    made: set[str] = set()
    worked_on: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
            changes = not isinstance(node.ctx, ast.Load) or isinstance(node, ast.Attribute)
            worked_on |= {node.value.id} if changes else set()
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            used.add(node.target.id)
    return used, made, worked_on


def overridden(text: str, kind: str, values: Mapping[str, str]) -> str:
    """`override` for a text.

    >>> overridden("epochs, rate = 30, 0.1", "script", {"epochs": "2"})
    'epochs, rate = 2, 0.1'
    """
    return override(documents.parse(text, kind), values)
