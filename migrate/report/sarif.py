"""SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from urllib.parse import quote

from migrate import __version__
from migrate.report.issue import Issue, Level, Reported
from migrate.report.plain import json_object
from migrate.rules import all_rules
from migrate.verify.issues import KINDS

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}


def render(results: Iterable[Reported], color: bool = False) -> Iterator[str]:
    """One run with all rules as its driver's, a result an issue, a notification a failed file."""
    notifications: list[dict[str, object]] = []

    def issues() -> Iterator[dict[str, object]]:
        for result in results:
            if result.failure is not None:
                notifications.append(_notification(result))
            for issue in result.issues:
                if issue.level.told:
                    yield _result(result.path, issue)

    def invocations() -> dict[str, object]:
        succeeded = not notifications
        one = {"executionSuccessful": succeeded, "toolExecutionNotifications": notifications}
        return {"invocations": [one]}

    driver = {"name": "rnn-migrate", "version": __version__, "rules": _rules()}
    head = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    yield f'{{\n  "$schema": "{_SCHEMA}",\n  "version": "2.1.0",\n  "runs": [\n    '
    yield from json_object(head, "results", issues(), invocations, "    ")
    yield "\n  ]\n}\n"


def _rules() -> list[dict[str, object]]:
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
    return rules


def _notification(result: Reported) -> dict[str, object]:
    location = {"physicalLocation": {"artifactLocation": {"uri": _uri(result.path)}}}
    return {
        "level": "error",
        "message": {"text": f"{result.path} {result.failure}"},
        "locations": [location],
    }


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
    text = PurePath(path).as_posix()
    try:
        return quote(text.encode("utf-8", "surrogateescape"))  # the bytes of a name not in UTF-8
    except UnicodeEncodeError:
        return quote(text.encode("utf-8", "surrogatepass"))
