"""Verify one migrated notebook: set constants, run it, judge each cell, store what it printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate import document as documents
from migrate import saving
from migrate.api import Migrated, Outcome, Unchanged
from migrate.document import Cell, Document
from migrate.verify import constants as overriding
from migrate.verify import run
from migrate.verify.baseline import (
    Baseline,
    BaselineError,
    CellOutput,
    judge,
    read_recording,
    recording_path,
    stored_outputs,
)
from migrate.verify.compare import Comparison, Verdict
from migrate.verify.divergence import drawn_in_a_loop, first_divergence
from migrate.verify.modules import Module
from migrate.verify.places import original_line, printing_line
from migrate.verify.settings import Settings
from migrate.verify.tags import wishes
from migrate.verify.tf1 import InterpreterError, run_original

_EXPECTED = (
    BaselineError,
    InterpreterError,
    overriding.ConstantError,
    run.KernelFailed,
    run.MissingExtra,
)


@dataclass(frozen=True)
class CellVerdict:
    """The verdict on one code cell.

    Attributes:
        cell: its number in the original, from 1.
        comparison: the verdict and its evidence.
        line: the line of the cell that raised or printed the difference, as near as it is known.
        file_line: that line in the original's file; `source` the line itself.
        before: what it used to print, if that is known; `after` what it prints now, if it was run.
    """

    cell: int
    comparison: Comparison
    line: int = 1
    file_line: int = 1
    source: str = ""
    before: CellOutput | None = None
    after: CellOutput | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict alone."""
        return self.comparison.verdict


@dataclass(frozen=True)
class NotebookVerdict:
    """How the run of a notebook compares with what it used to print.

    Attributes:
        path: the original's file.
        failure: why nothing could be run, as a sentence without its point; None if it was run.
        cells: a verdict for each code cell, in order.
        baseline: what was compared with.
        required: the worst verdict that passes; None if only errors count.
        written: the file with the executed notebook, if it was stored.
        seconds: how long the run took.
        executed: the text of the executed notebook; None if nothing was run.
        cached: whether this is the verdict of an earlier run.
        diverging: what differs first between the two seeded runs; empty if that is not known.
    """

    path: str
    failure: str | None = None
    cells: tuple[CellVerdict, ...] = ()
    baseline: str = ""
    required: Verdict | None = None
    written: str | None = None
    seconds: float = 0.0
    executed: str | None = field(default=None, repr=False)
    cached: bool = False
    diverging: str = ""

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many cells have each verdict, best first."""
        found = Counter(row.verdict for row in self.cells)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def judged(self) -> bool:
        """Whether any cell that prints something, or did, was compared."""
        return any(
            row.verdict is not Verdict.NO_BASELINE and not row.comparison.silent
            for row in self.cells
        )

    @property
    def exit_code(self) -> int:
        """0 as required, 1 a cell is worse (or none could be judged), 2 nothing could be run."""
        if self.failure is not None:
            return 2
        return int(self.unproven or any(self.misses(row) for row in self.cells))

    def misses(self, row: CellVerdict) -> bool:
        """Whether a cell is worse than required."""
        return not row.verdict.meets(self.required or Verdict.DIFFERENT)

    @property
    def unproven(self) -> bool:
        """Whether something is required, the notebook was run, and nothing could be compared."""
        return self.failure is None and self.required is not None and not self.judged


def verify_outcome(
    path: Path,
    outcome: Outcome,
    settings: Settings,
    values: Mapping[str, str] | None = None,
    modules: tuple[Module, ...] = (),
) -> NotebookVerdict:
    """Run the result of a migration in the folder of its file, and judge every code cell.

    Nothing is written but what the cells write; `store` keeps the executed notebook.

    Args:
        path: the original's file.
        outcome: what migrating it gave.
        settings: limits, requirement, tolerance.
        values: constants to set, as source text, by name.
        modules: modules beside the file that it imports as migrated.
    """
    if not isinstance(outcome, Migrated | Unchanged):
        return NotebookVerdict(str(path), outcome.reason)
    values = dict(values or {})
    try:
        baseline = _baseline(path, outcome.document, settings, values)
        migrated = documents.parse(outcome.text, outcome.document.kind, outcome.document.encoding)
        text = overriding.override(migrated, values)
        result = run.run_text(
            text, migrated.kind, path.parent, settings.cell_timeout, total=settings.timeout,
            probe=bool(baseline.graphs), modules=modules,
        )  # fmt: skip
    except _EXPECTED as error:
        return NotebookVerdict(str(path), str(error))
    rows = _rows(outcome.document, migrated, baseline, result, settings, values)
    diverging = first_divergence(baseline.graphs, result.graphs)
    rows = _named(rows, diverging, drawn_in_a_loop(baseline.graphs))
    return NotebookVerdict(
        str(path), None, rows, baseline.source, settings.require, None,
        result.seconds, run.notebook_text(result), False, diverging,
    )  # fmt: skip


def store(verdict: NotebookVerdict) -> NotebookVerdict:
    """Write an executed notebook to `NAME.verified.ipynb` beside the original."""
    if verdict.executed is None:
        return verdict
    path = Path(verdict.path)
    target = path.with_name(f"{path.stem}.verified.ipynb")
    try:
        saving.save(target, verdict.executed.encode("utf-8"))
    except OSError as error:
        reason = f"{target} cannot be written: {error.strerror or error}"
        return replace(verdict, failure=reason)
    return replace(verdict, written=str(target))


def _baseline(
    path: Path, original: Document, settings: Settings, values: Mapping[str, str]
) -> Baseline:
    if settings.original is not None:
        baseline, _ = run_original(
            original,
            settings.original,
            path.parent,
            values,
            settings.cell_timeout,
            settings.timeout,
        )
        return baseline
    if settings.baseline is not None:
        return read_recording(settings.baseline)
    beside = recording_path(path)
    return read_recording(beside) if beside.is_file() else stored_outputs(original.text)


def _rows(
    original: Document,
    migrated: Document,
    baseline: Baseline,
    result: run.RunResult,
    settings: Settings,
    values: Mapping[str, str],
) -> tuple[CellVerdict, ...]:
    # A standalone result has its cell of definitions in front.
    ahead = len(migrated.cells) - len(original.cells)
    names = {*values, *baseline.constants}
    changed = sorted(n for n in names if values.get(n) != baseline.constants.get(n))
    depending = overriding.depending_cells(migrated, changed) if changed else frozenset()
    errors = {error.cell: error for error in result.errors}
    rows: list[CellVerdict] = []
    for cell in migrated.cells[ahead:]:
        if cell.kind != "code" or not cell.source.strip():
            continue
        number, asked = cell.index + 1, wishes(cell)
        if number in result.unrun:
            found = Comparison(Verdict.ERROR, note=f"not run: {result.unrun[number]}")
            if asked.skip:
                found = Comparison(Verdict.NO_BASELINE, note=result.unrun[number])
        else:
            stopped = number in errors and errors[number].name in ("Timeout", "DeadKernel")
            found = judge(
                baseline.cells.get(number - ahead),
                result.output(number),
                settings.relative,
                settings.filters,
                asked.may_raise and not stopped,
            )
            if found.verdict is Verdict.ERROR:
                found = replace(found, note=errors[number].describe())
            elif asked.ignore_output:
                found = Comparison(Verdict.NO_BASELINE, note="its output is ignored by its tag")
            elif number in depending and found.verdict is not Verdict.IDENTICAL:
                why = f"depends on {', '.join(changed)}, which had another value"
                found = Comparison(Verdict.NO_BASELINE, note=why)
        raised = errors[number].line if number in errors else None
        rows.append(_placed(original, cell, number - ahead, found, raised, baseline, result))
    return tuple(rows)


def _named(
    rows: tuple[CellVerdict, ...], diverging: str, looped: str = ""
) -> tuple[CellVerdict, ...]:
    """The verdicts where two seeded runs part: other numbers are no accident then, but different.

    The first cell that differs says why. Where nothing is known to part, a cell with other numbers
    says so if the original draws in a loop.
    """
    if not diverging:
        return tuple(_noted(row, looped) if row.verdict is Verdict.SIMILAR else row for row in rows)
    named: list[CellVerdict] = []
    for row in rows:
        found = row.comparison
        if found.verdict in (Verdict.SIMILAR, Verdict.DIFFERENT):
            found = replace(found, verdict=Verdict.DIFFERENT, note=found.note or diverging)
            diverging = ""
        named.append(replace(row, comparison=found))
    return tuple(named)


def _noted(row: CellVerdict, note: str) -> CellVerdict:
    return replace(row, comparison=replace(row.comparison, note=row.comparison.note or note))


def _placed(
    original: Document,
    migrated: Cell,
    number: int,
    found: Comparison,
    raised: int | None,
    baseline: Baseline,
    result: run.RunResult,
) -> CellVerdict:
    """A verdict with its line in the original, and what was compared."""
    cell = original.cells[number - 1]
    if raised is not None:
        line = original_line(cell.source, migrated.source, raised)
    else:
        line = printing_line(cell.source, found.difference)
    lines = cell.source.split("\n")
    return CellVerdict(
        number,
        found,
        line,
        original.file_line(cell.index, sum(len(text) + 1 for text in lines[: line - 1])),
        lines[line - 1],
        baseline.cells.get(number),
        result.output(migrated.index + 1) if migrated.index + 1 in result.numbers else None,
    )
