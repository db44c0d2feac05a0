"""The result of one file, as every report format takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from migrate.api import Failed, Located, Migrated, Outcome, Skipped, Unchanged
from migrate.edits import Severity
from migrate.report.issue import Issue, Level, Reported

State = Literal["migrated", "unchanged", "skipped", "failed"]
_STATES: dict[type[Outcome], State] = {
    Migrated: "migrated",
    Unchanged: "unchanged",
    Skipped: "skipped",
    Failed: "failed",
}
_LEVELS = {
    "by hand": Level.ERROR,
    "fixable": Level.ERROR,
    "suggested": Level.WARNING,
    "fixed": Level.PASSED,
    "note": Level.NOTE,
}


@dataclass(frozen=True)
class FileResult:
    """What became of one file.

    Attributes:
        path: the file as the user names it.
        state: what the migration gave.
        reason: why it was skipped or failed.
        findings: all findings in order of place, without their edits.
        checked: True if nothing was to be written (`check`): then no finding is applied.
        written: the file that was written, if any.
        error: why it could not be written, in one sentence.
    """

    path: str
    state: State
    reason: str | None = None
    findings: tuple[Located, ...] = ()
    checked: bool = False
    written: str | None = None
    error: str | None = None

    @classmethod
    def of(
        cls,
        path: str,
        outcome: Outcome,
        checked: bool = False,
        written: str | None = None,
        error: str | None = None,
    ) -> FileResult:
        """The result of an outcome, of which neither document nor edits are kept."""
        reason = outcome.reason if isinstance(outcome, Failed | Skipped) else None
        findings = tuple(
            replace(item, finding=replace(item.finding, edits=(), imports=()))
            for item in outcome.findings
        )
        return cls(path, _STATES[type(outcome)], reason, findings, checked, written, error)

    @property
    def failure(self) -> str | None:
        """Why there is no result, in one sentence, or None."""
        if self.error is not None:
            return self.error
        return self.reason if self.state == "failed" else None

    @property
    def remaining(self) -> list[Located]:
        """The findings that make the exit code 1."""
        return [
            item
            for item in self.findings
            if item.finding.legacy and (self.checked or not item.applied)
        ]

    def done(self, item: Located) -> str:
        """What was done about a finding: `fixed`, `fixable`, `suggested`, `by hand`, `note`."""
        finding = item.finding
        if item.applied:
            return "fixable" if self.checked else "fixed"
        if finding.severity is Severity.SUGGESTED:
            return "suggested"
        if finding.severity is Severity.FIXED:
            return "fixable"
        return "by hand" if finding.legacy else "note"

    @property
    def reported(self) -> Reported:
        """The file and its findings as every machine format takes them."""
        remaining = set(map(id, self.remaining))
        issues = [self._issue(item, id(item) in remaining) for item in self.findings]
        return Reported(self.path, self.failure, issues)

    def _issue(self, item: Located, fails: bool) -> Issue:
        done = self.done(item)
        return Issue(
            item.finding.code,
            item.finding.message,
            _LEVELS[done],
            fails,
            item.cell,
            item.line,
            item.column,
            item.file_line,
            item.source,
            "" if done in ("by hand", "note") else done,
        )


@dataclass(frozen=True)
class Summary:
    """Counts over all files."""

    files: int
    changed: int
    failed: int
    skipped: int
    remaining: int

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings remain, 2 a file could not be read or written."""
        return 2 if self.failed else 1 if self.remaining else 0


class Tally:
    """Counts results as they go by."""

    def __init__(self) -> None:
        self.summary = Summary(0, 0, 0, 0, 0)
        self.checked = False

    def over(self, results: Iterable[FileResult]) -> Iterator[FileResult]:
        """The results, each counted."""
        for result in results:
            known = self.summary
            self.checked |= result.checked
            self.summary = Summary(
                files=known.files + 1,
                changed=known.changed + (result.state == "migrated"),
                failed=known.failed + (result.failure is not None),
                skipped=known.skipped + (result.state == "skipped"),
                remaining=known.remaining + len(result.remaining),
            )
            yield result
