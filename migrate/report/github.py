"""GitHub workflow commands: annotations on the true line of the file.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.report.issue import Level, Reported
from migrate.report.plain import safe_lines

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(results: Iterable[Reported], color: bool = False) -> Iterator[str]:
    """One command an issue that is not dealt with, one for each file that failed."""
    for result in results:
        if result.failure is not None:
            message = _data(f"{result.path} {result.failure}")
            yield f"::error file={_property(result.path)},title=rnn-migrate::{message}\n"
        for issue in result.issues:
            if not issue.level.told:
                continue
            title = _property(f"rnn-migrate {issue.code}")
            where = f"file={_property(result.path)},line={issue.file_line},title={title}"
            yield f"::{_COMMANDS[issue.level]} {where}::{_data(issue.placed_message)}\n"


def _data(text: str) -> str:
    return safe_lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
