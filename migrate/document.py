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
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from migrate import json_text
from migrate.edits import Edit, sort_edits
from migrate.json_text import JsonText, Value

SUFFIXES = {".ipynb": "notebook", ".py": "script", ".md": "markdown", ".markdown": "markdown"}
SUFFIXES |= {".rmd": "markdown"}


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
class TextEdit:
    """Replace the characters `start` to `end` of the file's text."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True)
class Document:
    """A file's text and the cells in it.

    Attributes:
        kind: `"notebook"`, `"script"` or `"markdown"`.
        text: the whole file as text; `encoding` and `bom` turn it back into the bytes read.
        cells: all cells in order.
        language: the notebook's kernel language in lower case, `"python"` if it says none.
        python2: True if the kernel is a Python 2 kernel.
    """

    kind: str
    text: str
    cells: tuple[Cell, ...]
    encoding: str = "utf-8"
    language: str = "python"
    python2: bool = False
    _sources: tuple[_Source, ...] = ()
    _root: Value | None = None

    def render(self, edits: Iterable[Edit], extra: Iterable[TextEdit] = ()) -> str:
        """The file's text with edits of cells, and of the file itself, applied.

        Raises:
            ValueError: if edits overlap.
        """
        by_cell: dict[int, list[Edit]] = {}
        for edit in edits:
            by_cell.setdefault(edit.span.cell, []).append(edit)
        changes = list(extra)
        for cell, cell_edits in by_cell.items():
            changes += self._sources[cell].place(self.text, sort_edits(cell_edits))
        return _replace(self.text, changes)

    def encode(self, text: str) -> bytes:
        """The bytes of a text in this document's encoding; exact inverse of `decode`."""
        return text.encode(
            self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict"
        )

    def file_line(self, cell: int, offset: int) -> int:
        """The 1-based line of the file on which a character of a cell's source stands."""
        return self.text.count("\n", 0, self.file_offset(cell, offset)) + 1

    def file_offset(self, cell: int, offset: int) -> int:
        """Where a character of a cell's source stands in the file's text."""
        return self._sources[cell].file_offset(offset)

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


class _Source:
    """Where the characters of one cell's source stand in the file."""

    def file_offset(self, offset: int) -> int:
        raise NotImplementedError

    def place(self, text: str, edits: Sequence[Edit]) -> list[TextEdit]:
        raise NotImplementedError


@dataclass(frozen=True)
class _Plain(_Source):
    """Source that stands in the file as it is, from `start` on, each line after `indent`."""

    start: int
    source: str
    indent: str = ""

    def file_offset(self, offset: int) -> int:
        if not self.indent:
            return self.start + offset
        return self.start + offset + len(self.indent) * (self.source.count("\n", 0, offset) + 1)

    def place(self, text: str, edits: Sequence[Edit]) -> list[TextEdit]:
        return [
            TextEdit(
                self.file_offset(edit.span.start),
                self.file_offset(edit.span.end),
                edit.replacement.replace("\n", "\n" + self.indent),
            )
            for edit in edits
        ]


@dataclass(frozen=True)
class _JsonStrings(_Source):
    """Source that stands in the file as one JSON string, or as a list of them, one a line."""

    strings: tuple[Value, ...]
    lengths: tuple[int, ...]
    is_list: bool
    container: Value
    ascii_only: bool

    def place(self, text: str, edits: Sequence[Edit]) -> list[TextEdit]:
        if not self.strings:
            new = "".join(edit.replacement for edit in edits)
            listed = [json_text.dump(line, self.ascii_only) for line in new.splitlines(True)]
            value = "[" + ", ".join(listed) + "]" if self.is_list else json_text.dump(new, True)
            return [TextEdit(self.container.start, self.container.end, value)]
        changes: list[TextEdit] = []
        group: list[Edit] = []
        last = -1
        for edit in edits:
            first, stop = self._item(edit.span.start), self._item_of_end(edit)
            if group and first > last:
                changes.append(self._rewrite(text, group))
                group = []
            group.append(edit)
            last = max(last, stop)
        if group:
            changes.append(self._rewrite(text, group))
        return changes

    def file_offset(self, offset: int) -> int:
        return self.strings[self._item(offset)].start if self.strings else self.container.start

    def _starts(self) -> list[int]:
        starts = [0]
        for length in self.lengths[:-1]:
            starts.append(starts[-1] + length)
        return starts

    def _item(self, offset: int) -> int:
        """The string that holds the character at `offset` (the last one for the end)."""
        position = 0
        for index, length in enumerate(self.lengths):
            if offset < position + length:
                return index
            position += length
        return len(self.lengths) - 1

    def _item_of_end(self, edit: Edit) -> int:
        if edit.span.end == edit.span.start:
            return self._item(edit.span.start)
        first, last = self._item(edit.span.start), self._item(edit.span.end - 1)
        ends_line = edit.span.end == self._starts()[last] + self.lengths[last]
        if ends_line and not edit.replacement.endswith("\n") and last + 1 < len(self.strings):
            return last + 1  # the line break went: the next line joins this one
        return max(first, last)

    def _rewrite(self, text: str, edits: Sequence[Edit]) -> TextEdit:
        first = self._item(edits[0].span.start)
        last = max(self._item_of_end(edit) for edit in edits)
        base = self._starts()[first]
        pieces: list[str] = []
        for index in range(first, last + 1):
            value = self.strings[index]
            pieces += json_text.pieces(text, value.start, value.end)
        new: list[str] = []
        position = 0
        for edit in edits:
            start, end = edit.span.start - base, edit.span.end - base
            if start < position:
                raise ValueError(f"edit {edit} overlaps another")
            new += pieces[position:start]
            new += json_text.pieces_of(edit.replacement, self.ascii_only)
            position = end
        new += pieces[position:]
        begin, stop = self.strings[first].start, self.strings[last].end
        if not self.is_list:
            return TextEdit(begin, stop, '"' + "".join(new) + '"')
        lines = _split_pieces(new)
        if last == len(self.strings) - 1 and lines and lines[-1] == "":
            lines.pop()
        if not lines:
            return self._remove(first, last)
        return TextEdit(begin, stop, self._separator(text).join(f'"{line}"' for line in lines))

    def _remove(self, first: int, last: int) -> TextEdit:
        if last + 1 < len(self.strings):
            return TextEdit(self.strings[first].start, self.strings[last + 1].start, "")
        if first > 0:
            return TextEdit(self.strings[first - 1].end, self.strings[last].end, "")
        return TextEdit(self.container.start, self.container.end, "[]")

    def _separator(self, text: str) -> str:
        if len(self.strings) > 1:
            return text[self.strings[0].end : self.strings[1].start]
        lead = text[self.container.start + 1 : self.strings[0].start]
        return "," + lead if lead else ", "


def _split_pieces(pieces: Sequence[str]) -> list[str]:
    lines = [""]
    for piece in pieces:
        lines[-1] += piece
        if piece in ("\\n", "\\u000a", "\\u000A"):
            lines.append("")
    if len(lines) > 1 and lines[-1] == "":
        lines.pop()
    return [line for line in lines if line] if lines != [""] else []


def _replace(text: str, edits: Iterable[TextEdit]) -> str:
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position:
            raise ValueError("edits of the file overlap")
        pieces += [text[position : edit.start], edit.replacement]
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


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
    if kind is None:
        raise DocumentError("is not a notebook (.ipynb), a script (.py) or Markdown (.md)")
    text, encoding = decode(path.read_bytes(), kind)
    return parse(text, kind, encoding)


def _parse_notebook(text: str, encoding: str) -> Document:
    body = 1 if text.startswith("\ufeff") else 0
    try:
        root = JsonText(text).parse(body)
    except RecursionError:
        raise DocumentError("is nested too deeply to be a notebook") from None
    except ValueError as error:
        raise DocumentError(f"is not valid JSON: {error}") from None
    members = root.members()
    if not members or not ({"cells", "worksheets"} & set(members)):
        raise DocumentError("is JSON, but not a notebook: it has no cells")
    ascii_only = text.isascii()
    cells: list[Cell] = []
    sources: list[_Source] = []
    for index, value in enumerate(_cell_values(root)):
        cell, source = _notebook_cell(index, value, ascii_only)
        cells.append(cell)
        sources.append(source)
    metadata = _loaded(root, ("metadata",))
    language, python2 = _kernel(metadata if isinstance(metadata, dict) else {})
    return Document(
        "notebook", text, tuple(cells), encoding, language, python2, tuple(sources), root
    )


def _notebook_cell(index: int, value: Value, ascii_only: bool) -> tuple[Cell, _JsonStrings]:
    members = value.members()
    kind = _loaded(value, ("cell_type",))
    container = members.get("source", members.get("input"))
    if container is None:
        empty = Value(value.text, value.end - 1, value.end - 1)
        return Cell(index, "raw", ""), _JsonStrings((), (), True, empty, ascii_only)
    items = container.items()
    strings = tuple(items) if items is not None else (container,)
    texts = [item.load() for item in strings]
    if not all(isinstance(item, str) for item in texts):
        raise DocumentError(f"is not a notebook: the source of cell {index + 1} is not text")
    if items is None and texts == [""]:
        strings, texts = (), []
    source = "".join(texts)
    metadata = _loaded(value, ("metadata",))
    metadata = metadata if isinstance(metadata, dict) else {}
    tags = metadata.get("tags", ())
    tags = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
    language = _loaded(value, ("language",))
    if kind == "code" and isinstance(language, str) and language not in ("python", ""):
        kind = "raw"
    known = kind if kind in ("code", "markdown") else "raw"
    lengths = tuple(len(item) for item in texts)
    place = _JsonStrings(strings, lengths, items is not None, container, ascii_only)
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


def _kernel(metadata: Mapping[str, Any]) -> tuple[str, bool]:
    """The language in lower case, and whether it is Python 2."""
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
        sources.append(_Plain(start, text[start:end]))
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
_PYTHON_INFO = re.compile(r"^\{?\.?\s*(python[23]?|py[23]?|ipython[23]?)\b", re.IGNORECASE)


def _parse_markdown(text: str, encoding: str) -> Document:
    """Python fences are code cells; the prose between them is Markdown cells."""
    cells: list[Cell] = []
    sources: list[_Source] = []

    def add(kind: str, start: int, source: str, indent: str = "") -> None:
        cells.append(Cell(len(cells), kind, source))
        sources.append(_Plain(start, source, indent))

    position = 0
    fences = sorted([*_FENCE.finditer(text), *_LIQUID.finditer(text)], key=lambda m: m.start())
    for match in fences:
        if match.start() < position or _PYTHON_INFO.match(match["info"]) is None:
            continue
        start, end = match.span("body")
        body = match["body"]
        indent = match.groupdict().get("indent") or ""
        if start > position:
            add("markdown", position, text[position:start])
        lines = body.splitlines(True)
        if indent and all(line.startswith(indent) for line in lines):
            add("code", start, "".join(line[len(indent) :] for line in lines), indent)
        else:
            add("code", start, body)
        position = end
    if position < len(text):
        add("markdown", position, text[position:])
    return Document("markdown", text, tuple(cells), encoding, _sources=tuple(sources))


def save(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, with the permission bits of the file it replaces.

    The bytes go to a temporary file in the same folder, which then takes the target's name.

    Raises:
        OSError: if the folder cannot be written; the target is then as it was.
    """
    path = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
