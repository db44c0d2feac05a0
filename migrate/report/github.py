"""GitHub workflow commands: annotations on the true line of the file.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.report.result import FileResult

_LEVELS = {"by hand": "error", "fixable": "error", "suggested": "warning", "note": "notice"}


def render(results: Sequence[FileResult], color: bool = False) -> str:
    """One command a finding that is not dealt with, one for each file that failed."""
    lines = []
    for result in results:
        if result.failure is not None:
            message = _data(f"{result.path} {result.failure}")
            lines.append(f"::error file={_property(result.path)},title=rnn-migrate::{message}")
        for item in result.findings:
            level = _LEVELS.get(result.done(item))
            if level is None:
                continue
            place = "" if item.cell is None else f"cell {item.cell}, line {item.line}: "
            title = _property(f"rnn-migrate {item.finding.code}")
            where = f"file={_property(result.path)},line={item.file_line},title={title}"
            lines.append(f"::{level} {where}::{_data(place + item.finding.message)}")
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
