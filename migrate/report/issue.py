"""What every machine format reports: an issue at a place, whichever command found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Level(str, Enum):
    """How much an issue matters.

    `passed` and `skipped` (not judged) are told only where everything that was looked at is
    listed, as JUnit does.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    PASSED = "passed"
    SKIPPED = "skipped"

    @property
    def told(self) -> bool:
        """Whether a list of what is wrong, or worth knowing, has it."""
        return self not in (Level.PASSED, Level.SKIPPED)


@dataclass(frozen=True)
class Issue:
    """One thing to say about one place, counted as people count, from 1.

    Attributes:
        code: the rule, or the kind of verdict.
        message: one sentence, without its place.
        level: how much it matters.
        fails: whether it makes the exit code 1.
        cell: the cell's number, or None for a file without cells.
        line: the line in the cell (or file); `column` the column in it.
        file_line: the line of the file itself, which is JSON where it is a notebook.
        source: the source line.
        tag: what was or can be done about it (`fixable`), for people.
        name: what was judged, whatever came of it (`cell 3`); empty: the code and its place.
    """

    code: str
    message: str
    level: Level
    fails: bool
    cell: int | None
    line: int
    column: int
    file_line: int
    source: str
    tag: str = ""
    name: str = ""

    @property
    def placed_message(self) -> str:
        """The message behind its cell and line, for formats that show the file's lines only."""
        place = "" if self.cell is None else f"cell {self.cell}, line {self.line}: "
        return place + self.message

    def location(self, path: str) -> str:
        """`notebook.ipynb:cell 3:1:7`, or `script.py:1:7` where there are no cells."""
        cell = "" if self.cell is None else f":cell {self.cell}"
        return f"{path}{cell}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Reported:
    """What there is to say about one file: why it failed as a whole, or its issues in order."""

    path: str
    failure: str | None
    issues: Sequence[Issue]
