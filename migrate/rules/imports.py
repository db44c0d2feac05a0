"""Import statements with their names where they are today, for every family of names."""

from __future__ import annotations

import ast

from migrate.edits import Edit, Span
from migrate.program import ParsedCell


def is_renamed(node: ast.ImportFrom, names: list[str]) -> bool:
    """Whether the imported names (as written, `a as b`) are not those of the statement."""
    old = [a.name if a.asname in (None, a.name) else f"{a.name} as {a.asname}" for a in node.names]
    return names != old


def reimport(node: ast.ImportFrom, groups: dict[str, list[str]], cell: ParsedCell) -> Edit:
    """The edit that takes names from other modules, in place or as several statements.

    Args:
        node: the statement.
        groups: the names (as written) by the module that has them today, in order; names of
            modules that stand at the top (`joblib`) by the empty text.
        cell: the statement's cell.
    """
    span = cell.span(node)
    if len(groups) == 1:
        ((module, names),) = groups.items()
        if module and not is_renamed(node, names):
            text = cell.source[span.start : span.end]
            start = span.start + text.index(node.module or "", len("from"))
            return Edit(Span(cell.index, start, start + len(node.module or "")), module)
    lines = [
        f"from {module} import {', '.join(names)}" if module else f"import {', '.join(names)}"
        for module, names in groups.items()
    ]
    lead = cell.mask.text[cell.line_start(span.start) : span.start]
    tail = cell.mask.text[span.end : cell.line_end(span.end)].strip()
    alone = not lead.strip() and not tail.startswith(";")
    return Edit(span, (cell.newline + lead if alone else "; ").join(lines))


def written(alias: ast.alias, name: str) -> str:
    """How an import writes a name that the code goes on calling what it called it.

    >>> written(ast.alias("cross_validation", None), "model_selection")
    'model_selection as cross_validation'
    """
    known = alias.asname or alias.name
    return name if name == known else f"{name} as {known}"
