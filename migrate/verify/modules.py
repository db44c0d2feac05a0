"""A course's own modules beside a notebook, migrated in memory for its run.

`verify` judges the migration of a notebook, and a notebook is migrated together with what it
imports. In the kernel each module keeps its file's path, and nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrate.api import Migrated, Options, migrate_path
from migrate.document import Document

_IMPORT = re.compile(r"^\s*(?:from\s+(\w+)|import\s+(\w[\w, .]*))", re.MULTILINE)

_CALLED = re.compile(r"\b(?:__import__|import_module)\(\s*(['\"])([\w.-]+)\1")

# Runs in the kernel. Without `path_stats` Python keeps no bytecode, which would outlive the run.
_IMPORTER = """
import importlib.machinery, importlib.util, sys

class Loader(importlib.machinery.SourceFileLoader):
    def path_stats(self, path):
        raise OSError(path)
    def get_data(self, path):
        return MODULES[self.name][1].encode("utf-8")

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in MODULES:
            return None
        file = MODULES[name][0]
        return importlib.util.spec_from_file_location(name, file, loader=Loader(name, file))

sys.meta_path.insert(0, Finder)
"""


@dataclass(frozen=True)
class Module:
    """A module that has to be migrated: its name, its file, and its text after the migration."""

    name: str
    path: Path
    text: str


def modules_of(path: Path, document: Document, options: Options) -> tuple[Module, ...]:
    """The modules beside a document that it imports, directly or not, and that migrating changes.

    Args:
        path: the document's file.
        document: the document, not migrated.
        options: how it is migrated.
    """
    folder = path.absolute().parent
    sources = [cell.source for cell in document.cells if cell.kind == "code"]
    todo = [name for source in sources for name in _imported(source)]
    found: dict[str, Module | None] = {}
    while todo:
        name = todo.pop()
        file = folder / f"{name}.py"
        if name in found or not file.is_file() or file == path.absolute():
            continue
        outcome = migrate_path(file, options)
        found[name] = None
        if isinstance(outcome, Migrated):
            found[name] = Module(name, file, outcome.text)
            todo += _imported(outcome.text)
        else:
            todo += _imported(file.read_text(encoding="utf-8", errors="replace"))
    return tuple(module for module in found.values() if module is not None)


def _imported(source: str) -> Iterator[str]:
    """The first parts of the names that a text imports."""
    for match in _IMPORT.finditer(source):
        for name in (match[1] or match[2]).split(","):
            yield name.strip().split(".")[0].split(" ")[0]
    for match in _CALLED.finditer(source):
        yield match[2].split(".")[0]


def importing_source(modules: tuple[Module, ...]) -> str:
    """The cell that lets a kernel import modules as migrated; it leaves no name behind."""
    table = {module.name: (str(module.path), module.text) for module in modules}
    return f"exec({_IMPORTER!r}, {{'MODULES': {table!r}}})"
