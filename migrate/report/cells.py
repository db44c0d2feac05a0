"""The cells of a file before and after its migration."""

from __future__ import annotations

from dataclasses import dataclass

from migrate import document as documents
from migrate.api import Migrated, Outcome, Unchanged


@dataclass(frozen=True)
class CellSources:
    """One cell.

    Attributes:
        number: its number in the original, from 1; 0 for a cell that the result has in front.
        kind: `code`, `markdown` or `raw`.
        before: its source; `after` its source in the result.
    """

    number: int
    kind: str
    before: str
    after: str


def cells_of(outcome: Outcome) -> tuple[CellSources, ...]:
    """All cells of a file that could be read."""
    if not isinstance(outcome, Migrated | Unchanged):
        return ()
    before = outcome.document.cells
    if isinstance(outcome, Unchanged):
        return tuple(CellSources(c.index + 1, c.kind, c.source, c.source) for c in before)
    after = documents.parse(outcome.text, outcome.document.kind, outcome.document.encoding).cells
    ahead = max(0, len(after) - len(before))
    cells = [CellSources(0, cell.kind, "", cell.source) for cell in after[:ahead]]
    for cell in before:
        place = cell.index + ahead
        now = after[place].source if place < len(after) else ""
        cells.append(CellSources(cell.index + 1, cell.kind, cell.source, now))
    return tuple(cells)
