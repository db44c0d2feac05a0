"""Notebooks, scripts and Markdown posts as cells of source text: load, edit, save.

The only module that knows file formats. A file is kept as the text it was read as; a change is
a replacement of characters inside it, so whatever is not edited (JSON spacing, key order,
escapes, outputs, attachments, the final newline) cannot change.

https://nbformat.readthedocs.io/en/latest/format_description.html
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from migrate import json_text
from migrate.edits import Edit, apply_edits, sort_edits
from migrate.json_text import JsonText, Value
from migrate.sources import JsonSource, PlainSource, Source, TextEdit, replaced

SUFFIXES = {".ipynb": "notebook", ".py": "script", ".md": "markdown", ".markdown": "markdown"}
SUFFIXES |= {".rmd": "markdown", ".qmd": "markdown"}


class DocumentError(Exception):
    """The text is not a document that can be migrated; the message is one sentence."""


@dataclass(frozen=True)
class Cell:
    """One cell: its place among all cells (0-based), its kind and its source.

    `kind` is `"code"`, `"markdown"` or `"raw"`; `tags` are its notebook tags.
    """

    index: int
    kind: str
    source: str
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Document:
    """A file's text and the cells in it.

    Attributes:
        kind: `"notebook"`, `"script"` or `"markdown"`.
        text: the whole file as text; `encoding` and `bom` turn it back into the bytes read.
        cells: all cells in order.
        language: the notebook's kernel language in lower case, `"python"` if it says none.
        python2: True if the kernel is a Python 2 kernel; None if the notebook names no kernel.
    """

    kind: str
    text: str
    cells: tuple[Cell, ...]
    encoding: str = "utf-8"
    language: str = "python"
    python2: bool | None = False
    _sources: tuple[Source, ...] = field(default=(), repr=False)
    _root: Value | None = field(default=None, repr=False)

    def edited(self, edits: Iterable[Edit]) -> Document:
        """The document with edits applied to its cells; `text` stays what was read.

        Raises:
            ValueError: if edits overlap.
        """
        by_cell: dict[int, list[Edit]] = {}
        for edit in edits:
            by_cell.setdefault(edit.span.cell, []).append(edit)
        if not by_cell:
            return self
        cells, sources = list(self.cells), list(self._sources)
        for index, unsorted in by_cell.items():
            cell_edits = sort_edits(unsorted)
            new = apply_edits(cells[index].source, cell_edits)
            sources[index] = sources[index].edited(cell_edits)
            cells[index] = replace(cells[index], source=new)
        return replace(self, cells=tuple(cells), _sources=tuple(sources))

    def render(self, edits: Iterable[Edit], extra: Iterable[TextEdit] = ()) -> str:
        """The file's text with edits of cells, and of the file itself, applied.

        Raises:
            ValueError: if edits overlap.
        """
        return replaced(self.text, [*self.edited(edits).changes(), *extra])

    def changes(self) -> list[TextEdit]:
        """What the edits so far change in the text that was read."""
        found = (source.change(self.text) for source in self._sources)
        return [change for change in found if change is not None]

    def encode(self, text: str) -> bytes:
        """The bytes of a text in this document's encoding; exact inverse of `decode`."""
        return text.encode(
            self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict"
        )

    def file_line(self, cell: int, offset: int) -> int:
        """The 1-based line, in the file as read, of a character of a cell that is not edited."""
        return self._first_lines[cell] + self._sources[cell].lines_before(offset)

    @cached_property
    def _first_lines(self) -> list[int]:
        """The line of the file on which each cell's source begins."""
        starts = [0, *(source.start for source in self._sources)]
        breaks = [self.text.count("\n", a, b) for a, b in pairwise(starts)]
        return [1 + count for count in accumulate(breaks)]

    def cell_start(self, cell: int) -> int:
        """Where the spelling of a cell's source begins in the file's text."""
        return self._sources[cell].start

    def cells_start(self) -> tuple[int | str | None, int]:
        """How a notebook's JSON is indented (None: on one line), and where its cell list begins.

        Raises:
            ValueError: if the document is no notebook.
        """
        lists = _cell_lists(self._root)
        if not lists:
            raise ValueError("only a notebook has a list of cells")
        match = re.match(r"\{\r?\n([ \t]+)", self.text.lstrip("\ufeff"))
        indent = match[1] if match else None
        return indent, lists[0].start + 1

    def python3_edits(self) -> list[TextEdit]:
        """Changes of a Python 2 notebook's kernelspec and language_info to Python 3."""
        if self._root is None or not self.python2:
            return []
        wanted: dict[tuple[str, ...], object] = {
            ("metadata", "kernelspec", "display_name"): "Python 3",
            ("metadata", "kernelspec", "name"): "python3",
            ("metadata", "language_info", "codemirror_mode", "version"): 3,
            ("metadata", "language_info", "nbconvert_exporter"): "python",
            ("metadata", "language_info", "pygments_lexer"): "ipython3",
            ("metadata", "language_info", "version"): "3.10.0",
        }
        edits = []
        for path, new in wanted.items():
            value = self._root.find(path)
            if value is not None and value.load() != new:
                edits.append(TextEdit(value.start, value.end, json_text.dump(new, ascii_only=True)))
        return edits

    def clear_outputs_edits(self) -> list[TextEdit]:
        """Changes that empty every output and forget every execution count."""
        edits = []
        for cell in _cell_values(self._root):
            outputs = cell.find(("outputs",))
            if outputs is not None and outputs.load() != []:
                edits.append(TextEdit(outputs.start, outputs.end, "[]"))
            for key in ("execution_count", "prompt_number"):
                count = cell.find((key,))
                if count is not None and count.load() is not None:
                    edits.append(TextEdit(count.start, count.end, "null"))
        return edits

    def outputs(self, cell: int) -> list[dict[str, Any]]:
        """The stored outputs of a cell, as parsed JSON; `[]` if the format has none."""
        if self._root is None:
            return []
        value = _cell_values(self._root)[cell].find(("outputs",))
        loaded = value.load() if value is not None else []
        return loaded if isinstance(loaded, list) else []


_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def decode(data: bytes, kind: str) -> tuple[str, str]:
    """The text of a file's bytes and the name of the encoding that turns it back.

    Notebooks and Markdown are UTF-8 (bytes that are not are kept as lone surrogates). A script
    may name its encoding; without a name cp949 (Korean) and latin-1 are tried after UTF-8.

    >>> decode("# 한글".encode("cp949"), "script")
    ('# 한글', 'cp949')
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                break
    if kind != "script":
        return data.decode("utf-8", "surrogateescape"), "utf-8"
    candidates = ["utf-8", "cp949", "latin-1"]
    for line in data.split(b"\n", 2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie is not None:
            candidates.insert(0, cookie[1].decode("ascii", "replace"))
    for encoding in candidates:
        try:
            text = data.decode(encoding)
            if text.encode(encoding) == data:
                return text, encoding
        except (UnicodeError, LookupError):
            continue
    return data.decode("utf-8", "surrogateescape"), "utf-8"


def kind_of(name: str) -> str | None:
    """The document kind of a file name, by its suffix; None for other files."""
    return SUFFIXES.get(Path(name).suffix.lower())


def parse(text: str, kind: str, encoding: str = "utf-8") -> Document:
    """A document from its text.

    Raises:
        DocumentError: if the text is not a notebook: broken JSON, no cells, nested too deep.
    """
    if kind == "notebook":
        return _parse_notebook(text, encoding)
    if kind == "markdown":
        return _parse_markdown(text, encoding)
    return _parse_script(text, encoding)


def load(path: Path) -> Document:
    """A document from a file.

    Raises:
        DocumentError: if the file is not a notebook, script or Markdown text.
        OSError: if it cannot be read.
    """
    kind = kind_of(path.name)
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        raise DocumentError("is a folder" + ("" if os.access(path, os.R_OK) else " without access"))
    if kind is None:
        raise DocumentError("is not a notebook (.ipynb), a script (.py) or Markdown (.md)")
    if not stat.S_ISREG(mode):
        raise DocumentError("is not a regular file")  # to read a pipe may take for ever
    text, encoding = decode(path.read_bytes(), kind)
    return parse(text, kind, encoding)


# The parts of a notebook that are looked into; formats 2 and 3 have worksheets.
_CELLS: json_text.Shape = {"cells": {"*": {}}}
_SHAPE: json_text.Shape = {**_CELLS, "worksheets": {"*": _CELLS}, "metadata": {}}


def _parse_notebook(text: str, encoding: str) -> Document:
    body = 1 if text.startswith("\ufeff") else 0
    try:
        root = JsonText(text).parse(body, _SHAPE)
    except RecursionError:
        raise DocumentError("is nested too deeply to be a notebook") from None
    except ValueError as error:
        raise DocumentError(f"is not valid JSON: {error}") from None
    members = root.members()
    if not members or not ({"cells", "worksheets"} & set(members)):
        raise DocumentError("is JSON, but not a notebook: it has no cells")
    ascii_only = text.isascii()
    cells: list[Cell] = []
    sources: list[Source] = []
    for index, value in enumerate(_cell_values(root)):
        cell, source = _notebook_cell(index, value, ascii_only)
        cells.append(cell)
        sources.append(source)
    metadata = _loaded(root, ("metadata",))
    language, python2 = _kernel(metadata if isinstance(metadata, dict) else {})
    return Document(
        "notebook", text, tuple(cells), encoding, language, python2, tuple(sources), root
    )


def _notebook_cell(index: int, value: Value, ascii_only: bool) -> tuple[Cell, Source]:
    members = value.members()
    kind = _loaded(value, ("cell_type",))
    spelt = members.get("source", members.get("input"))
    if spelt is None:
        return Cell(index, "raw", ""), PlainSource(value.end - 1, value.end - 1, None, "")
    try:
        place, source = JsonSource.read(spelt, ascii_only, (spelt.start, spelt.end))
    except ValueError as error:
        raise DocumentError(f"is not a notebook: cell {index + 1}: {error}") from None
    metadata = _loaded(value, ("metadata",))
    metadata = metadata if isinstance(metadata, dict) else {}
    tags = metadata.get("tags", ())
    tags = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
    language = _loaded(value, ("language",))
    if kind == "code" and isinstance(language, str) and language not in ("python", ""):
        kind = "raw"
    known = kind if kind in ("code", "markdown") else "raw"
    return Cell(index, known, source, tags, metadata), place


def _cell_values(root: Value | None) -> list[Value]:
    items = [item for listed in _cell_lists(root) for item in listed.items() or []]
    return [item for item in items if item.members()]


def _cell_lists(root: Value | None) -> list[Value]:
    """The list of cells, or the lists of all worksheets."""
    if root is None:
        return []
    lists = [root.find(("cells",))]
    worksheets = root.find(("worksheets",))
    if worksheets is not None:
        lists += [sheet.find(("cells",)) for sheet in worksheets.items() or []]
    return [value for value in lists if value is not None]


def _loaded(value: Value, path: tuple[str, ...]) -> Any:
    found = value.find(path)
    return None if found is None else found.load()


def _kernel(metadata: Mapping[str, Any]) -> tuple[str, bool | None]:
    """The language in lower case, and whether it is Python 2, None if nothing tells."""
    kernel = metadata.get("kernelspec")
    info = metadata.get("language_info")
    kernel = kernel if isinstance(kernel, dict) else {}
    info = info if isinstance(info, dict) else {}
    language = info.get("name") or kernel.get("language") or metadata.get("language")
    name = str(kernel.get("name") or "")
    if not isinstance(language, str) or not language:
        other = {"ir": "r", "r": "r"}.get(name.lower())
        if name.lower().startswith("julia"):
            other = "julia"
        language = other or "python"
    version = str(info.get("version") or "")
    shown = str(kernel.get("display_name") or "")
    if not name and not version and not shown:
        return " ".join(language.lower().split())[:40], None
    python2 = name.lower() == "python2" or version.startswith("2.") or "Python 2" in shown
    return " ".join(language.lower().split())[:40], python2 and name.lower() != "python3"


_PERCENT = re.compile(r"^#[ \t]*%%.*$", re.MULTILINE)


def _parse_script(text: str, encoding: str) -> Document:
    """A script is one cell, or the cells between `# %%` lines (the percent format)."""
    begin = 1 if text.startswith("\ufeff") else 0
    cuts = [match.start() for match in _PERCENT.finditer(text, begin)]
    bounds = [begin, *[cut for cut in cuts if cut > begin], len(text)]
    cells, sources = [], []
    for index, (start, end) in enumerate(pairwise(bounds)):
        kind = "markdown" if re.match(r"#[ \t]*%%.*\[(markdown|md)\]", text[start:end]) else "code"
        cells.append(Cell(index, kind, text[start:end]))
        sources.append(PlainSource(start, end, None, text[start:end]))
    return Document("script", text, tuple(cells), encoding, _sources=tuple(sources))


_FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>```+|~~~+)[ \t]*(?P<info>[^\r\n`]*)\r?\n"
    r"(?P<body>(?:(?!^[ \t]*(?P=fence)[ \t]*$).*\r?\n)*?)"
    r"^[ \t]*(?P=fence)`*~*[ \t]*\r?$",
    re.MULTILINE,
)
_LIQUID = re.compile(
    r"^{%-?[ \t]*highlight[ \t]+(?P<info>\w+)[^\r\n]*%}[ \t]*\r?\n(?P<body>.*?)"
    r"^{%-?[ \t]*endhighlight[ \t]*-?%}",
    re.MULTILINE | re.DOTALL,
)
_PYTHON_INFO = re.compile(
    r"^(?:\{code(?:-block)?\}\s*|\{?\.?\s*)(?:python[23]?|py[23]?|ipython[23]?)\b"
    r"|^\{code-cell\}\s*(?:$|i?python)",
    re.IGNORECASE,
)
# The options at the head of a MyST directive's body.
_OPTIONS = re.compile(r"(?:[ \t]*:[\w-]+:.*\r?\n)+|---\r?\n(?:.*\r?\n)*?---\r?\n")


def _parse_markdown(text: str, encoding: str) -> Document:
    """Python fences are code cells; the prose between them is Markdown cells."""
    cells: list[Cell] = []
    sources: list[Source] = []

    def add(kind: str, start: int, end: int, indent: str = "") -> None:
        lines = text[start:end].splitlines(True)
        source = "".join(line[len(indent) :] for line in lines)
        cells.append(Cell(len(cells), kind, source))
        sources.append(PlainSource(start, end, None, source, indent))

    position = 0
    fences = sorted([*_FENCE.finditer(text), *_LIQUID.finditer(text)], key=lambda m: m.start())
    for match in fences:
        if match.start() < position or _PYTHON_INFO.match(match["info"]) is None:
            continue
        start, end = match.span("body")
        options = _OPTIONS.match(text, start, end) if match["info"].startswith("{code") else None
        start = options.end() if options is not None else start
        indent = match.groupdict().get("indent") or ""
        if start > position:
            add("markdown", position, start)
        lines = text[start:end].splitlines(True)
        add("code", start, end, indent if all(line.startswith(indent) for line in lines) else "")
        position = end
    if position < len(text):
        add("markdown", position, len(text))
    return Document("markdown", text, tuple(cells), encoding, _sources=tuple(sources))
