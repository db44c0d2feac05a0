"""Verdicts of finished notebooks, kept so that an interrupted run goes on where it was stopped.

`.rnn-migrate-cache/` stands beside the `pyproject.toml` with the settings (else in the working
folder) and hides itself from git. An entry is found by a key over all that can change a verdict:
the notebook, its migration, its recording, the settings, the modules beside it, the data files
that its texts name, and every installed package. Runs in which a cell failed are not kept.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from migrate import __version__, saving
from migrate.api import Migrated, Unchanged
from migrate.document import Document
from migrate.files import NEVER_SEARCHED
from migrate.verify.baseline import CellOutput, recording_path
from migrate.verify.compare import Comparison, Difference, Verdict
from migrate.verify.engine import Task, Verdicts
from migrate.verify.notebook import CellVerdict, NotebookVerdict
from migrate.verify.numbers import Distance

FOLDER = ".rnn-migrate-cache"
_FORMAT = "rnn-migrate cache 1"
_KEPT_SECONDS = 30 * 24 * 3600.0
# A folder that a notebook names is looked at this far.
_MOST_FILES = 2000


class Cache:
    """The verdicts kept in one folder."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER

    def get(self, key: str) -> NotebookVerdict | None:
        """The verdict of an entry; None if there is none, or it cannot be read."""
        path = self._path(key)
        try:
            tree = json.loads(path.read_text(encoding="utf-8"))
            if tree["format"] != _FORMAT or tree["key"] != key:
                return None
            verdict = _verdict(tree["verdict"])
            os.utime(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return replace(verdict, cached=True)

    def put(self, key: str, verdict: NotebookVerdict) -> None:
        """Keep a verdict, unless the run failed or a cell did; a full disk is no failure."""
        if verdict.failure is not None or verdict.counts.get(Verdict.ERROR):
            return
        tree = {"format": _FORMAT, "key": key, "verdict": asdict(verdict)}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                saving.save(ignore, b"*\n")
            saving.save(self._path(key), json.dumps(tree).encode("ascii"))
        except OSError:
            return

    def prune(self) -> None:
        """Remove what nobody asked for in a month."""
        oldest = time.time() - _KEPT_SECONDS
        for path in self.folder.glob("*.json"):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except OSError:
                continue

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"


def resumed(
    tasks: Sequence[Task], cache: Cache | None, run: Callable[[Sequence[Task]], Verdicts]
) -> Generator[tuple[Task, NotebookVerdict], None, None]:
    """Each task with its verdict: first those that are kept, then the others, run and kept.

    Args:
        tasks: what to verify.
        cache: where verdicts are kept; None to run everything and keep nothing.
        run: runs tasks, e.g. `run_local`.
    """
    keys = {} if cache is None else keys_of(tasks)
    left: list[Task] = []
    for task in tasks:
        known = cache.get(keys[task.path]) if cache is not None and task.path in keys else None
        if known is None:
            left.append(task)
        else:
            yield task, known
    if not left:
        return
    with closing(run(left)) as running:
        for place, verdict in running:
            task = left[place]
            if cache is not None and task.path in keys:
                cache.put(keys[task.path], verdict)
            yield task, verdict


def keys_of(tasks: Sequence[Task]) -> dict[Path, str]:
    """What the verdict of each task depends on, as a hexadecimal digest, by the task's path.

    A file that could not be migrated has none.
    """
    folders = {task.path.absolute().parent for task in tasks}
    modules = {folder: _modules(folder) for folder in folders}
    return {
        task.path: _key(task, modules[task.path.absolute().parent])
        for task in tasks
        if isinstance(task.outcome, Migrated | Unchanged)
    }


def _key(task: Task, modules: Sequence[str]) -> str:
    assert isinstance(task.outcome, Migrated | Unchanged)
    settings = task.settings
    recording = settings.baseline or recording_path(task.path)
    parts = [
        _FORMAT,
        __version__,
        _installed(),
        str(task.path.absolute()),
        task.outcome.document.text,
        task.outcome.text,
        _content(recording),
        json.dumps(sorted(task.constants.items())),
        repr((settings.require, settings.timeout, settings.cell_timeout, settings.relative)),
        repr([(item.name, item.summary) for item in settings.filters]),
        repr(settings.original),
        *modules,
        *_data(task.outcome.document, task.path.absolute().parent),
    ]
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


@cache
def _installed() -> str:
    """Every installed package with its version, and this one's files with their times."""
    packages = sorted(f"{item.name} {item.version}" for item in distributions() if item.name)
    here = Path(__file__).resolve().parents[2]
    own = [stamp for name in ("migrate", "reference") for stamp in _stamps(here / name)]
    return "\n".join(packages + own)


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _modules(folder: Path) -> list[str]:
    """The Python modules beside a notebook and in the folders below it."""
    modules = [path for path in _files(folder) if path.suffix == ".py"]
    return [f"{path.relative_to(folder)} {_content(path)}" for path in modules]


def _data(document: Document, folder: Path) -> Iterator[str]:
    """Files and folders that a notebook's texts name, with sizes and times."""
    above = (folder.resolve(), *folder.resolve().parents)
    for name in sorted(set(_texts(document))):
        path = folder / name
        try:
            if path.is_dir() and path.resolve() not in above:
                yield from _stamps(path)
            elif path.is_file():
                yield _stamp(path)
        except (OSError, ValueError):  # a text that is no possible name of a file
            continue


def _texts(document: Document) -> Iterator[str]:
    for cell in document.cells:
        if cell.kind != "code":
            continue
        try:
            tree = ast.parse(cell.source)
        except (SyntaxError, ValueError, RecursionError):
            yield from cell.source.replace('"', "'").split("'")[1::2]
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _files(folder: Path) -> list[Path]:
    """The files in and below a folder, in order, up to a number."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in {*NEVER_SEARCHED, FOLDER})
        found += [Path(place, name) for name in sorted(names)]
        if len(found) > _MOST_FILES:
            break
    return found[:_MOST_FILES]


def _stamps(folder: Path) -> list[str]:
    return [_stamp(path) for path in _files(folder) if path.is_file()]


def _stamp(path: Path) -> str:
    stat = path.stat()
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"


def _verdict(tree: Mapping[str, Any]) -> NotebookVerdict:
    cells = tuple(
        CellVerdict(
            **{
                **row,
                "comparison": _comparison(row["comparison"]),
                "before": _output(row["before"]),
                "after": _output(row["after"]),
            }
        )
        for row in tree["cells"]
    )
    required = Verdict(tree["required"]) if tree["required"] else None
    return NotebookVerdict(**{**tree, "cells": cells, "required": required})


def _comparison(tree: Mapping[str, Any]) -> Comparison:
    worst, difference = tree["worst"], tree["difference"]
    return Comparison(
        **{
            **tree,
            "verdict": Verdict(tree["verdict"]),
            "aside": tuple(tree["aside"]),
            "worst": None if worst is None else Distance(**worst),
            "difference": None if difference is None else Difference(**difference),
        }
    )


def _output(tree: Mapping[str, Any] | None) -> CellOutput | None:
    return None if tree is None else CellOutput(**{**tree, "pictures": tuple(tree["pictures"])})
