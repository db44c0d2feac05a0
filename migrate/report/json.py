"""The report as one JSON object, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from migrate.api import Located
from migrate.report.plain import json_object
from migrate.report.result import FileResult, Tally


def render(results: Iterable[FileResult], color: bool = False) -> Iterator[str]:
    """An object with `version`, `files` and `summary`; each file has its findings in order."""
    tally = Tally()

    def summary() -> dict[str, object]:
        found = tally.summary
        return {"summary": {**asdict(found), "exit_code": found.exit_code}}

    yield from json_object({"version": 1}, "files", map(_file, tally.over(results)), summary)
    yield "\n"


def _file(result: FileResult) -> dict[str, object]:
    return {
        "path": result.path,
        "outcome": result.state,
        "written": result.written,
        "error": result.failure or result.reason,
        "findings": [_finding(result, item) for item in result.findings],
    }


def _finding(result: FileResult, item: Located) -> dict[str, object]:
    return {
        "code": item.finding.code,
        "severity": item.finding.severity.value,
        "done": result.done(item),
        "legacy": item.finding.legacy,
        "message": item.finding.message,
        "cell": item.cell,
        "line": item.line,
        "column": item.column,
        "file_line": item.file_line,
    }
