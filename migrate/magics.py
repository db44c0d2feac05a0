r"""IPython syntax, hidden from the Python parser without moving a character.

`mask` writes over each magic with a stand-in of the *same length* (`0#...`: an expression
followed by a comment), so every offset in the masked text is an offset in the cell, and
unmasking is looking at the original characters again. Nothing is restored through a regular
expression's replacement template, which is how `\d` and `C:\new` get lost elsewhere.

https://ipython.readthedocs.io/en/stable/interactive/magics.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Cell magics whose body is Python that runs in (or like) the notebook.
PYTHON_CELL_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "debug", "python", "python3", "python2", "pypy"}
    | {"memit", "mprun", "lprun", "heat", "snakeviz", "scalene", "tensorflow_version", "local"}
)
# Cell magics whose body is kept as a file.
FILE_CELL_MAGICS = frozenset({"writefile", "file", "writetemplate"})

_CELL_MAGIC = re.compile(r"%%\s*(?P<name>[^\s%]+)(?P<rest>[^\r\n]*)")
_ASSIGNED = re.compile(r"^[ \t]*[^\s#=!%?(][^#=!%?(]*?=[ \t]*(?=[!%][^=\s])")
_HELP = re.compile(r"^[ \t]*[%\w.*]+(\[[^\]]*\])?\?{1,2}[ \t]*;?[ \t]*$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_MAGIC = re.compile(r"%[ \t]*[A-Za-z_]")
# Line magics that run the Python statement behind them: only their own part is hidden.
_STATEMENT_MAGIC = re.compile(
    r"%(?:time|timeit|prun|memit)(?:[ \t]+-(?:[nrtcqospl][ \t]*\d*|[nr]\d+))*[ \t]+(?=[^\s-])"
)


@dataclass(frozen=True)
class Mask:
    """A cell's text with its magics written over.

    Attributes:
        text: as long as the cell; the part a Python parser may see.
        spans: the hidden ranges, in order.
        cell_magic: the name of the cell magic at the top (`"time"`), or None.
        argument: what stands behind the cell magic's name.
        opaque: True if the cell is not Python at all (`%%bash`, `%%html`, ...).
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    cell_magic: str | None = None
    argument: str = ""
    opaque: bool = False

    def hides(self, start: int, end: int) -> bool:
        """Whether any character of the range is hidden."""
        return any(start < stop and begin < max(end, start + 1) for begin, stop in self.spans)


def _stand_in(length: int, statement_follows: bool) -> str:
    if length == 1:
        return "0"
    if statement_follows:
        return "0;" + " " * (length - 2)
    return "0#" + "." * (length - 2)


def mask(source: str) -> Mask:
    """Hide every magic, shell line and help request of a cell.

    The masked text has the cell's length and line ends; characters outside `spans` are the
    cell's own.

    >>> mask("%matplotlib inline\\nx = !ls").text
    '0#................\\nx = 0#.'
    >>> mask("%%bash\\nls").opaque
    True
    """
    lines = _lines(source)
    first = next((line for line in lines if source[line[0] : line[1]].strip()), None)
    spans: list[tuple[int, int]] = []
    name: str | None = None
    argument = ""
    begin = 0
    if first is not None:
        match = _CELL_MAGIC.match(source, first[0])
        if match is None and source.startswith("!!", first[0]):
            return Mask(_blank(source, [(0, len(source))]), ((0, len(source)),), "!", "", True)
        if match is not None:
            name, argument = match["name"], match["rest"].strip()
            if name not in PYTHON_CELL_MAGICS:
                whole = ((0, len(source)),)
                return Mask(_blank(source, list(whole)), whole, name, argument, True)
            spans.append((first[0], first[1]))
            begin = first[2]
    spans += _line_magics(source, [line for line in lines if line[0] >= begin])
    return Mask(_blank(source, spans), tuple(spans), name, argument)


def unmask(masked: str, source: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The masked text with the hidden characters of `source` back in place."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += [masked[position:start], source[start:end]]
        position = end
    pieces.append(masked[position:])
    return "".join(pieces)


def written_file(source: str) -> tuple[str, int] | None:
    r"""The Python file that a cell writes, as its name and the offset of its first line.

    None for any other cell. The file is a program of its own: it shares no name with the cells.

    >>> written_file("%%writefile -a model.py\nimport os")
    ('model.py', 24)
    """
    start = len(source) - len(source.lstrip())
    match = _CELL_MAGIC.match(source, start)
    if match is None or match["name"] not in FILE_CELL_MAGICS:
        return None
    name = match["rest"].split("#")[0].strip().strip("'\"").split()[-1:]
    if not name or not name[0].endswith(".py"):
        return None
    line_end = _LINE.match(source, start)
    return name[0], line_end.end() if line_end is not None else len(source)


def _lines(source: str) -> list[tuple[int, int, int]]:
    """(start, end without line end, start of the next line) of every line."""
    found: list[tuple[int, int, int]] = []
    for match in _LINE.finditer(source):
        text = match.group()
        if not text and match.start() == len(source) and found:
            break
        found.append((match.start(), match.start() + len(text.rstrip("\r\n")), match.end()))
    return found


def _line_magics(source: str, lines: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    state = _Scan()
    index = 0
    while index < len(lines):
        start, end, _ = lines[index]
        line = source[start:end]
        found = None if state.inside else _magic_in(line)
        if found is None:
            state.feed(line)
            index += 1
            continue
        first, last = found
        spans.append((start + first, start + last))
        continues = last == len(line) and first < len(line) and line.rstrip().endswith("\\")
        while continues and line[first] != "?" and index + 1 < len(lines):
            index += 1
            start, end, _ = lines[index]
            if end > start:
                spans.append((start, end))
            continues = source[start:end].rstrip().endswith("\\")
        index += 1
    return spans


def _magic_in(line: str) -> tuple[int, int] | None:
    """The part of a logical line's first physical line that only IPython understands."""
    stripped = line.lstrip(" \t")
    at = len(line) - len(stripped)
    if not stripped or stripped[0] == "#":
        return None
    statement = _STATEMENT_MAGIC.match(stripped)
    if statement is not None:
        return at, at + statement.end()
    if stripped[0] == "!" or _LINE_MAGIC.match(stripped) or stripped.startswith("%%"):
        return at, len(line)
    if stripped[0] == "?":
        return at, len(line)
    if stripped[-1] in "?;" and _HELP.match(line):
        return at, len(line.rstrip())
    assigned = _ASSIGNED.match(line)
    if assigned is None or any(assigned.group().count(quote) % 2 for quote in "'\""):
        return None
    statement = _STATEMENT_MAGIC.match(line, assigned.end())
    if statement is not None:
        return assigned.end(), statement.end()
    if line[assigned.end()] == "!" or _LINE_MAGIC.match(line, assigned.end()):
        return assigned.end(), len(line)
    return None


class _Scan:
    """Whether the next line begins inside a string, a bracket or after a backslash."""

    def __init__(self) -> None:
        self.quote = ""
        self.depth = 0
        self.continued = False

    @property
    def inside(self) -> bool:
        return bool(self.quote) or self.depth > 0 or self.continued

    def feed(self, line: str) -> None:
        position = 0
        self.continued = False
        while position < len(line):
            if self.quote:
                position = self._skip_string(line, position)
                continue
            character = line[position]
            if character == "#":
                return
            if character in "([{":
                self.depth += 1
            elif character in ")]}":
                self.depth = max(0, self.depth - 1)
            elif character in "'\"":
                self.quote = character * (3 if line.startswith(character * 3, position) else 1)
                position += len(self.quote) - 1
            elif character == "\\" and position == len(line) - 1:
                self.continued = True
            position += 1
        if len(self.quote) == 1 and not line.endswith("\\"):
            self.quote = ""  # a broken line: the string cannot go on

    def _skip_string(self, line: str, position: int) -> int:
        while position < len(line):
            if line[position] == "\\":
                position += 2
                continue
            if line.startswith(self.quote, position):
                position += len(self.quote)
                self.quote = ""
                return position
            position += 1
        return position


def _blank(source: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces.append(source[position:start])
        # A line that continues a shell command must not become an expression of its own at
        # an indent of its own: a bare comment is valid anywhere.
        continuation = _continues(source, position, start)
        text = source[start:end]
        if "\n" in text or "\r" in text:
            pieces.append(re.sub(r"[^\r\n]", "#", text))
        elif continuation:
            pieces.append("#" * len(text))
        else:
            follows = end < len(source) and source[end] not in "\r\n \t"
            pieces.append(_stand_in(len(text), follows))
        position = end
    pieces.append(source[position:])
    return "".join(pieces)


def _continues(source: str, previous_end: int, start: int) -> bool:
    between = source[previous_end:start]
    return (
        previous_end > 0
        and between in ("\n", "\r\n", "\r")
        and source[:previous_end].rstrip(" \t").endswith("\\")
    )
