"""One notebook as the page shows it: its cells before and after, their findings and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrate.api import Located
from migrate.report.cells import CellSources
from migrate.report.result import FileResult
from migrate.verify.compare import Verdict
from migrate.verify.notebook import CellVerdict, NotebookVerdict


@dataclass(frozen=True)
class ShownCell:
    """One cell.

    Attributes:
        sources: what it was and is.
        findings: what was found in it.
        by_hand: how many of them are left to do by hand.
        checked: whether nothing was to be written.
        row: its verdict, if it was judged.
        misses: whether the verdict is worse than required.
    """

    sources: CellSources
    findings: tuple[Located, ...] = ()
    by_hand: int = 0
    checked: bool = False
    row: CellVerdict | None = None
    misses: bool = False

    @property
    def number(self) -> int:
        """Its number in the original, from 1; 0 for a cell that the result has in front."""
        return self.sources.number

    @property
    def changed(self) -> bool:
        """Whether its source is another one now."""
        return self.sources.before != self.sources.after

    @property
    def attention(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.by_hand) or self.misses

    @property
    def plain(self) -> bool:
        """Whether there is nothing to say about it."""
        return not (self.changed or self.findings or self.told)

    @property
    def told(self) -> bool:
        """Whether its outputs are worth showing: it was judged, and something was printed."""
        if self.row is None:
            return False
        silent = self.row.comparison.silent and self.row.verdict is Verdict.IDENTICAL
        nothing = self.row.verdict is Verdict.NO_BASELINE and not _printed(self.row)
        return not (silent or nothing)

    @property
    def state(self) -> str:
        """What its square in the overview says: a verdict, or what became of its source."""
        if self.row is not None:
            return self.row.verdict.value
        if self.by_hand:
            return "by hand"
        if not self.changed:
            return "unchanged"
        return "fixable" if self.checked else "changed"


def _printed(row: CellVerdict) -> bool:
    output = row.after
    return output is not None and bool(output.text or output.pictures or output.error)


@dataclass(frozen=True)
class ShownNotebook:
    """One file: its results, and its cells where it could be read."""

    result: FileResult
    verdict: NotebookVerdict | None
    cells: tuple[ShownCell, ...]

    @property
    def failure(self) -> str | None:
        """Why there is nothing to show, in one sentence, or None."""
        if self.verdict is not None and self.verdict.failure is not None:
            return self.verdict.failure
        return self.result.failure or self.result.reason

    @property
    def exit_code(self) -> int:
        """0 all is well, 1 something is left to do or to look at, 2 it failed."""
        if self.verdict is not None:
            return self.verdict.exit_code
        if self.result.failure is not None:
            return 2
        return int(bool(self.result.remaining))


def shown(
    result: FileResult, cells: Sequence[CellSources], verdict: NotebookVerdict | None = None
) -> ShownNotebook:
    """What the page shows of a file.

    Args:
        result: what migrating it gave.
        cells: its cells before and after.
        verdict: how its run compares, if it was run.
    """
    rows = {row.cell: row for row in verdict.cells} if verdict is not None else {}
    by_hand = {id(item) for item in result.remaining if result.done(item) != "fixable"}
    found: dict[int, list[Located]] = {}
    for item in result.findings:
        found.setdefault(item.finding.span.cell + 1, []).append(item)
    made = []
    for cell in cells:
        row = rows.get(cell.number)
        own = tuple(found.get(cell.number, ()))
        left = sum(id(item) in by_hand for item in own)
        misses = row is not None and verdict is not None and verdict.misses(row)
        made.append(ShownCell(cell, own, left, result.checked, row, misses))
    return ShownNotebook(result, verdict, tuple(made))
