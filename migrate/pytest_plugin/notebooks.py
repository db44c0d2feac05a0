"""Notebooks as pytest items: one item runs a notebook once, and reports each of its cells.

Cells are no items of their own: pytest-xdist deals items to its workers one by one, and each worker
that got a cell would have to run the whole notebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import pytest

from migrate import config as settings
from migrate.files import is_excluded, is_own_output
from migrate.report.plain import safe
from migrate.verify.compare import Verdict
from migrate.verify.issues import message
from migrate.verify.notebook import CellVerdict, NotebookVerdict

_TYPE = "rnn-migrate cell"


class CellReport(pytest.TestReport):
    """The report on one cell; `cell_id` is its node id, also where xdist wants the notebook's."""

    cell_id: str
    verdict: str


class NotebookFailed(Exception):
    """A notebook whose cells fail, or that could not be run; the message says which."""


class NotebookFile(pytest.File):
    """A notebook's file, with one item in it."""

    def collect(self) -> Iterator[NotebookItem]:
        """The item that runs the notebook."""
        yield NotebookItem.from_parent(self, name="notebook")


class NotebookItem(pytest.Item):
    """A notebook: running it reports its cells, and fails if one of them does."""

    def runtest(self) -> None:
        """Verify the notebook.

        Raises:
            NotebookFailed: if a cell is worse than required, or nothing could be run.
        """
        verdict = _verify(self.path, self.config)
        for row in verdict.cells:
            self._report(verdict, row)
        if verdict.failure is not None:
            raise NotebookFailed(f"{self.name_of_file}: {safe(verdict.failure)}")
        failed = sum(verdict.misses(row) for row in verdict.cells)
        if failed:
            raise NotebookFailed(
                f"{self.name_of_file}: {failed} of {len(verdict.cells)} cells fail"
            )
        if verdict.unproven:
            raise NotebookFailed(
                f"{self.name_of_file}: no cell has a baseline to compare with; "
                "`rnn-migrate record` makes one"
            )

    @property
    def name_of_file(self) -> str:
        """The notebook as pytest names it, relative to the root folder."""
        return self.nodeid.removesuffix("::notebook")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """One line for what is wrong with a notebook; a traceback for what is wrong with us."""
        if isinstance(excinfo.value, NotebookFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the notebook is."""
        return self.path, 0, "notebook"

    def _report(self, verdict: NotebookVerdict, row: CellVerdict) -> None:
        name = f"cell {row.cell}"
        fails = verdict.misses(row)
        file = self.location[0]
        capture = self.config.pluginmanager.getplugin("capturemanager")
        longrepr: Any = None
        outcome: Any = "failed" if fails else "passed"
        if fails:
            longrepr = _failure(self.name_of_file, row)
        elif row.verdict is Verdict.NO_BASELINE:
            outcome, longrepr = "skipped", (str(self.path), row.file_line, message(row))
        for when in ("call", "teardown"):  # JUnit takes the properties of a teardown only
            report = CellReport(
                f"{self.name_of_file}::{name}",
                (file, row.file_line - 1, name),
                {name: 1},
                outcome if when == "call" else "passed",
                longrepr if when == "call" else None,
                when,
                user_properties=[("verdict", row.verdict.value)],
            )
            report.cell_id, report.verdict = report.nodeid, row.verdict.value
            if hasattr(self.config, "workerinput"):
                report.nodeid = self.nodeid
            with capture.global_and_fixture_disabled() if capture else nullcontext():
                self.ihook.pytest_runtest_logreport(report=report)


class Notebooks:
    """The hooks of a run that verifies notebooks."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.session: pytest.Session | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Remember the session: it counts what was collected."""
        self.session = session

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        """A collector for each notebook that is not the tool's own output, nor excluded."""
        if file_path.suffix != ".ipynb":
            return None
        named = parent.session.isinitpath(file_path)
        if not named and (is_own_output(file_path.name) or _excluded(file_path)):
            return None
        return NotebookFile.from_parent(parent, path=file_path)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a cell among the collected, so that the progress ends at 100 %."""
        if isinstance(report, CellReport) and report.when == "call" and self.session is not None:
            self.session.testscollected += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: object) -> tuple[str, str, str] | None:
        """A passed cell is named by its verdict in a verbose run."""
        if isinstance(report, CellReport) and report.when == "call" and report.passed:
            return "passed", ".", report.verdict.upper()
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_to_serializable(self, report: object) -> dict[str, Any] | None:
        """A cell's report as xdist sends it to its controller."""
        if not isinstance(report, CellReport):
            return None
        return {**report._to_json(), "$report_type": _TYPE}

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_from_serializable(self, data: dict[str, Any]) -> CellReport | None:
        """A cell's report as it arrives there, under its own node id again."""
        if data.get("$report_type") != _TYPE:
            return None
        data.pop("$report_type")
        report = CellReport._from_json(data)
        report.nodeid = report.cell_id
        return report


def _excluded(path: Path) -> bool:
    try:
        patterns = settings.load(path).get("exclude", ())
        return is_excluded(path.resolve().relative_to(settings.root(path)).as_posix(), patterns)
    except (settings.ConfigError, ValueError):  # said when the notebook is verified
        return False


def _verify(path: Path, config: pytest.Config) -> NotebookVerdict:
    from migrate import commands

    given = {"require": config.getoption("rnn_migrate_require"), "write": False}
    try:
        (task,) = commands.verify_tasks([str(path)], given)
    except click.ClickException as error:
        raise NotebookFailed(f"{path.name}: {error.format_message()}") from None
    return task.run()


_TO_DO = {
    Verdict.ERROR: "`rnn-migrate check` names what is left of TensorFlow 1",
    Verdict.NO_BASELINE: "`rnn-migrate record` makes a baseline",
}
_COMPARE = "if what it prints now is right, record it anew"


def _failure(path: str, row: CellVerdict) -> str:
    """What is wrong with a cell, where, and what to do, in four lines."""
    file = Path(path)
    executed = f"{file.stem}.verified.ipynb"
    return "\n".join(
        [
            f"{path}:cell {row.cell}:{row.line}: {safe(message(row))}",
            f"    {safe(row.source.strip())}",
            f"To do: `rnn-migrate verify {path}` keeps the run in {executed}; "
            + _TO_DO.get(row.verdict, _COMPARE),
        ]
    )
