r"""JSON with places: which characters of the text a value is.

Values are found lazily: the walk looks into the objects and arrays that are asked for and lets
the standard library's C scanner jump over the rest, so a notebook full of outputs costs one
pass of that scanner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from json import decoder
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
# Both are part of the module but not of its type stubs.
_scan: Callable[[str, int], tuple[Any, int]] = getattr(json.JSONDecoder(strict=False), "scan_once")
_scan_string: Callable[[str, int, bool], tuple[str, int]] = getattr(decoder, "scanstring")
# One character of a string as the file spells it; a surrogate pair is one character.
_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[0-9a-fA-F]{4}|\\.|[^\\]",
    re.DOTALL,
)


@dataclass
class Value:
    """The characters `start` to `end` of a JSON text, which spell one value."""

    text: str = field(repr=False)
    start: int
    end: int
    _members: dict[str, Value] | None = field(default=None, repr=False)
    _items: list[Value] | None = field(default=None, repr=False)

    def load(self) -> Any:
        """The value itself."""
        return _scan(self.text, self.start)[0]

    def members(self) -> dict[str, Value]:
        """An object's members, the last one of a repeated name; `{}` for any other value."""
        if self._members is None:
            self._members = {}
            if self.text[self.start : self.start + 1] == "{":
                self._walk_object(self._members)
        return self._members

    def items(self) -> list[Value] | None:
        """An array's items; None for any other value."""
        if self.text[self.start : self.start + 1] != "[":
            return None
        if self._items is None:
            self._items = []
            position = _skip(self.text, self.start + 1)
            while self.text[position] != "]":
                value = _value(self.text, position)
                self._items.append(value)
                position = _skip(self.text, value.end)
                if self.text[position] == ",":
                    position = _skip(self.text, position + 1)
        return self._items

    def find(self, path: tuple[str, ...]) -> Value | None:
        """The member of a member of ..., or None."""
        value: Value | None = self
        for name in path:
            value = value.members().get(name) if value is not None else None
        return value

    def _walk_object(self, members: dict[str, Value]) -> None:
        position = _skip(self.text, self.start + 1)
        while self.text[position] != "}":
            name, position = _scan_string(self.text, position + 1, False)
            position = _skip(self.text, _skip(self.text, position) + 1)
            value = _value(self.text, position)
            members[name] = value
            position = _skip(self.text, value.end)
            if self.text[position] == ",":
                position = _skip(self.text, position + 1)


@dataclass(frozen=True)
class JsonText:
    """A JSON text, checked whole before anything in it is looked at."""

    text: str

    def parse(self, start: int = 0) -> Value:
        """The text's one value.

        Raises:
            ValueError: if the text is not JSON, with the line and column.
            RecursionError: if it is nested too deeply.
        """
        begin = _skip(self.text, start)
        try:
            _, end = _scan(self.text, begin)
        except StopIteration as stop:
            raise json.JSONDecodeError("expecting a value", self.text, stop.value) from None
        tail = _skip(self.text, end)
        if tail != len(self.text):
            raise json.JSONDecodeError("extra data", self.text, tail)
        return Value(self.text, begin, end)


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match is not None else position


def _value(text: str, start: int) -> Value:
    return Value(text, start, _scan(text, start)[1])


def pieces(text: str, start: int, end: int) -> list[str]:
    r"""The characters of the string literal at `start`, each as the file spells it.

    >>> pieces(r'"a\n\u00e9"', 0, 11)
    ['a', '\\n', '\\u00e9']
    """
    return _PIECE.findall(text, start + 1, end - 1)


def pieces_of(value: str, ascii_only: bool) -> list[str]:
    """The characters of a text, each as JSON spells it."""
    return [dump(character, ascii_only)[1:-1] for character in value]


def dump(value: object, ascii_only: bool) -> str:
    """JSON of a value; lone surrogates are always escaped, since no encoding can hold them."""
    text = json.dumps(value, ensure_ascii=ascii_only)
    if ascii_only:
        return text
    return "".join(f"\\u{ord(c):04x}" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
