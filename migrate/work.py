"""What is done with one file: read, migrate, write or show the result, say what came of it.

It happens where the file is read, be it in a process of its own (`migrate.pool`), so that no
document travels between processes or is kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from migrate import api, saving
from migrate import document as documents
from migrate.api import Failed, Migrated, Options, Outcome, Skipped, Unchanged
from migrate.document import DocumentError
from migrate.files import Input
from migrate.report.cells import CellSources, cells_of
from migrate.report.result import FileResult

Show = Literal["", "diff", "result"]


@dataclass(frozen=True)
class FileTask:
    """One file, and the file that its result goes to, if it is to be written.

    `always` writes a result that is the same as the original, too.
    """

    item: Input
    target: Path | None = None
    always: bool = False


@dataclass(frozen=True)
class Done:
    """What came of a file, the bytes to be printed for it, and its cells for a page."""

    result: FileResult
    shown: bytes = b""
    cells: tuple[CellSources, ...] = ()


@dataclass(frozen=True)
class Work:
    """What is done with each of many files.

    Attributes:
        options: how to migrate.
        show: print the difference, or the result.
        checked: nothing is to be written, so no finding counts as dealt with.
        keeps_cells: hand back what the cells were and are.
    """

    options: Options
    show: Show = ""
    checked: bool = False
    keeps_cells: bool = False

    def __call__(self, task: FileTask) -> Done:
        """Do it with one file."""
        try:
            outcome = outcome_of(task.item, self.options)
        except MemoryError:
            outcome = Failed("needs more memory than there is")
        except Exception as error:  # one file must not end the run over all others
            outcome = Failed(_mistake(error))
        name = str(task.item.path)
        shown = b""
        written = failure = None
        if self.show == "diff":
            shown = difference(name, outcome).encode("utf-8", "surrogateescape")
        elif self.show == "result" and isinstance(outcome, Migrated | Unchanged):
            shown = b"".join(outcome.encoded())
        elif task.target is not None:
            written, failure = _written(task, outcome)
        result = FileResult.of(name, outcome, self.checked, written, failure)
        return Done(result, shown, cells_of(outcome) if self.keeps_cells else ())

    def lost(self, task: FileTask) -> Done:
        """What to say of a file whose process died."""
        reason = "the process that read it died: it may need more memory than there is"
        return Done(FileResult.of(str(task.item.path), Failed(reason), self.checked))


def _mistake(error: Exception) -> str:
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"met a mistake of rnn-migrate and was left as it is; please report it with the file: "
        f"{type(error).__name__} in {place.name}, {Path(place.filename).name}:{place.lineno}"
    )


def outcome_of(item: Input, options: Options) -> Outcome:
    """Read and migrate one input."""
    if item.stdin:
        return _read_stdin(item, options)
    outcome = api.migrate_path(item.path, options)
    if isinstance(outcome, Skipped) and item.named:
        return Failed(outcome.reason)
    return outcome


def _read_stdin(item: Input, options: Options) -> Outcome:
    data = sys.stdin.buffer.read()
    kind = documents.kind_of(item.path.name)
    if kind is None:
        kind = "notebook" if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else "script"
    text, encoding = documents.decode(data, kind)
    try:
        return api.migrate_document(documents.parse(text, kind, encoding), options)
    except DocumentError as error:
        return Failed(str(error))


def _written(task: FileTask, outcome: Outcome) -> tuple[str | None, str | None]:
    """The file that was written, and why it could not be."""
    target = task.target
    assert target is not None
    changed = isinstance(outcome, Migrated)
    try:
        if not changed and not (task.always and isinstance(outcome, Unchanged)):
            saving.clear(target)
            return None, None
        assert isinstance(outcome, Migrated | Unchanged)
        if task.always:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target != task.item.path and _holds(target, outcome.encoded()):
            saving.clear(target)
        else:
            saving.save(target, outcome.encoded())
    except UnicodeEncodeError:
        assert isinstance(outcome, Migrated | Unchanged)
        return None, f"cannot be written in {outcome.document.encoding}"
    except OSError as error:
        return None, f"{target} cannot be written: {error.strerror or error}"
    return str(target), None


def _holds(path: Path, pieces: Iterable[bytes]) -> bool:
    """Whether a file has just these bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return all(stream.read(len(piece)) == piece for piece in pieces) and not stream.read(1)


def difference(name: str, outcome: Outcome) -> str:
    """The change of a file as a unified diff."""
    if not isinstance(outcome, Migrated):
        return ""
    import difflib

    before, after = outcome.before.splitlines(True), outcome.text.splitlines(True)
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def together(options: Options, items: Sequence[Input]) -> Options:
    """The options for results that find each other under the old names."""
    real = frozenset(os.path.realpath(item.path) for item in items if not item.stdin)
    return replace(options, together=real)
