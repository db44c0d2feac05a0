"""Verdicts as issues: what CI is told of a verification, a cell an issue."""

from __future__ import annotations

from migrate.report.issue import Issue, Level, Reported
from migrate.report.plain import safe, shortened
from migrate.verify.compare import Difference, Verdict
from migrate.verify.notebook import CellVerdict, NotebookVerdict
from migrate.verify.numbers import Distance

# The kinds of verdict that are told, as SARIF's rules.
KINDS = {
    "verify-error": "A cell of the migrated notebook raises, or could not be run.",
    "verify-different": "A cell prints something else than its baseline.",
    "verify-similar": "A cell prints its baseline's text with other numbers.",
    "verify-close": "A cell prints numbers that differ in their last digits.",
    "verify-unproven": "Nothing in the notebook could be compared with a baseline.",
}


def reported(verdict: NotebookVerdict) -> Reported:
    """A notebook's verdicts; what passes is listed too, as `passed` or `skipped`."""
    issues = [_issue(row, verdict) for row in verdict.cells]
    if verdict.unproven:
        message = "no cell has a baseline to compare with: record one with `rnn-migrate record`"
        issues.append(
            Issue("verify-unproven", message, Level.ERROR, True, None, 1, 1, 1, "", "", "baseline")
        )
    return Reported(verdict.path, verdict.failure, issues)


def _issue(row: CellVerdict, verdict: NotebookVerdict) -> Issue:
    fails = verdict.misses(row)
    return Issue(
        f"verify-{row.verdict.value.replace(' ', '-')}",
        message(row),
        Level.ERROR if fails else _LEVELS[row.verdict],
        fails,
        row.cell,
        row.line,
        1,
        row.file_line,
        row.source,
        "",
        f"cell {row.cell}",
    )


_LEVELS = {
    Verdict.IDENTICAL: Level.PASSED,
    Verdict.CLOSE: Level.PASSED,
    Verdict.SIMILAR: Level.WARNING,
    Verdict.DIFFERENT: Level.WARNING,
    Verdict.ERROR: Level.ERROR,
    Verdict.NO_BASELINE: Level.SKIPPED,
}


def message(row: CellVerdict) -> str:
    """A verdict and its evidence in one line."""
    found = row.comparison
    parts = [found.note, distance_text(found.worst)]
    place = found.difference
    if place is not None:
        parts.append(f"line {place.line} of its output: {difference_text(place)}")
    evidence = "; ".join(part for part in parts if part)
    return f"{row.verdict.value}: {evidence}" if evidence else row.verdict.value


def distance_text(worst: Distance | None) -> str:
    """The worst error in three measures.

    >>> distance_text(Distance(1.2e-7, 2.0, 1.0))
    'rel 1.2e-07, 2 ULPs, 1 digits'
    """
    if worst is None or worst.relative == 0:
        return ""
    ulps = f"{worst.ulps:.0f}" if worst.ulps < 1e6 else f"{worst.ulps:.1e}"
    return f"rel {worst.relative:.1e}, {ulps} ULPs, {worst.digits:.3g} digits"


def difference_text(place: Difference) -> str:
    """What stands on both sides at the first place that differs."""
    expected = "nothing" if place.expected is None else _quoted(place.expected, place.column)
    found = "nothing" if place.found is None else _quoted(place.found, place.column)
    return f"expected {expected}, found {found}"


def _quoted(line: str, column: int) -> str:
    """The part of a line around a column, in quotes."""
    start = max(0, column - 21) if len(line) > 40 else 0
    lead = "…" if start else ""
    return f'"{lead}{shortened(safe(line[start:]), 40)}"'
