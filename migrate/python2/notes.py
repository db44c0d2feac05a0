"""What an upgrade of a Python 2 cell says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fixed", "suggested", "manual"]

#: Every code with the sentence that names it. The rule pages are made from these.
CODES: dict[str, str] = {
    "PY200": "the cell is neither Python 3 nor Python 2 that can be read",
    "PY201": "print statement",
    "PY202": "exec statement",
    "PY203": "`except E, e`",
    "PY204": "`raise E, value` and `raise StopIteration` in a generator",
    "PY205": "`<>`",
    "PY206": "backticks",
    "PY207": "octal and long number literals",
    "PY208": "`ur` string literals",
    "PY209": "tuple parameters, and tuples in comprehensions without parentheses",
    "PY210": "tabs mixed with spaces in the indentation",
    "PY211": "`/` between ints, which Python 2 rounded down",
    "PY212": "builtin functions that were renamed or removed",
    "PY213": "dict methods that were renamed or removed",
    "PY214": "map, filter, zip, keys, values, items and range used as lists",
    "PY215": "standard modules that were renamed",
    "PY216": "attributes of standard modules and functions that were renamed",
    "PY217": "files and pickles opened as text, bytes decoded or encoded for printing",
    "PY218": "special methods and metaclasses",
    "PY219": "comparison functions in sort",
    "PY220": "functions that give something else today: round, floor and ceil, hash, random draws",
    "PY221": "orders between types, and variables of list comprehensions used behind them",
}


@dataclass(frozen=True)
class Note:
    """One thing that was upgraded, or that needs a look.

    ``start`` and ``end`` are offsets into the source given. ``fixed`` notes have their edits in
    the upgrade, ``suggested`` ones name something that may be right as it is, ``manual`` ones
    something that is wrong today.
    """

    code: str
    start: int
    end: int
    message: str
    severity: Severity


@dataclass(frozen=True)
class Python2Upgrade:
    """The edits that make one cell Python 3, and what there is to say about them.

    ``edits`` are (start, end, replacement), sorted and without overlap or touching; ``ok`` tells
    whether the text with the edits made parses as Python 3. When it does not, ``edits`` is empty:
    a cell is upgraded whole or left.
    """

    edits: tuple[tuple[int, int, str], ...]
    findings: tuple[Note, ...]
    ok: bool

    def apply(self, source: str) -> str:
        """Return the source with the edits made."""
        parts, at = [], 0
        for start, end, new in self.edits:
            parts += [source[at:start], new]
            at = end
        return "".join([*parts, source[at:]])
