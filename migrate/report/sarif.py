"""SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from migrate import __version__
from migrate.report.issue import Issue, Level, Reported
from migrate.rules import all_rules
from migrate.verify.issues import KINDS

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}


def render(results: Sequence[Reported], color: bool = False) -> str:
    """One run with all rules as its driver's, a result an issue, a notification a failed file."""
    notifications = [
        {
            "level": "error",
            "message": {"text": f"{result.path} {result.failure}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(result.path)}}}],
        }
        for result in results
        if result.failure is not None
    ]
    rules: list[dict[str, object]] = [
        {
            "id": rule.code,
            "name": "".join(part.capitalize() for part in rule.name.split("-")),
            "shortDescription": {"text": rule.summary},
            "helpUri": rule.url,
        }
        for rule in all_rules()
    ]
    rules += [
        {"id": code, "name": code, "shortDescription": {"text": summary}}
        for code, summary in KINDS.items()
    ]
    run = {
        "tool": {"driver": {"name": "rnn-migrate", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not notifications,
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": [
            _result(result.path, issue)
            for result in results
            for issue in result.issues
            if issue.level.told
        ],
    }
    tree = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _result(path: str, issue: Issue) -> dict[str, object]:
    return {
        "ruleId": issue.code,
        "level": _LEVELS[issue.level],
        "message": {"text": issue.placed_message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(path)},
                    "region": {"startLine": issue.file_line},
                }
            }
        ],
    }


def _uri(path: str) -> str:
    return quote(PurePath(path).as_posix())
