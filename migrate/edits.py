"""Places, changes and what is said of them; conflicts between changes, and their application.

Everything here is data: a rule returns findings, a finding may carry edits, and only
`apply_edits` turns edits into text.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum


class Severity(str, Enum):
    """How far a finding is dealt with: `fixed`, `suggested` (needs consent) or `manual`."""

    FIXED = "fixed"
    SUGGESTED = "suggested"
    MANUAL = "manual"


@dataclass(frozen=True, order=True)
class Span:
    """The characters `start` up to, not including, `end` of the cell with index `cell` (from 0)."""

    cell: int
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether both spans claim a character, or one inserts strictly inside the other.

        >>> Span(0, 2, 5).overlaps(Span(0, 4, 6)), Span(0, 2, 5).overlaps(Span(0, 5, 6))
        (True, False)
        """
        if self.cell != other.cell:
            return False
        if self.start == self.end or other.start == other.end:
            return self.start < other.end and other.start < self.end
        return max(self.start, other.start) < min(self.end, other.end)


@dataclass(frozen=True)
class Edit:
    """Replace the characters of `span` by `replacement`; an empty span inserts."""

    span: Span
    replacement: str


@dataclass(frozen=True)
class ImportRequest:
    """An import that the edited code needs: `from MODULE import NAME as ASNAME`.

    Requests are merged and placed once, after all rules have run. `asname` is the name that
    the edits of the same finding use. An empty `module` asks for `import NAME as ASNAME`.
    """

    module: str
    name: str
    asname: str

    def statement(self) -> str:
        """The import statement.

        >>> ImportRequest("reference", "layers", "tf1_layers").statement()
        'from reference import layers as tf1_layers'
        """
        suffix = "" if self.asname == self.name else f" as {self.asname}"
        origin = f"from {self.module} " if self.module else ""
        return f"{origin}import {self.name}{suffix}"


@dataclass(frozen=True)
class Finding:
    """One thing to say about one place, with the edits that mend it, if any.

    `code` is the rule's code, `message` one sentence for the user. `legacy` is False for remarks
    that do not keep the notebook from running (they never change the exit code).
    """

    code: str
    span: Span
    message: str
    severity: Severity
    edits: tuple[Edit, ...] = ()
    imports: tuple[ImportRequest, ...] = ()
    legacy: bool = True


@dataclass(frozen=True)
class Conflict:
    """Two findings that claim the same characters; the later one was left out."""

    kept: Finding
    dropped: Finding


@dataclass
class EditSet:
    """Edits of findings that agree with each other, gathered one finding at a time.

    A finding's edits are taken all together or not at all.
    """

    findings: list[Finding] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    _by_cell: dict[int, list[_Taken]] = field(default_factory=dict)

    def add(self, finding: Finding) -> bool:
        """Take the finding's edits unless one of them overlaps an edit taken before."""
        for edit in finding.edits:
            owner = self._overlapped(edit)
            if owner is not None:
                self.conflicts.append(Conflict(owner, finding))
                return False
        for edit in finding.edits:
            taken = self._by_cell.setdefault(edit.span.cell, [])
            if not any(other.edit == edit for other in self._at(edit.span, taken)):
                place = (edit.span.start, edit.span.end, len(taken))
                bisect.insort(taken, _Taken(place, edit, finding))
        self.findings.append(finding)
        return True

    def _at(self, span: Span, taken: Sequence[_Taken]) -> Iterator[_Taken]:
        """What was taken for the very same characters."""
        index = bisect.bisect_left(taken, (span.start, span.end), key=_Taken.characters)
        while index < len(taken) and taken[index].edit.span == span:
            yield taken[index]
            index += 1

    def _overlapped(self, edit: Edit) -> Finding | None:
        """The finding with an edit that overlaps this one.

        What was taken does not overlap itself, so only the nearest edits have to be looked at.
        """
        taken = self._by_cell.get(edit.span.cell, [])
        index = bisect.bisect_left(taken, (edit.span.start, -1), key=_Taken.characters)
        before = index - 1
        while before >= 0 and taken[before].edit.span.start == taken[before].edit.span.end:
            before -= 1
        if before >= 0 and taken[before].edit.span.overlaps(edit.span):
            return taken[before].finding
        while index < len(taken) and taken[index].edit.span.start <= edit.span.end:
            other = taken[index]
            if other.edit != edit and other.edit.span.overlaps(edit.span):
                return other.finding
            index += 1
        return None

    def for_cell(self, cell: int) -> list[Edit]:
        """The edits of one cell, in the order of their places."""
        return [taken.edit for taken in self._by_cell.get(cell, ())]

    def cells(self) -> list[int]:
        """The indices of the cells that change."""
        return sorted(cell for cell, edits in self._by_cell.items() if edits)


@dataclass(frozen=True)
class _Taken:
    """An edit that was taken, in the order of its characters, then of its coming."""

    place: tuple[int, int, int]
    edit: Edit
    finding: Finding

    def __lt__(self, other: _Taken) -> bool:
        return self.place < other.place

    def characters(self) -> tuple[int, int]:
        return self.place[:2]


def sort_edits(edits: Iterable[Edit]) -> list[Edit]:
    """Edits by place; insertions at one place keep the order in which they came."""
    return sorted(edits, key=lambda edit: (edit.span.cell, edit.span.start, edit.span.end))


def apply_edits(source: str, edits: Sequence[Edit]) -> str:
    """`source` with the edits of its cell applied.

    Raises:
        ValueError: if two edits overlap or one reaches beyond the source.

    >>> apply_edits("tf.mul(a, b)", [Edit(Span(0, 3, 6), "multiply")])
    'tf.multiply(a, b)'
    """
    pieces: list[str] = []
    position = 0
    for edit in sort_edits(edits):
        if edit.span.start < position or edit.span.end > len(source):
            raise ValueError(f"edit {edit} overlaps another or leaves the source")
        pieces += [source[position : edit.span.start], edit.replacement]
        position = edit.span.end
    pieces.append(source[position:])
    return "".join(pieces)


class Origins:
    """Where characters of an edited source stood before the edits."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = sort_edits(edits)
        self._starts: list[int] = []
        self._shifts = [0]
        for edit in self._edits:
            self._starts.append(edit.span.start + self._shifts[-1])
            grown = len(edit.replacement) - (edit.span.end - edit.span.start)
            self._shifts.append(self._shifts[-1] + grown)

    def of(self, offset: int) -> int:
        """The offset before the edits; of a character in a replacement, where that begins."""
        count = bisect.bisect_right(self._starts, offset)
        if count:
            edit = self._edits[count - 1]
            if offset < self._starts[count - 1] + len(edit.replacement):
                return edit.span.start
        return offset - self._shifts[count]
