"""Text that can be shown to people as it is, whatever a notebook or a file's name holds."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping


def safe(text: str) -> str:
    r"""Text that a terminal shows as it is: control, zero-width and direction marks spelt out.

    >>> safe("a\x1b[31mb\u202e")
    'a\\x1b[31mb\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character == " "
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text
    )


def safe_lines(text: str) -> str:
    r"""As `safe`, of a text of several lines.

    >>> safe_lines("a\x1b\nb")
    'a\\x1b\nb'
    """
    return "\n".join(map(safe, text.split("\n")))


def width(text: str) -> int:
    """The terminal columns of a text; a Korean syllable takes two.

    >>> width("한글 ok")
    7
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def shortened(text: str, columns: int) -> str:
    """The text, cut to a number of terminal columns with an ellipsis."""
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 1:
            break
        kept += character
    return kept + "…"


_HIDDEN = re.compile(r"[^\n\x20-\x7e]")


def _escaped(text: str, spelt: Callable[[int], str]) -> str:
    def replace(match: re.Match[str]) -> str:
        return match[0] if match[0].isprintable() else spelt(ord(match[0]))

    return text if text.isascii() and text.isprintable() else _HIDDEN.sub(replace, text)


def _json_escape(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def xml_safe(text: str) -> str:
    """XML in which every character that cannot be seen is a reference."""
    return _escaped(text, lambda code: f"&#x{code:x};")


def json_text(value: object, indent: str = "") -> str:
    """JSON in which every character that cannot be seen is escaped, in lines behind an indent."""
    text = _escaped(json.dumps(value, ensure_ascii=False, indent=2), _json_escape)
    return text.replace("\n", "\n" + indent)


def json_list(items: Iterable[object], indent: str = "") -> Iterator[str]:
    """The text of a JSON list, an item at a time, so that none has to be kept."""
    lead = "["
    for item in items:
        yield f"{lead}\n{indent}  {json_text(item, indent + '  ')}"
        lead = ","
    yield "[]" if lead == "[" else f"\n{indent}]"


def json_object(
    head: Mapping[str, object],
    name: str,
    items: Iterable[object],
    tail: Callable[[], Mapping[str, object]],
    indent: str = "",
) -> Iterator[str]:
    """The text of a JSON object with a long list in it, an item at a time.

    Args:
        head: its members before the list.
        name: the list's name.
        items: the list's items.
        tail: its members behind the list, asked for when that has ended.
        indent: what stands before each line but the first.
    """
    yield "{"
    for key, value in head.items():
        yield f"\n{indent}  {json.dumps(key)}: {json_text(value, indent + '  ')},"
    yield f"\n{indent}  {json.dumps(name)}: "
    yield from json_list(items, indent + "  ")
    for key, value in tail().items():
        yield f",\n{indent}  {json.dumps(key)}: {json_text(value, indent + '  ')}"
    yield f"\n{indent}}}"
