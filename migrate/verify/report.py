"""Verdicts told to people, as a table a notebook, and to programs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from migrate.report import render_issues
from migrate.report.plain import safe, width
from migrate.verify.compare import Verdict
from migrate.verify.issues import difference_text, distance_text, reported
from migrate.verify.notebook import CellVerdict, NotebookVerdict

_COLORS = {
    Verdict.IDENTICAL: "32",
    Verdict.CLOSE: "32",
    Verdict.SIMILAR: "33",
    Verdict.DIFFERENT: "31",
    Verdict.ERROR: "31",
    Verdict.NO_BASELINE: "34",
}
_TITLES = ("cell", "verdict", "worst error", "first difference")


def render(verdicts: Sequence[NotebookVerdict], style: str, color: bool = False) -> str:
    """The report in one of `migrate.report.FORMATS`."""
    if style == "text":
        return text(verdicts, color)
    if style == "json":
        return as_json(verdicts)
    return "".join(render_issues(map(reported, verdicts), style, color))


def text(verdicts: Sequence[NotebookVerdict], color: bool = False) -> str:
    """A table of cells for each notebook, and a line on all where there are several."""
    blocks = [_notebook(verdict, color) for verdict in verdicts]
    if len(verdicts) > 1:
        passed = sum(verdict.exit_code == 0 for verdict in verdicts)
        blocks.append(f"{len(verdicts)} notebooks: {passed} passed.\n")
    return "\n".join(blocks)


def _notebook(verdict: NotebookVerdict, color: bool) -> str:
    name = safe(verdict.path)
    if verdict.failure is not None:
        return f"{name}: {safe(verdict.failure)}.\n"
    counts = ", ".join(f"{count} {kind.value}" for kind, count in verdict.counts.items())
    state = "passed" if verdict.exit_code == 0 else "failed"
    lines = [
        f"{name}: {state}; {counts or 'no code cells'}"
        f" (baseline: {safe(verdict.baseline)}; {verdict.seconds:.1f} s{_cached(verdict)})."
    ]
    if not verdict.judged:
        lines.append("  No cell has a baseline to compare with: all this shows is which cells run.")
    if verdict.written:
        lines.append(f"  Outputs: {safe(verdict.written)}")
    rows = [_TITLES, *(_row(row) for row in verdict.cells)]
    columns = [max(width(row[i]) for row in rows) for i in range(3)]
    kinds = [None, *(row.verdict for row in verdict.cells)]
    for row, kind in zip(rows, kinds, strict=True) if verdict.cells else ():
        cells = [value + " " * (columns[i] - width(value)) for i, value in enumerate(row[:3])]
        if kind is not None and color:
            cells[1] = f"\x1b[{_COLORS[kind]}m{cells[1]}\x1b[0m"
        lines.append("  " + "  ".join([*cells, row[3]]).rstrip())
    return "\n".join(lines) + "\n"


def _cached(verdict: NotebookVerdict) -> str:
    return " in an earlier run, nothing has changed" if verdict.cached else ""


def _row(row: CellVerdict) -> tuple[str, str, str, str]:
    found = row.comparison
    parts = [safe(found.note)] if found.note else []
    if found.aside:
        parts.append(f"but for {', '.join(found.aside)}")
    place = found.difference
    if place is not None:
        parts.append(f"{place.line}:{place.column} {difference_text(place)}")
    return str(row.cell), row.verdict.value, distance_text(found.worst), "; ".join(parts)


def as_json(verdicts: Sequence[NotebookVerdict]) -> str:
    """One object: `version`, `exit_code` and `notebooks`, each with its cells in order.

    A measure that is infinite is `null`.
    """
    tree = {
        "version": 1,
        "exit_code": max((verdict.exit_code for verdict in verdicts), default=0),
        "notebooks": [_tree(verdict) for verdict in verdicts],
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _tree(verdict: NotebookVerdict) -> dict[str, object]:
    return {
        "path": verdict.path,
        "exit_code": verdict.exit_code,
        "failure": verdict.failure,
        "baseline": verdict.baseline,
        "required": verdict.required.value if verdict.required else None,
        "written": verdict.written,
        "seconds": round(verdict.seconds, 3),
        "cached": verdict.cached,
        "diverging": verdict.diverging,
        "counts": {kind.value: count for kind, count in verdict.counts.items()},
        "cells": [_cell(row) for row in verdict.cells],
    }


def _cell(row: CellVerdict) -> dict[str, object]:
    found = row.comparison
    worst, place = found.worst, found.difference
    return {
        "cell": row.cell,
        "line": row.line,
        "file_line": row.file_line,
        "verdict": row.verdict.value,
        "note": found.note,
        "set_aside": list(found.aside),
        "relative": _finite(worst.relative) if worst else None,
        "ulps": _finite(worst.ulps) if worst else None,
        "digits": _finite(worst.digits) if worst else None,
        "difference": None
        if place is None
        else {
            "line": place.line,
            "column": place.column,
            "expected": place.expected,
            "found": place.found,
        },
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
