"""Read Python 2 (and 3) source into a small tree whose every node knows its place in the text.

The parsing is fissix's (the maintained lib2to3: https://github.com/jreese/fissix); its grammar
takes the print and exec statements beside their function forms. The tree is our own, built through
fissix's ``convert`` hook, because what an edit needs is offsets and parents, not a tree that can
be mutated and printed.
"""

from __future__ import annotations

import bisect
import functools
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

#: Longer sources are not cells that somebody wrote; parsing them would take minutes.
MAX_SOURCE = 1_000_000


class Node:
    """One node of the tree: a token (``children`` empty) or a grammar symbol.

    ``kind`` is the symbol's name in the grammar (``print_stmt``, ``power``, ...) or the token's
    class (``NAME``, ``NUMBER``, ``STRING``, ``OP``, ``NEWLINE``, ``INDENT``, ``DEDENT``,
    ``ENDMARKER``, ...). ``start`` and ``end`` are offsets into the source without the white space
    and comments before the first token.
    """

    __slots__ = ("children", "end", "kind", "parent", "start", "used_names", "value")

    def __init__(self, kind: str, value: str, start: int, end: int, children: list[Node]) -> None:
        self.kind = kind
        self.value = value
        self.start = start
        self.end = end
        self.children = children
        self.parent: Node | None = None
        self.used_names: set[str] = set()
        for child in children:
            child.parent = self

    def __repr__(self) -> str:
        return f"Node({self.kind}, {self.value!r}, {self.start}:{self.end}, {len(self.children)})"

    def walk(self) -> Iterator[Node]:
        """Yield every node below this one and then this one, children before parents, left to
        right."""
        stack: list[tuple[Node, bool]] = [(self, False)]
        while stack:
            node, done = stack.pop()
            if done or not node.children:
                yield node
                continue
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))

    def ancestors(self) -> Iterator[Node]:
        """Yield the parent, its parent, and so on to the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def is_op(self, *values: str) -> bool:
        """Tell whether this is a token with one of these texts."""
        return not self.children and self.value in values

    def previous(self) -> Node | None:
        """Return the sibling before this node."""
        if self.parent is None:
            return None
        index = self.parent.children.index(self)
        return self.parent.children[index - 1] if index else None


@dataclass(frozen=True)
class Script:
    """A parsed source: its text, its tree, and whether ``print`` was read as a statement."""

    source: str
    root: Node
    print_statement: bool

    def text(self, node: Node) -> str:
        """Return the node's own source text."""
        return self.source[node.start : node.end]


@functools.lru_cache(maxsize=256)
def parse(source: str, print_function: bool = False) -> Script | None:
    """Parse one cell; ``None`` when fissix cannot read it either.

    Args:
        source: the cell's text.
        print_function: ``from __future__ import print_function`` is in effect: ``print`` is a name.
    """
    if len(source) > MAX_SOURCE or "\0" in source:
        return None
    if print_function:
        root = _tree(source, source, False)
        if root is not None:
            return Script(source, root, False)
        # the future import is there, and this cell was written all the same
    root = _tree(source, source, True)
    if root is None:
        hidden = _hide_print_calls(source)
        root = _tree(hidden, source, True) if hidden is not None else None
    if root is not None:
        return Script(source, root, True)
    root = None if print_function else _tree(source, source, False)
    return None if root is None else Script(source, root, False)


def _tree(text: str, source: str, print_statement: bool) -> Node | None:
    from fissix import pygram
    from fissix.pgen2 import driver, parse, token, tokenize

    grammar = (
        pygram.python_grammar
        if print_statement
        else pygram.python_grammar_no_print_and_exec_statement
    )
    if not text.endswith("\n"):
        text += "\n"
    starts = [0]
    for match in re.finditer("\n", text):
        starts.append(match.end())
    classes: dict[int, str] = {
        token.NAME: "NAME",
        token.NUMBER: "NUMBER",
        token.STRING: "STRING",
        token.NEWLINE: "NEWLINE",
        token.INDENT: "INDENT",
        token.DEDENT: "DEDENT",
        token.ENDMARKER: "ENDMARKER",
    }

    def convert(grammar: Any, raw: Any) -> Node:
        kind, value, context, children = raw
        if children or kind in grammar.number2symbol:
            if len(children) == 1:
                only: Node = children[0]
                return only
            inner = [child for child in children if child.start != child.end] or children
            return Node(
                grammar.number2symbol[kind], "", inner[0].start, inner[-1].end, list(children)
            )
        _, (line, column) = context
        start = min(starts[line - 1] + column if line <= len(starts) else len(text), len(text))
        if kind in (token.DEDENT, token.ENDMARKER):
            value = ""
        return Node(classes.get(kind, "OP"), value, start, start + len(value), [])

    try:
        root = driver.Driver(grammar, convert=convert).parse_string(text)
    except (parse.ParseError, tokenize.TokenError, IndentationError):
        return None
    except (AssertionError, KeyError):
        # fissix's driver asserts that tokens come in order, which form feeds can break, and knows
        # no operator that is no ASCII.
        return None
    if not isinstance(root, Node):
        return None
    if root.kind != "file_input":
        root = Node("file_input", "", root.start, root.end, [root])
    for node in root.walk():
        # A source whose tokens are not where the tree says must not be edited.
        if not node.children and node.value and not text.startswith(node.value, node.start):
            return None
    return root


def _hide_print_calls(source: str) -> str | None:
    """Give ``print(..., end="")`` another name of the same length, so that the rest can be read as
    Python 2."""
    from fissix.pgen2 import tokenize

    text = source if source.endswith("\n") else source + "\n"
    starts = [0]
    for match in re.finditer("\n", text):
        starts.append(match.end())
    tokens: list[tuple[str, int]] = []
    try:
        reader: Callable[[], str] = io.StringIO(text).readline
        for quintuple in tokenize.generate_tokens(reader):
            kind, value, (line, column) = quintuple[0], quintuple[1], quintuple[2]
            if kind in (tokenize.COMMENT, tokenize.NL) or not value.strip():
                continue
            tokens.append((value, starts[line - 1] + column))
    except (tokenize.TokenError, IndentationError):
        return None
    name = "prinT"
    while name in source:
        name = name[:-1] + chr(ord(name[-1]) + 1)
        if name[-1] == "Z":
            return None
    hidden = []
    for index, (value, offset) in enumerate(tokens[:-1]):
        if value == "print" and tokens[index + 1][0] == "(" and _has_keyword(tokens, index + 1):
            hidden.append(offset)
    for offset in hidden:
        source = source[:offset] + name + source[offset + 5 :]
    return source if hidden else None


def _has_keyword(tokens: list[tuple[str, int]], opening: int) -> bool:
    depth = 0
    for index in range(opening, len(tokens)):
        value = tokens[index][0]
        if value in "([{":
            depth += 1
        elif value in ")]}":
            depth -= 1
            if depth == 0:
                return False
        elif (depth == 1 and tokens[index - 1][0] in "(," and value in ("*", "**")) or (
            depth == 1 and value == "="
        ):
            return True
    return False


class EditBuffer:
    """Collects edits of one text, from the inside out: an outer edit can read the text with the
    inner ones made."""

    def __init__(self, source: str, masked: tuple[tuple[int, int], ...]) -> None:
        self.source = source
        self._masked = masked
        self._starts: list[int] = []
        self._edits: list[tuple[int, int, str]] = []

    def allowed(self, start: int, end: int) -> bool:
        """Tell whether a range is free of masked text."""
        return all(end <= low or start >= high for low, high in self._masked)

    def text(self, start: int, end: int) -> str:
        """Return the source between two offsets with the edits so far."""
        parts = []
        at = start
        for index in range(bisect.bisect_left(self._starts, start), len(self._edits)):
            low, high, new = self._edits[index]
            if low > end or high > end:
                break
            parts.append(self.source[at:low])
            parts.append(new)
            at = high
        parts.append(self.source[at:end])
        return "".join(parts)

    def replace(self, start: int, end: int, new: str) -> None:
        """Replace a range, swallowing the edits inside it."""

        def keeps(edit: tuple[int, int, str]) -> bool:
            low, high, _ = edit
            if low == high:
                return not start < low < end
            return high > end

        self._put(start, end, new, keeps)

    def swallow(self, start: int, end: int, new: str) -> None:
        """Replace a range together with insertions at its two ends (for text made by
        :meth:`text`)."""
        self._put(start, end, new, lambda edit: edit[1] > end)

    def wrap(self, start: int, end: int, before: str, after: str) -> None:
        """Insert text around a range, outside what was inserted there before."""
        self._insert(start, before, outside_left=True)
        self._insert(end, after, outside_left=False)

    def insert(self, at: int, new: str) -> None:
        """Insert text at an offset, after what was inserted there before."""
        self._insert(at, new, outside_left=False)

    def _insert(self, at: int, new: str, outside_left: bool) -> None:
        for index in range(bisect.bisect_left(self._starts, at), len(self._edits)):
            low, high, old = self._edits[index]
            if low != at:
                break
            if high == at:
                self._edits[index] = (at, at, new + old if outside_left else old + new)
                return
        self._put(at, at, new, lambda _: True)

    def _put(
        self, start: int, end: int, new: str, keeps: Callable[[tuple[int, int, str]], bool]
    ) -> None:
        """Put an edit among those that begin in its range, of which some are kept."""
        first = bisect.bisect_left(self._starts, start)
        last = bisect.bisect_right(self._starts, end)
        kept = filter(keeps, self._edits[first:last])
        here = sorted([*kept, (start, end, new)], key=lambda edit: edit[:2])
        self._edits[first:last] = here
        self._starts[first:last] = [edit[0] for edit in here]

    def edits(self) -> tuple[tuple[int, int, str], ...]:
        """Return the edits, sorted, touching ones merged, empty ones dropped."""
        merged: list[tuple[int, int, str]] = []
        for start, end, new in self._edits:
            if merged and merged[-1][1] >= start:
                low, _, old = merged[-1]
                merged[-1] = (low, max(end, merged[-1][1]), old + new)
            else:
                merged.append((start, end, new))
        return tuple(e for e in merged if self.source[e[0] : e[1]] != e[2])
