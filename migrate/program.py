"""The cells of a document as one program: what parses, and where each node stands."""

from __future__ import annotations

import ast
import bisect
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrate.edits import Edit, Span
from migrate.magics import Mask, mask

_LINE_END = re.compile(r"\r\n|\r|\n")


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

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.source))]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place that `ast` gives: a 1-based line, a column in UTF-8 bytes."""
        starts = self._line_starts
        row = line - 1 - self._shift
        start = starts[row]
        end = starts[row + 1] if row + 1 < len(starts) else len(self.source)
        text = self.mask.text[start:end]
        if text.isascii():
            return start + column
        return start + len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))

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
        return self._line_starts[bisect.bisect_right(self._line_starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """The offset of the line break (or the end of the cell) behind a character."""
        match = _LINE_END.search(self.source, offset)
        return match.start() if match else len(self.source)

    def indent_at(self, offset: int) -> str:
        """The blanks at the head of a character's line."""
        start = self.line_start(offset)
        return self.source[
            start : start + len(self.source[start:]) - len(self.source[start:].lstrip(" \t"))
        ]

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
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls,
        cells: Sequence[ParsedCell],
        salvaged: Sequence[tuple[int, ast.Import | ast.ImportFrom]] = (),
    ) -> Program:
        """A program of parsed cells, with every node's parent."""
        program = cls(tuple(cells), tuple(salvaged))
        for cell in cells:
            for node in ast.walk(cell.tree):
                for child in ast.iter_child_nodes(node):
                    program.parents[child] = node
        return program

    def walk(self) -> Iterator[tuple[ParsedCell, ast.AST]]:
        """Every node of every cell, cell by cell."""
        for cell in self.cells:
            for node in ast.walk(cell.tree):
                yield cell, node

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement in which a node stands."""
        current: ast.AST | None = node
        while current is not None and not isinstance(current, ast.stmt):
            current = self.parents.get(current)
        return current


def line_and_column(source: str, offset: int) -> tuple[int, int]:
    r"""The 1-based line and column of a character.

    >>> line_and_column("a\nbc", 3)
    (2, 2)
    """
    starts = [0, *(match.end() for match in _LINE_END.finditer(source, 0, offset))]
    return len(starts), offset - starts[-1] + 1


def parse_cell(index: int, source: str) -> ParsedCell:
    """The cell's tree, its magics hidden.

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
        if indented is None:
            raise ParseError(str(error.msg), _error_offset(source, error)) from None
        tree, shift = indented, 1
    except (ValueError, RecursionError, MemoryError, UnicodeError) as error:
        raise ParseError(str(error) or type(error).__name__, 0) from None
    return ParsedCell(index, source, masked, tree, shift)


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


def _error_offset(source: str, error: SyntaxError) -> int:
    starts = [0, *(match.end() for match in _LINE_END.finditer(source))]
    row = min(max((error.lineno or 1) - 1, 0), len(starts) - 1)
    return min(starts[row] + max((error.offset or 1) - 1, 0), len(source))
