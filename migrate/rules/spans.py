"""Places and pieces of calls that several rule families edit."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from migrate.edits import Edit, Span
from migrate.program import ParsedCell

_COMMA = re.compile(r"\s*,")


def removal(cell: ParsedCell, call: ast.Call, argument: ast.AST) -> Edit:
    """The edit that takes an argument out of a call, together with one comma.

    The comma before it goes, or, for the first argument, everything up to the next one.
    """
    everything = sorted([*call.args, *call.keywords], key=lambda node: cell.span(node).start)
    index = everything.index(argument)
    span = cell.span(argument)
    if index > 0:
        before = cell.span(everything[index - 1]).end
        return Edit(Span(cell.index, before, span.end), "")
    if len(everything) > 1:
        return Edit(Span(cell.index, span.start, cell.span(everything[1]).start), "")
    comma = _COMMA.match(cell.source, span.end)
    return Edit(Span(cell.index, span.start, comma.end() if comma else span.end), "")


def removals(cell: ParsedCell, call: ast.Call, arguments: Sequence[ast.AST]) -> tuple[Edit, ...]:
    """The edits that take some of a call's arguments out of it, none overlapping."""
    everything = sorted([*call.args, *call.keywords], key=lambda node: cell.span(node).start)
    if len(arguments) == 1:
        return (removal(cell, call, arguments[0]),)
    kept = next((index for index, node in enumerate(everything) if node not in arguments), None)
    if kept is None:
        start, end = cell.span(everything[0]).start, cell.span(everything[-1]).end
        comma = _COMMA.match(cell.source, end)
        return (Edit(Span(cell.index, start, comma.end() if comma else end), ""),)
    edits = [removal(cell, call, node) for node in everything[kept:] if node in arguments]
    if kept:
        start, end = cell.span(everything[0]).start, cell.span(everything[kept]).start
        edits.append(Edit(Span(cell.index, start, end), ""))
    return tuple(edits)


def keyword(call: ast.Call, name: str) -> ast.keyword | None:
    """The keyword argument of that name, or None."""
    return next((item for item in call.keywords if item.arg == name), None)


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """The argument of that name, or else the one at that place; None if there is neither."""
    named = keyword(call, name)
    if named is not None:
        return named.value
    return call.args[place] if len(call.args) > place else None


def statement_insertion(cell: ParsedCell, statement: ast.stmt, lines: list[str]) -> Edit:
    """The edit that puts statements on lines of their own behind a statement.

    Behind a statement that shares its line with another one, they follow after semicolons.
    """
    end = cell.span(statement).end
    line_end = cell.line_end(end)
    rest = cell.mask.text[end:line_end].strip()
    start = cell.span(statement).start
    lead = cell.mask.text[cell.line_start(start) : start]
    if (rest and not rest.startswith("#")) or lead.strip():
        return cell.insert(end, "".join(f"; {line}" for line in lines))
    indent = lead
    text = "".join(f"{cell.newline}{indent}{line}" for line in lines)
    return cell.insert(line_end, text)
