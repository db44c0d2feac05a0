r"""JSON with places: which characters of the text a value is.

Only the objects and arrays that are asked for are walked; the standard library's C scanner jumps
over each value in them, once, and what it makes of the value is dropped at once. So a notebook
full of outputs costs one pass of that scanner and the memory of its largest value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from json import decoder
from typing import Any

Scan = Callable[[str, int], tuple[Any, int]]
# What to walk at once: the names of members, "*" for the items of an array.
Shape = Mapping[str, Any]

_SPACE = re.compile(r"[ \t\r\n]*")


def _integer(digits: str) -> int | str:
    """An int, or the digits themselves where Python refuses to convert that many."""
    try:
        return int(digits)
    except ValueError:
        return digits


# Both are part of the module but not of its type stubs.
_scan_fast: Scan = getattr(json.JSONDecoder(strict=False), "scan_once")
_scan_patient: Scan = getattr(json.JSONDecoder(strict=False, parse_int=_integer), "scan_once")
_scan_string: Callable[[str, int, bool], tuple[str, int]] = getattr(decoder, "scanstring")
# One character of a string as the file spells it; a surrogate pair is one character.
_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[0-9a-fA-F]{4}|\\.|[^\\]",
    re.DOTALL,
)


def _scan(text: str, start: int) -> tuple[Any, int]:
    try:
        return _scan_fast(text, start)
    except StopIteration as stop:
        raise json.JSONDecodeError("expecting a value", text, stop.value) from None
    except json.JSONDecodeError:
        raise
    except ValueError:
        return _scan_patient(text, start)  # an int of more digits than Python converts


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
            is_object = self.text.startswith("{", self.start)
            self._members = _object(self.text, self.start, {})[0] if is_object else {}
        return self._members

    def items(self) -> list[Value] | None:
        """An array's items; None for any other value."""
        if self._items is None and self.text.startswith("[", self.start):
            self._items = _array(self.text, self.start, {})[0]
        return self._items

    def find(self, path: tuple[str, ...]) -> Value | None:
        """The member of a member of ..., or None."""
        value: Value | None = self
        for name in path:
            value = value.members().get(name) if value is not None else None
        return value


@dataclass(frozen=True)
class JsonText:
    """A JSON text, checked whole before anything in it is looked at."""

    text: str

    def parse(self, start: int = 0, shape: Shape | None = None) -> Value:
        """The text's one value.

        Args:
            start: where to begin reading.
            shape: the parts that will be asked for, so that they are walked in the same pass.

        Raises:
            ValueError: if the text is not JSON, with the line and column.
            RecursionError: if it is nested too deeply.
        """
        value = _value(self.text, _skip(self.text, start), shape)
        tail = _skip(self.text, value.end)
        if tail != len(self.text):
            raise json.JSONDecodeError("extra data", self.text, tail)
        return value


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match is not None else position


def _value(text: str, start: int, shape: Shape | None) -> Value:
    if shape is not None and text.startswith("{", start):
        members, end = _object(text, start, shape)
        return Value(text, start, end, _members=members)
    if shape is not None and text.startswith("[", start):
        items, end = _array(text, start, shape)
        return Value(text, start, end, _items=items)
    return Value(text, start, _scan(text, start)[1])


def _object(text: str, start: int, shape: Shape) -> tuple[dict[str, Value], int]:
    """The members of the object at `start`, and where it ends."""
    members: dict[str, Value] = {}
    position = _skip(text, start + 1)
    if text.startswith("}", position):
        return members, position + 1
    while True:
        if not text.startswith('"', position):
            raise json.JSONDecodeError("expecting a name in double quotes", text, position)
        name, position = _scan_string(text, position + 1, False)
        position = _skip(text, position)
        if not text.startswith(":", position):
            raise json.JSONDecodeError("expecting ':'", text, position)
        value = _value(text, _skip(text, position + 1), shape.get(name))
        members[name] = value
        position, ends = _after(text, value.end, "}")
        if ends:
            return members, position


def _array(text: str, start: int, shape: Shape) -> tuple[list[Value], int]:
    """The items of the array at `start`, and where it ends."""
    items: list[Value] = []
    position = _skip(text, start + 1)
    if text.startswith("]", position):
        return items, position + 1
    inner = shape.get("*")
    while True:
        value = _value(text, position, inner)
        items.append(value)
        position, ends = _after(text, value.end, "]")
        if ends:
            return items, position


def _after(text: str, end: int, closing: str) -> tuple[int, bool]:
    """Where to go on behind a value, and whether its object or array ends there."""
    position = _skip(text, end)
    if text.startswith(",", position):
        return _skip(text, position + 1), False
    if text.startswith(closing, position):
        return position + 1, True
    raise json.JSONDecodeError(f"expecting ',' or '{closing}'", text, position)


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
