"""Which files the arguments of a command line mean."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.document import kind_of

_OWN_OUTPUT = re.compile(r"\.(migrated|verified)\.[a-z]+$")
NEVER_SEARCHED = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints"}
    | {".tox", ".nox", ".mypy_cache", ".ruff_cache", ".pytest_cache", "site-packages"}
)


@dataclass(frozen=True)
class Input:
    """A file to migrate.

    Attributes:
        path: where it is.
        root: the folder that was given, if the file was found in one; outputs mirror it.
        named: True if the user named the file itself (or a pattern that matches it).
        stdin: True if the text comes from standard input; `path` is then what to call it.
    """

    path: Path
    root: Path | None = None
    named: bool = True
    stdin: bool = False


def find(arguments: Sequence[str], exclude: Sequence[str] = ()) -> list[Input]:
    """The files that arguments mean: files, folders (searched), patterns.

    A folder gives its notebooks, scripts and Markdown texts in sorted order, without what git
    ignores, virtual environments, the tool's own outputs, and without following links out of it.
    A pattern that matches nothing, like a missing file, is returned as it is.
    """
    found: dict[Path, Input] = {}
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            for item in _walk(path, exclude):
                found.setdefault(item.path, item)
        elif not path.exists() and glob.has_magic(argument):
            matches = sorted(glob.glob(argument, recursive=True))
            for match in matches or [argument]:
                matched = Path(match)
                if matched.is_dir():
                    for item in _walk(matched, exclude):
                        found.setdefault(item.path, item)
                elif _matches(match, bool(matches), exclude):
                    found.setdefault(matched, Input(matched))
        else:
            found.setdefault(path, Input(path))
    return list(found.values())


def _matches(name: str, exists: bool, exclude: Sequence[str]) -> bool:
    wanted = kind_of(name) is not None or not exists
    return wanted and not is_excluded(Path(name).as_posix(), exclude)


def _walk(root: Path, exclude: Sequence[str]) -> Iterator[Input]:
    real = Path(os.path.realpath(root))
    ignored = _Ignore(_repository(real))
    closed: list[Path] = []
    walk = os.walk(root, followlinks=False, onerror=lambda e: closed.append(Path(e.filename)))
    for folder, folders, names in walk:
        here = Path(folder)
        ignored.read(Path(os.path.realpath(here)))
        folders[:] = sorted(
            name
            for name in folders
            if name not in NEVER_SEARCHED
            and not is_excluded((here / name).relative_to(root).as_posix(), exclude)
            and not ignored.hides(Path(os.path.realpath(here)) / name, True)
        )
        for name in sorted(names):
            path = here / name
            if kind_of(name) is None or is_own_output(name):
                continue
            if is_excluded(path.relative_to(root).as_posix(), exclude):
                continue
            if path.is_symlink() and not _is_own_name(Path(os.path.realpath(path)), real):
                continue
            if not path.is_file():  # a pipe, a device, a link that leads nowhere
                continue
            if not ignored.hides(Path(os.path.realpath(here)) / name, False):
                yield Input(path, root, False)
    yield from (Input(path, root) for path in closed)  # to be named as unreadable


def _is_own_name(target: Path, folder: Path) -> bool:
    """Whether a link is the only name under which the search of a folder finds its target."""
    return _is_within(target, folder) and kind_of(target.name) is None


def _is_within(path: Path, folder: Path) -> bool:
    return folder == path or folder in path.parents


def is_own_output(name: str) -> bool:
    """Whether a file name is one that the tool itself writes (`a.migrated.ipynb`)."""
    return _OWN_OUTPUT.search(name) is not None


def is_excluded(relative: str, patterns: Sequence[str]) -> bool:
    """Whether a path, or a folder on it, matches one of these patterns."""
    parts = relative.split("/")
    return any(
        fnmatch.fnmatch(relative, pattern.rstrip("/"))
        or any(fnmatch.fnmatch(part, pattern.rstrip("/")) for part in parts)
        for pattern in patterns
    )


def _repository(folder: Path) -> Path | None:
    """The git repository that a folder belongs to, or None."""
    return next((f for f in [folder, *folder.parents] if (f / ".git").exists()), None)


class _Ignore:
    """What the `.gitignore` files of a repository hide (patterns, `!`, `/`, `**`)."""

    def __init__(self, repository: Path | None) -> None:
        self.repository = repository
        self.rules: list[tuple[Path, re.Pattern[str], bool, bool]] = []
        self.seen: set[Path] = set()

    def read(self, folder: Path) -> None:
        if self.repository is None or not _is_within(folder, self.repository):
            return
        above = [f for f in folder.parents if _is_within(f, self.repository)]
        for place in [*reversed(above), folder]:
            if place in self.seen:
                continue
            self.seen.add(place)
            try:
                text = (place / ".gitignore").read_text("utf-8", "replace")
            except OSError:
                continue
            for line in text.splitlines():
                self._add(place, line)

    def _add(self, place: Path, line: str) -> None:
        pattern = line.rstrip()
        if not pattern or pattern.startswith("#"):
            return
        negated = pattern.startswith("!")
        pattern = pattern[1:] if negated else pattern
        only_folders = pattern.endswith("/")
        pattern = pattern.rstrip("/")
        anchored = "/" in pattern
        expression = _translate(pattern.lstrip("/"))
        if not anchored:
            expression = f"(?:.*/)?{expression}"
        self.rules.append((place, re.compile(expression + r"\Z"), negated, only_folders))

    def hides(self, path: Path, is_folder: bool) -> bool:
        hidden = False
        for place, pattern, negated, only_folders in self.rules:
            if only_folders and not is_folder:
                continue
            if _is_within(path, place) and pattern.match(path.relative_to(place).as_posix()):
                hidden = not negated
        return hidden


def _translate(pattern: str) -> str:
    pieces = []
    index = 0
    while index < len(pattern):
        if pattern.startswith("**/", index):
            pieces.append("(?:.*/)?")
            index += 3
        elif pattern.startswith("**", index):
            pieces.append(".*")
            index += 2
        elif pattern[index] == "*":
            pieces.append("[^/]*")
            index += 1
        elif pattern[index] == "?":
            pieces.append("[^/]")
            index += 1
        else:
            pieces.append(re.escape(pattern[index]))
            index += 1
    return "".join(pieces)
