"""GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from migrate.report.result import FileResult

_SEVERITIES = {"by hand": "major", "fixable": "major", "suggested": "minor"}


def render(results: Sequence[FileResult], color: bool = False) -> str:
    """A JSON list with an issue a finding; equal findings on one line stay apart by a number."""
    issues: list[dict[str, object]] = []
    seen: dict[str, int] = {}
    for result in results:
        if result.failure is not None:
            key = f"{result.path}:{result.failure}"
            issues.append(_issue("failed", result.failure, "blocker", result.path, 1, key))
        for item in result.findings:
            if item.applied and not result.checked:
                continue
            code = item.finding.code
            severity = _SEVERITIES.get(result.done(item), "info")
            key = f"{result.path}:{item.cell}:{code}:{item.source}"
            seen[key] = seen.get(key, 0) + 1
            place = "" if item.cell is None else f"cell {item.cell}, line {item.line}: "
            message = place + item.finding.message
            line = item.file_line
            issues.append(_issue(code, message, severity, result.path, line, f"{key}:{seen[key]}"))
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
