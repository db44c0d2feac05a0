"""The report as one JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from migrate.api import Located
from migrate.report.result import FileResult, Summary


def render(results: Sequence[FileResult], color: bool = False) -> str:
    """An object with `version`, `summary` and `files`; each file has its findings in order."""
    summary = Summary.of(results)
    tree = {
        "version": 1,
        "summary": {**asdict(summary), "exit_code": summary.exit_code},
        "files": [_file(result) for result in results],
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _file(result: FileResult) -> dict[str, object]:
    return {
        "path": result.path,
        "outcome": type(result.outcome).__name__.lower(),
        "written": result.written,
        "error": result.failure or getattr(result.outcome, "reason", None),
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
