"""GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from migrate.report.issue import Level, Reported
from migrate.report.plain import json_list

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def render(results: Iterable[Reported], color: bool = False) -> Iterator[str]:
    """A JSON list of the issues; equal ones on one line stay apart by a number."""
    yield from json_list(_issues(results))
    yield "\n"


def _issues(results: Iterable[Reported]) -> Iterator[dict[str, object]]:
    for result in results:
        seen: dict[str, int] = {}
        if result.failure is not None:
            key = f"{result.path}:{result.failure}"
            yield _issue("failed", result.failure, "blocker", result.path, 1, key)
        for issue in result.issues:
            if not issue.level.told:
                continue
            key = f"{result.path}:{issue.cell}:{issue.code}:{issue.source}"
            seen[key] = seen.get(key, 0) + 1
            severity, line = _SEVERITIES[issue.level], issue.file_line
            message, key = issue.placed_message, f"{key}:{seen[key]}"
            yield _issue(issue.code, message, severity, result.path, line, key)


def _issue(
    code: str, message: str, severity: str, path: str, line: int, key: str
) -> dict[str, object]:
    return {
        "description": message,
        "check_name": code,
        "fingerprint": hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
