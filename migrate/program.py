"""The cells of a document as one program: what parses, and where each node stands."""

from __future__ import annotations

import ast
import bisect
import re
import warnings
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from migrate.edits import Edit, Span
from migrate.magics import Mask, mask

_LINE_END = re.compile(r"\r\n|\r|\n")
# Of a longer line a report shows a part.
_LONG = 400
# A tree that is deeper cannot be followed by functions that call themselves.
_DEEPEST = 400
_BLANKS = re.compile(r"[ \t]*")


class Lines:
    r"""The lines of a source, found once: `starts` has the offset of each.

    >>> Lines("a\nbc").place(3), Lines("a\nbc").excerpt(3)
    ((2, 2), 'bc')
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(source))]

    def row(self, offset: int) -> int:
        """The line of a character, from 0."""
        return bisect.bisect_right(self.starts, offset) - 1

    def end(self, row: int) -> int:
        """The offset behind a line and its line break."""
        return self.starts[row + 1] if row + 1 < len(self.starts) else len(self.source)

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character."""
        row = self.row(offset)
        return row + 1, offset - self.starts[row] + 1

    def excerpt(self, offset: int) -> str:
        """The line of a character without its line break; of a long line, what is near."""
        row = self.row(offset)
        start, end = self.starts[row], self.end(row)
        if end - start > _LONG:
            start, end = max(start, offset - _LONG // 2), min(end, offset + _LONG // 2)
        return self.source[start:end].rstrip("\r\n")


def _columns(text: str) -> Sequence[int] | None:
    if text.isascii():
        return None
    sizes = (1 if c < "\x80" else 2 if c < "\u0800" else 3 if c < "\U00010000" else 4 for c in text)
    return array("Q", accumulate(sizes, initial=0))


class ParseError(Exception):
    """A cell that is not Python 3: one sentence, and the offset where parsing stopped."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True)
class ParsedCell:
    """A code cell that parses: its source, what the parser saw of it, and its tree."""

    index: int
    source: str
    mask: Mask
    tree: ast.Module
    _shift: int = 0
    _dedented: dict[int, int] = field(default_factory=dict)  # characters cut, by row

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, each before those below it."""
        return tuple(self.parents)

    @cached_property
    def places(self) -> dict[ast.AST, int]:
        """The place of each statement outside of any block."""
        return {statement: place for place, statement in enumerate(self.tree.body)}

    @cached_property
    def assigned(self) -> dict[str, list[tuple[int, ast.expr | None]]]:
        """The names that the cell assigns: in which of `places`, and the value if that is known."""
        found: dict[str, list[tuple[int, ast.expr | None]]] = {}
        for place, statement in enumerate(self.tree.body):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    known = isinstance(statement, ast.Assign) and node is target
                    value = statement.value if known else None  # type: ignore[attr-defined]
                    found.setdefault(node.id, []).append((place, value))
        return found

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST | None]:
        """Every node with the node above it."""
        parents: dict[ast.AST, ast.AST | None] = {self.tree: None}
        nodes: list[ast.AST] = [self.tree]
        for node in nodes:
            for child in ast.iter_child_nodes(node):
                if child not in parents:  # all loads share one node, as do all additions
                    parents[child] = node
                    nodes.append(child)
        return parents

    @cached_property
    def depth(self) -> int:
        """How many nodes stand above the deepest one."""
        depths: dict[ast.AST | None, int] = {None: -1}
        for node, parent in self.parents.items():
            depths[node] = depths[parent] + 1
        return max(depths.values())

    @cached_property
    def lines(self) -> Lines:
        """The lines of the source."""
        return Lines(self.source)

    @cached_property
    def _columns(self) -> dict[int, Sequence[int] | None]:
        """By line, where each character begins in UTF-8; None where all are one byte long."""
        return {}

    def offset(self, line: int, column: int) -> int:
        """The offset of a place that `ast` gives: a 1-based line, a column in UTF-8 bytes."""
        row = line - 1 - self._shift
        start = self.lines.starts[row] + self._dedented.get(row, 0)
        if row not in self._columns:
            self._columns[row] = _columns(self.mask.text[start : self.lines.end(row)])
        columns = self._columns[row]
        return start + (column if columns is None else bisect.bisect_right(columns, column) - 1)

    def span(self, node: ast.AST) -> Span:
        """The characters of a node (an expression, statement, keyword, argument or alias)."""
        start = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        end = self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        return Span(self.index, start, end)

    def segment(self, node: ast.AST) -> str:
        """The source text of a node."""
        span = self.span(node)
        return self.source[span.start : span.end]

    def name_span(self, node: ast.Attribute) -> Span:
        """The characters of an attribute's own name, behind its dot."""
        span = self.span(node)
        return Span(self.index, span.end - len(node.attr), span.end)

    def keyword_name_span(self, keyword: ast.keyword) -> Span:
        """The characters of a keyword argument's name."""
        start = self.span(keyword).start
        return Span(self.index, start, start + len(keyword.arg or ""))

    def replace(self, node: ast.AST, replacement: str) -> Edit:
        """An edit that puts other text in a node's place."""
        return Edit(self.span(node), replacement)

    def insert(self, offset: int, text: str) -> Edit:
        """An edit that puts text before a character."""
        return Edit(Span(self.index, offset, offset), text)

    def line_start(self, offset: int) -> int:
        """The offset at which the line of a character begins."""
        return self.lines.starts[self.lines.row(offset)]

    def line_end(self, offset: int) -> int:
        """The offset of the line break (or the end of the cell) behind a character."""
        match = _LINE_END.search(self.source, offset)
        return match.start() if match else len(self.source)

    def indent_at(self, offset: int) -> str:
        """The blanks at the head of a character's line."""
        match = _BLANKS.match(self.source, self.line_start(offset))
        return match.group() if match else ""

    @property
    def newline(self) -> str:
        """The line break that the cell uses."""
        match = _LINE_END.search(self.source)
        return match.group() if match else "\n"


@dataclass(frozen=True)
class Program:
    """All code cells that parse, in the order of the document.

    `salvaged` are the imports that stand in cells which do not parse, with the cell's index: the
    other cells use their names, so these must be known. They are never edited.
    """

    cells: tuple[ParsedCell, ...]
    salvaged: tuple[tuple[int, ast.Import | ast.ImportFrom], ...] = ()
    parents: dict[ast.AST, ast.AST | None] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls,
        cells: Sequence[ParsedCell],
        salvaged: Sequence[tuple[int, ast.Import | ast.ImportFrom]] = (),
    ) -> Program:
        """A program of parsed cells, with every node's parent."""
        program = cls(tuple(cells), tuple(salvaged))
        for cell in cells:
            program.parents.update(cell.parents)
        return program

    def walk(self) -> Iterator[tuple[ParsedCell, ast.AST]]:
        """Every node of every cell, cell by cell."""
        for cell in self.cells:
            for node in cell.nodes:
                yield cell, node

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement in which a node stands."""
        current: ast.AST | None = node
        while current is not None and not isinstance(current, ast.stmt):
            current = self.parents.get(current)
        return current

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """The innermost function of the document in which a node stands."""
        current: ast.AST | None = node
        while current is not None and not isinstance(current, ast.FunctionDef):
            current = self.parents.get(current)
        return current


def parse_cell(index: int, source: str, *, dedents: bool = False) -> ParsedCell:
    """The cell's tree, its magics hidden.

    Args:
        index: the cell's place in the document.
        source: its text.
        dedents: IPython runs it, which takes the indent of the first line from all that have it.

    Raises:
        ParseError: if the cell is not Python 3.
    """
    masked = mask(source)
    if masked.opaque:
        return ParsedCell(index, source, masked, ast.Module([], []))
    text = masked.text.replace("\f", " ")
    shift = 0
    try:
        tree = _parse(text)
    except SyntaxError as error:
        indented = _parse_indented(text)
        dedented = _parse_dedented(text) if dedents and indented is None else None
        if dedented is not None:
            return ParsedCell(index, source, masked, *dedented)
        if indented is None:
            raise ParseError(str(error.msg), _error_offset(source, error)) from None
        tree, shift = indented, 1
    except (ValueError, RecursionError, MemoryError, UnicodeError) as error:
        raise ParseError(str(error) or type(error).__name__, 0) from None
    parsed = ParsedCell(index, source, masked, tree, shift)
    if parsed.depth > _DEEPEST:
        raise ParseError("its expressions are nested too deeply", 0)
    return parsed


def salvage_imports(index: int, source: str) -> list[tuple[int, ast.Import | ast.ImportFrom]]:
    """The import statements, each on a line of its own, of a cell that does not parse."""
    found = []
    for line in _LINE_END.split(mask(source).text):
        if line.startswith(("import ", "from ")):
            try:
                statements = _parse(line).body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            found += [(index, s) for s in statements if isinstance(s, ast.Import | ast.ImportFrom)]
    return found


def _parse(text: str) -> ast.Module:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = compile(text, "<cell>", "exec", flags, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def _parse_indented(text: str) -> ast.Module | None:
    """The tree of a cell whose every line is indented, which IPython runs; else None."""
    first = next((line for line in _LINE_END.split(text) if line.strip(" \t0#.")), "")
    if first[:1] not in (" ", "\t"):
        return None
    try:
        block = _parse("if True:\n" + text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return ast.Module(block[0].body, []) if len(block) == 1 else None  # type: ignore[attr-defined]


def _parse_dedented(text: str) -> tuple[ast.Module, int, dict[int, int]] | None:
    """The tree of a cell whose first line is indented and others are not, with the characters cut
    from each row; else None."""
    match = _BLANKS.match(text)
    indent = match.group() if match else ""
    if not indent:
        return None
    rows = {row: len(indent) for row, line in enumerate(_lines(text)) if line.startswith(indent)}
    cut = "".join(line.removeprefix(indent) for line in _lines(text))
    try:
        return _parse(cut), 0, rows
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _lines(text: str) -> list[str]:
    """The lines, with their breaks, as `Lines` counts them."""
    ends = [match.end() for match in _LINE_END.finditer(text)]
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]


def _error_offset(source: str, error: SyntaxError) -> int:
    starts = [0, *(match.end() for match in _LINE_END.finditer(source))]
    row = min(max((error.lineno or 1) - 1, 0), len(starts) - 1)
    return min(starts[row] + max((error.offset or 1) - 1, 0), len(source))
