"""Where the characters of a cell's source stand in its file, and what an edit makes of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from migrate import json_text
from migrate.edits import Edit, apply_edits
from migrate.json_text import JsonText, Value


@dataclass(frozen=True)
class TextEdit:
    """Replace the characters `start` to `end` of the file's text."""

    start: int
    end: int
    replacement: str


def replaced(text: str, changes: Sequence[TextEdit]) -> str:
    """A text with changes applied.

    Raises:
        ValueError: if changes overlap.
    """
    return "".join(pieces(text, changes)) if changes else text


def pieces(text: str, changes: Iterable[TextEdit]) -> Iterator[str]:
    """A text with changes applied, piece by piece.

    Raises:
        ValueError: if changes overlap.
    """
    position = 0
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        if change.start < position:
            raise ValueError(f"change of the characters {change.start} to {change.end} overlaps")
        yield from (text[position : change.start], change.replacement)
        position = change.end
    yield text[position:]


@dataclass(frozen=True)
class Source:
    """One cell's source as its file spells it.

    Attributes:
        start: where the spelling begins in the file as it was read; `end` where it ends.
        literal: the spelling after edits; None while it is the file's own.
    """

    start: int
    end: int
    literal: str | None

    def change(self, text: str) -> TextEdit | None:
        """What edits changed in the text of the file, if anything."""
        if self.literal is None or self.literal == text[self.start : self.end]:
            return None
        return TextEdit(self.start, self.end, self.literal)

    def edited(self, edits: Sequence[Edit]) -> Source:
        """The source with edits applied, at the same place of the file."""
        raise NotImplementedError

    def lines_before(self, offset: int) -> int:
        """How many line breaks of the file stand between `start` and a character."""
        raise NotImplementedError


@dataclass(frozen=True)
class PlainSource(Source):
    """Source that stands in the file as it is, each line behind `indent`."""

    source: str
    indent: str = ""

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.end() for match in re.finditer("\n", self.source)]

    def lines_before(self, offset: int) -> int:
        """See `Source`."""
        return bisect_right(self._breaks, offset)

    def edited(self, edits: Sequence[Edit]) -> PlainSource:
        """See `Source`."""
        new = apply_edits(self.source, edits)
        literal = "".join(self.indent + line for line in new.splitlines(True))
        return PlainSource(self.start, self.end, literal, new, self.indent)


@dataclass(frozen=True)
class JsonSource(Source):
    """Source that stands in the file as one JSON string, or as a list of them, one a line.

    `value` is the string or list, in the text of the file or, after an edit, in `literal`.
    """

    value: Value
    ascii_only: bool
    strings: tuple[Value, ...]
    lengths: tuple[int, ...]
    is_list: bool

    @classmethod
    def read(
        cls, value: Value, ascii_only: bool, home: tuple[int, int], literal: str | None = None
    ) -> tuple[JsonSource, str]:
        """The source that a JSON value spells, and its text.

        Raises:
            ValueError: if the value is neither a string nor a list of strings.
        """
        items = value.items()
        strings = tuple(items) if items is not None else (value,)
        texts = [item.load() for item in strings]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("the source is not text")
        if items is None and texts == [""]:
            strings, texts = (), []
        lengths = tuple(map(len, texts))
        found = cls(*home, literal, value, ascii_only, strings, lengths, items is not None)
        return found, "".join(texts)

    @cached_property
    def _ends(self) -> list[int]:
        """Where each string ends, in characters of the source."""
        return list(accumulate(self.lengths))

    @cached_property
    def _breaks(self) -> list[int]:
        """The line breaks of the file before each string."""
        text = self.value.text
        places = [self.value.start, *(string.start for string in self.strings)]
        between = [text.count("\n", a, b) for a, b in pairwise(places)]
        return list(accumulate(between))

    def lines_before(self, offset: int) -> int:
        """See `Source`."""
        return self._breaks[self._item(offset)] if self.strings else 0

    def edited(self, edits: Sequence[Edit]) -> JsonSource:
        """See `Source`."""
        start, end = self.value.start, self.value.end
        own = [TextEdit(c.start - start, c.end - start, c.replacement) for c in self._place(edits)]
        literal = replaced(self.value.text[start:end], own)
        value = JsonText(literal).parse(0, {})
        return self.read(value, self.ascii_only, (self.start, self.end), literal)[0]

    def _place(self, edits: Sequence[Edit]) -> list[TextEdit]:
        if not self.strings:
            new = "".join(edit.replacement for edit in edits)
            listed = [json_text.dump(line, self.ascii_only) for line in new.splitlines(True)]
            value = "[" + ", ".join(listed) + "]" if self.is_list else json_text.dump(new, True)
            return [TextEdit(self.value.start, self.value.end, value)]
        changes: list[TextEdit] = []
        group: list[Edit] = []
        last = -1
        for edit in edits:
            first, stop = self._item(edit.span.start), self._item_of_end(edit)
            if group and first > last:
                changes.append(self._rewrite(group, last))
                group = []
            group.append(edit)
            last = max(last, stop)
        if group:
            changes.append(self._rewrite(group, last))
        return changes

    def _item(self, offset: int) -> int:
        """The string that holds the character at `offset` (the last one for the end)."""
        return min(bisect_right(self._ends, offset), len(self.lengths) - 1)

    def _item_of_end(self, edit: Edit) -> int:
        if edit.span.end == edit.span.start:
            return self._item(edit.span.start)
        first, last = self._item(edit.span.start), self._item(edit.span.end - 1)
        ends_line = edit.span.end == self._ends[last]
        if ends_line and not edit.replacement.endswith("\n") and last + 1 < len(self.strings):
            return last + 1  # the line break went: the next line joins this one
        return max(first, last)

    def _rewrite(self, edits: Sequence[Edit], last: int) -> TextEdit:
        """The change that spells anew the strings from the first edit's to the one at `last`."""
        text = self.value.text
        first = self._item(edits[0].span.start)
        base = self._ends[first] - self.lengths[first]
        pieces: list[str] = []
        for value in self.strings[first : last + 1]:
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
        return TextEdit(begin, stop, self._separator().join(f'"{line}"' for line in lines))

    def _remove(self, first: int, last: int) -> TextEdit:
        if last + 1 < len(self.strings):
            return TextEdit(self.strings[first].start, self.strings[last + 1].start, "")
        if first > 0:
            return TextEdit(self.strings[first - 1].end, self.strings[last].end, "")
        return TextEdit(self.value.start, self.value.end, "[]")

    def _separator(self) -> str:
        text = self.value.text
        if len(self.strings) > 1:
            return text[self.strings[0].end : self.strings[1].start]
        lead = text[self.value.start + 1 : self.strings[0].start]
        return "," + lead if lead else ", "


def _split_pieces(pieces: Sequence[str]) -> list[str]:
    """The lines that characters make, each with its line break."""
    lines: list[str] = []
    begin = 0
    for end, piece in enumerate(pieces, 1):
        if piece in ("\\n", "\\u000a", "\\u000A"):
            lines.append("".join(pieces[begin:end]))
            begin = end
    if begin < len(pieces):
        lines.append("".join(pieces[begin:]))
    return lines
