"""SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from migrate import __version__
from migrate.api import Located
from migrate.report.result import FileResult
from migrate.rules import all_rules

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"by hand": "error", "fixable": "error", "suggested": "warning"}


def render(results: Sequence[FileResult], color: bool = False) -> str:
    """One run with all rules as its driver's, a result a finding, a notification a failed file."""
    notifications = [
        {
            "level": "error",
            "message": {"text": f"{result.path} {result.failure}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(result.path)}}}],
        }
        for result in results
        if result.failure is not None
    ]
    rules = [
        {
            "id": rule.code,
            "name": "".join(part.capitalize() for part in rule.name.split("-")),
            "shortDescription": {"text": rule.summary},
            "helpUri": rule.url,
        }
        for rule in all_rules()
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
            _result(result, item)
            for result in results
            for item in result.findings
            if not (item.applied and not result.checked)
        ],
    }
    tree = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _result(result: FileResult, item: Located) -> dict[str, object]:
    place = "" if item.cell is None else f"cell {item.cell}, line {item.line}: "
    return {
        "ruleId": item.finding.code,
        "level": _LEVELS.get(result.done(item), "note"),
        "message": {"text": place + item.finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(result.path)},
                    "region": {"startLine": item.file_line},
                }
            }
        ],
    }


def _uri(path: str) -> str:
    return quote(PurePath(path).as_posix())
