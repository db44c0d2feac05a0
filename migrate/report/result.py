"""The result of one file, as every report format takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrate.api import Failed, Located, Migrated, Outcome, Skipped, left_to_do
from migrate.edits import Severity
from migrate.report.issue import Issue, Level, Reported

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
        outcome: what the migration gave.
        checked: True if nothing was to be written (`check`): then no finding is applied.
        written: the file that was written, if any.
        error: why it could not be written, in one sentence.
    """

    path: str
    outcome: Outcome
    checked: bool = False
    written: str | None = None
    error: str | None = None

    @property
    def failure(self) -> str | None:
        """Why there is no result, in one sentence, or None."""
        if self.error is not None:
            return self.error
        return self.outcome.reason if isinstance(self.outcome, Failed) else None

    @property
    def findings(self) -> Sequence[Located]:
        """All findings in order of place."""
        return self.outcome.findings

    @property
    def remaining(self) -> list[Located]:
        """The findings that make the exit code 1."""
        if self.checked:
            return [item for item in self.outcome.findings if item.finding.legacy]
        return left_to_do(self.outcome)

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

    @classmethod
    def of(cls, results: Sequence[FileResult]) -> Summary:
        """Count results."""
        return cls(
            files=len(results),
            changed=sum(isinstance(result.outcome, Migrated) for result in results),
            failed=sum(result.failure is not None for result in results),
            skipped=sum(isinstance(result.outcome, Skipped) for result in results),
            remaining=sum(len(result.remaining) for result in results),
        )

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings remain, 2 a file could not be read or written."""
        return 2 if self.failed else 1 if self.remaining else 0
