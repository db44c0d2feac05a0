"""The Python files beside a document that it imports or runs (`import helper`, `%run helper.py`).

A migrated notebook imports its own modules by name, so these must be migrated with it.
Only the text is looked at, so that cells of Python 2 and cells that do not parse count as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from migrate import document as documents
from migrate.document import Document, DocumentError
from migrate.edits import Span
from migrate.magics import written_file

_USE = re.compile(
    r"^[ \t]*(?:"
    r"from[ \t]+(?P<dots>\.*)(?P<module>[\w.]*)[ \t]+import[ \t]+(?P<names>\(?[\w \t,]+)"
    r"|import[ \t]+(?P<modules>[\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+)*)"
    r"|%run[ \t]+(?:-\w+[ \t]+)*(?P<quote>[\"']?)(?P<script>[^\"'\s]+)(?P=quote)"
    r")",
    re.MULTILINE,
)
_ADDED = re.compile(r"\bsys\.path\.(?:append|insert)\([^\n\"']*[\"']([^\n\"']+)[\"']")


@dataclass(frozen=True)
class Sibling:
    """A file that a document imports or runs, and the characters that say so."""

    path: Path
    span: Span


def siblings(document: Document, path: Path) -> Iterator[Sibling]:
    """The files beside `path` that the document of that path uses, each once."""
    code = [cell for cell in document.cells if cell.kind == "code"]
    written = {Path(file[0]).name for cell in code if (file := written_file(cell.source))}
    folders = [path.parent, *_packages(path)]
    for cell in code:
        folders += [path.parent / added for added in _ADDED.findall(cell.source)]
    seen = {path}
    for cell in code:
        for match in _USE.finditer(cell.source):
            for found in _files(match, folders, path):
                if found not in seen and found.name not in written:
                    seen.add(found)
                    yield Sibling(found, Span(cell.index, *_trimmed(match)))


# What `compile()` is given as metrics, and how it is written.
_METRICS = re.compile(r"\bmetrics[ \t]*=[ \t]*\[([^\]\n]*)\]")
_TEXT = re.compile(r"[\"'](\w+)[\"']")
_FEW = 200


def metrics_beside(document: Document, path: Path) -> frozenset[str]:
    """The metrics that files which go with a document compile their models with.

    These are the files it imports, in turn, and those of its folder that import it: a function
    that draws a history stands in one file, `compile()` in another.
    """
    waiting = [path, *_importers(path)]
    seen = set(waiting)
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        try:
            here = document if one == path else documents.load(one)
        except (DocumentError, OSError):
            continue
        for cell in here.cells:
            if cell.kind == "code":
                listed = _METRICS.findall(cell.source)
                found.update(name for each in listed for name in _TEXT.findall(each))
        more = [sibling.path for sibling in siblings(here, one) if sibling.path not in seen]
        waiting += more
        seen.update(more)
    return frozenset(found)


def _importers(path: Path) -> list[Path]:
    """The documents of the same folder that import a module, if the folder is no archive."""
    if path.suffix != ".py":
        return []
    return [one for one, names in _imported(path.parent).items() if path.stem in names]


@cache
def _imported(folder: Path) -> dict[Path, frozenset[str]]:
    """By document of a folder, the last parts of the names of what it imports."""
    documents_here = [p for p in sorted(folder.glob("*")) if p.suffix in (".py", ".ipynb")]
    found = {}
    for one in documents_here[:_FEW]:
        try:
            document = documents.load(one)
        except (DocumentError, OSError):
            continue
        sources = [cell.source for cell in document.cells if cell.kind == "code"]
        names = (name for source in sources for name in _names(source))
        found[one] = frozenset(names)
    return found


def _names(source: str) -> Iterator[str]:
    for match in _USE.finditer(source):
        for text in (match["module"], match["modules"], match["names"]):
            for part in (text or "").strip("(").split(","):
                if part.split():
                    yield part.split()[0].rpartition(".")[2]


def _packages(path: Path) -> Iterator[Path]:
    """The folder from which a script's own package is imported."""
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    if folder != path.parent:
        yield folder


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    text = match.group()
    return match.start() + len(text) - len(text.lstrip()), match.end()


def _files(match: re.Match[str], folders: list[Path], path: Path) -> Iterator[Path]:
    if match["script"]:
        script = path.parent / match["script"]
        named = script.suffix in (".py", ".ipynb")
        script = script if named else script.with_name(f"{script.name}.py")
        if script.is_file():
            yield script
        return
    if match["modules"]:
        dotted = [part.split()[0] for part in match["modules"].split(",") if part.strip()]
    else:
        names_of = [part.split()[:1] for part in match["names"].strip("(").split(",")]
        module = match["module"]
        dotted = [module] if module else []
        dotted += [f"{module}.{name[0]}" if module else name[0] for name in names_of if name]
    if match["dots"]:
        base = path.parent
        for _ in match["dots"][1:]:
            base = base.parent
        folders = [base]
    for name in dotted:
        for folder in folders:
            found = _module(folder, name)
            if found is not None:
                yield found
                break


def _module(folder: Path, dotted: str) -> Path | None:
    """The file of a module that is imported from a folder, or None."""
    place = folder.joinpath(*dotted.split("."))
    for file in (place.with_name(f"{place.name}.py"), place / "__init__.py"):
        if file.is_file():
            return file
    return None
