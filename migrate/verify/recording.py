"""Record what an original prints under TensorFlow 1, so that nobody needs TensorFlow 1 again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate import document as documents
from migrate import saving
from migrate.document import DocumentError
from migrate.report.plain import safe
from migrate.verify.baseline import recording_path, write_recording
from migrate.verify.constants import ConstantError
from migrate.verify.run import CellError, KernelFailed, MissingExtra
from migrate.verify.tf1 import Interpreter, InterpreterError, run_original


@dataclass(frozen=True)
class Recorded:
    """How a recording went: the file written, the cells that raised; or why there is none."""

    path: str
    failure: str | None = None
    written: str | None = None
    cells: int = 0
    errors: tuple[CellError, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 every cell ran, 1 one raised (it is no baseline), 2 nothing was recorded."""
        return 2 if self.failure else int(bool(self.errors))

    def describe(self) -> str:
        """A line on the file, and one for each cell that raised."""
        if self.failure:
            return f"{safe(self.path)}: {safe(self.failure)}.\n"
        lines = [f"{safe(self.path)}: {self.cells} cells recorded in {safe(self.written or '')}."]
        lines += [f"  cell {error.cell}: {safe(error.describe())}" for error in self.errors]
        return "\n".join(lines) + "\n"


def record_path(
    path: Path,
    interpreter: Interpreter,
    values: Mapping[str, str],
    timeout: float | None = None,
    total: float | None = None,
) -> Recorded:
    """Run a file's original and write its recording beside it.

    Args:
        path: the original.
        interpreter: where TensorFlow 1 is.
        values: constants to set; the recording keeps them.
        timeout: seconds that one cell may take; `total` all together.
    """
    try:
        document = documents.load(path)
        baseline, result = run_original(
            document, interpreter, path.absolute().parent, values, timeout, total
        )
        text = write_recording(baseline, path.name, interpreter.versions)
        target = recording_path(path)
        saving.save(target, text.encode("utf-8", "replace"))
    except OSError as error:
        return Recorded(str(path), f"{error.filename or path}: {error.strerror or error}")
    except (DocumentError, ConstantError, InterpreterError, KernelFailed, MissingExtra) as error:
        return Recorded(str(path), str(error))
    return Recorded(str(path), None, str(target), len(result.numbers), result.errors)
