"""Reports for people at a terminal: a table a file, or a line a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migrate.api import Located
from migrate.report.issue import Level, Reported
from migrate.report.plain import safe, width
from migrate.report.result import FileResult, Tally

_ORDER = ("by hand", "suggested", "fixable", "fixed", "note")
_TITLES = {
    "by hand": "To do by hand",
    "suggested": "Suggested (applied with --unsafe-fixes)",
    "fixable": "Can be upgraded (run rnn-migrate)",
    "fixed": "Upgraded",
    "note": "Worth knowing",
}
_COLORS = {"by hand": "31", "suggested": "33", "fixable": "36", "fixed": "32", "note": "34"}
LEVEL_COLORS = {
    Level.ERROR: "31",
    Level.WARNING: "33",
    Level.NOTE: "34",
    Level.PASSED: "32",
    Level.SKIPPED: "34",
}


def _pad(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


def render(results: Iterable[FileResult], color: bool = False) -> Iterator[str]:
    """Findings of each file in a table, grouped by what became of them, and a closing line."""
    tally = Tally()
    for result in tally.over(results):
        block = _file(result, color)
        if block:
            yield block + "\n"
    yield _closing(tally, color) + "\n"


def concise(results: Iterable[Reported], color: bool = False) -> Iterator[str]:
    """One line an issue: place, code, message."""
    for result in results:
        if result.failure is not None:
            yield f"{safe(result.path)}: {safe(result.failure)}\n"
        for issue in result.issues:
            tag = f" [{issue.tag}]" if issue.tag else ""
            code = _paint(issue.code, LEVEL_COLORS[issue.level], color)
            place = safe(issue.location(result.path))
            yield f"{place}: {code}{tag} {safe(issue.message)}\n"


def _file(result: FileResult, color: bool) -> str:
    name = _paint(safe(result.path), "1", color)
    if result.failure is not None:
        return f"{name}: {safe(result.failure)}."
    if result.state == "skipped":
        return f"{name}: skipped, {safe(result.reason or '')}."
    if not result.findings:
        return ""
    lines = [name + (f" -> {safe(result.written)}" if result.written else "")]
    groups: dict[str, list[Located]] = {}
    for item in result.findings:
        groups.setdefault(result.done(item), []).append(item)
    for done in _ORDER:
        if done in groups:
            lines.append("  " + _paint(_TITLES[done], _COLORS[done], color))
            lines += _rows(groups[done])
    return "\n".join(lines) + "\n"


def _rows(items: Sequence[Located]) -> list[str]:
    rows: dict[tuple[str, str, str], int] = {}
    for item in items:
        cell = "" if item.cell is None else f"cell {item.cell}"
        key = (f"{cell}:{item.line}" if cell else f"line {item.line}", item.finding.code,
               safe(item.finding.message))  # fmt: skip
        rows[key] = rows.get(key, 0) + 1
    places = max(width(place) for place, _, _ in rows)
    codes = max(width(code) for _, code, _ in rows)
    return [
        f"    {_pad(place, places)}  {_pad(code, codes)}  {message}"
        + (f" ({count} times)" if count > 1 else "")
        for (place, code, message), count in rows.items()
    ]


def _closing(tally: Tally, color: bool) -> str:
    summary, checked = tally.summary, tally.checked
    files = f"{summary.files} file{'s' if summary.files != 1 else ''}"
    parts = [f"{summary.changed} {'to upgrade' if checked else 'upgraded'}"]
    same = summary.files - summary.changed - summary.failed - summary.skipped
    if same:
        parts.append(f"{same} unchanged")
    if summary.skipped:
        parts.append(f"{summary.skipped} skipped")
    if summary.failed:
        parts.append(f"{summary.failed} failed")
    left = summary.remaining
    state = "nothing left to do" if not left else f"{left} finding{'s' if left != 1 else ''} left"
    if summary.failed and not left:
        state = "nothing left to do in the others" if summary.files > summary.failed else ""
    tail = f"; {state}" if state else ""
    code = "32" if summary.exit_code == 0 else "31" if summary.exit_code == 2 else "33"
    return _paint(f"{files}: {', '.join(parts)}{tail}.", code, color)


__all__ = ["LEVEL_COLORS", "concise", "render"]
