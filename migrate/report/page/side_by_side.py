"""Rows of two texts as HTML: side by side where there is room, one below the other where not."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.report.page.differences import Row
from migrate.report.page.markup import Html, joined, tag

# Longer runs of equal lines are folded, but for some lines at their ends.
_FOLDED, _CONTEXT = 12, 3


def table(rows: Sequence[Row], left: str, right: str, numbered: bool = True) -> Html:
    """Both texts, line by line.

    Args:
        rows: the lines.
        left: the title of the old side; `right` of the new one.
        numbered: whether lines have their numbers.
    """
    head = tag("div", tag("span", left), tag("span", right), class_="heads", aria_hidden="true")
    kind = "diff" if numbered else "diff plain"
    return tag("div", head, *_folded(rows), class_=kind)


def _folded(rows: Sequence[Row]) -> list[Html]:
    found: list[Html] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].equal == rows[start].equal:
            end += 1
        run = [_row(row) for row in rows[start:end]]
        begin = _CONTEXT if start else 0
        stop = len(run) - (_CONTEXT if end < len(rows) else 0)
        if rows[start].equal and len(run) >= _FOLDED and stop - begin > _CONTEXT:
            label = tag("summary", f"{stop - begin} equal lines")
            hidden = tag("details", label, *run[begin:stop], class_="equal-lines")
            run = [*run[:begin], hidden, *run[stop:]]
        found += run
        start = end
    return found


def _row(row: Row) -> Html:
    kind = "same" if row.equal else "changed"
    return tag(
        "div", _side(row.old, row.left, "old"), _side(row.new, row.right, "new"),
        class_=f"row {kind}",
    )  # fmt: skip


def _side(number: int | None, line: Html | None, kind: str) -> Html:
    if line is None:
        return tag("div", class_=f"side {kind} none")
    place = tag("span", "" if number is None else str(number), class_="no")
    return tag("div", place, tag("code", joined([line])), class_=f"side {kind}")
