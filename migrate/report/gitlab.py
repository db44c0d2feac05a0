"""GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from migrate.report.issue import Level, Reported

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def render(results: Sequence[Reported], color: bool = False) -> str:
    """A JSON list of the issues; equal ones on one line stay apart by a number."""
    issues: list[dict[str, object]] = []
    seen: dict[str, int] = {}
    for result in results:
        if result.failure is not None:
            key = f"{result.path}:{result.failure}"
            issues.append(_issue("failed", result.failure, "blocker", result.path, 1, key))
        for issue in result.issues:
            if not issue.level.told:
                continue
            key = f"{result.path}:{issue.cell}:{issue.code}:{issue.source}"
            seen[key] = seen.get(key, 0) + 1
            severity, line = _SEVERITIES[issue.level], issue.file_line
            message, key = issue.placed_message, f"{key}:{seen[key]}"
            issues.append(_issue(issue.code, message, severity, result.path, line, key))
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


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
