"""Run a document's code cells in a fresh kernel process, to the last cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate import document as documents
from migrate.api import Migrated, Outcome, Unchanged

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class MissingExtra(Exception):
    """A package that only `verify` needs is not installed; the message says how to get it."""


@dataclass(frozen=True)
class CellError:
    """A cell that raised: its number from 1, the exception's name and text."""

    cell: int
    name: str
    message: str


@dataclass(frozen=True)
class RunResult:
    """What a run gave: the executed notebook (nbformat 4) and the cells that raised."""

    notebook: Any
    errors: tuple[CellError, ...]
    numbers: tuple[int, ...] = ()

    def printed(self, cell: int) -> str:
        """What the document's cell (number from 1) wrote to standard output."""
        if cell not in self.numbers:
            return ""
        outputs = self.notebook.cells[self.numbers.index(cell)].get("outputs", [])
        return "".join(o["text"] for o in outputs if o.get("name") == "stdout")


def run_text(
    text: str,
    kind: str = "notebook",
    folder: Path | None = None,
    timeout: float | None = None,
    kernel: str = "python3",
) -> RunResult:
    """Run every code cell of a document; a cell that raises does not stop the others.

    Args:
        text: the document's text.
        kind: `"notebook"`, `"script"` or `"markdown"`.
        folder: the working folder of the kernel.
        timeout: seconds that one cell may take; None for no limit.
        kernel: the kernel's name.

    Raises:
        MissingExtra: if nbclient or nbformat is not installed.
    """
    try:
        import nbformat
        from nbclient import NotebookClient
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"verify needs {error.name}: pip install 'rnn-migrate[verify]'"
        ) from None
    document = documents.parse(text, kind)
    notebook = nbformat.v4.new_notebook()
    numbers = []
    for cell in document.cells:
        if cell.kind == "code":
            notebook.cells.append(nbformat.v4.new_code_cell(cell.source))
            numbers.append(cell.index + 1)
    client = NotebookClient(
        notebook, timeout=timeout, kernel_name=kernel, allow_errors=True,
        resources={"metadata": {"path": str(folder)}} if folder else {},
    )  # fmt: skip
    client.execute()
    return RunResult(notebook, tuple(_errors(notebook.cells, numbers)), tuple(numbers))


def _errors(cells: Sequence[Any], numbers: Sequence[int]) -> list[CellError]:
    return [
        CellError(number, output["ename"], _ANSI.sub("", output["evalue"]))
        for number, cell in zip(numbers, cells, strict=True)
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]


@dataclass(frozen=True)
class Verdict:
    """How a notebook's run went; `describe` says it to people."""

    path: str
    failure: str | None = None
    errors: tuple[CellError, ...] = ()
    cells: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def exit_code(self) -> int:
        """0 all cells ran, 1 one raised, 2 nothing could be run."""
        return 2 if self.failure else 1 if self.errors else 0

    def describe(self) -> str:
        """One line, and one more for each cell that raised."""
        if self.failure:
            return f"{self.path}: {self.failure}."
        lines = [f"{self.path}: {self.cells} cells ran, {len(self.errors)} failed."]
        lines += [f"  cell {e.cell}: {e.name}: {e.message.splitlines()[0] if e.message else ''}"
                  for e in self.errors]  # fmt: skip
        return "\n".join(lines)


def verify_outcome(path: Path, outcome: Outcome, timeout: float | None) -> Verdict:
    """Run the result of a migration in the folder of its file."""
    if not isinstance(outcome, Migrated | Unchanged):
        return Verdict(str(path), outcome.reason)
    try:
        result = run_text(outcome.text, outcome.document.kind, path.parent, timeout)
    except MissingExtra as error:
        return Verdict(str(path), str(error))
    return Verdict(str(path), None, result.errors, len(result.numbers))
