"""HTML out of plain text: what is not built by `tag` is escaped, whatever it holds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable


class Html(str):
    """Text that is HTML already; any other `str` is escaped where it is put in."""

    __slots__ = ()


_VOID = frozenset(("img", "input", "meta", "wbr"))


def tag(name: str, /, *children: str, **attributes: str | bool) -> Html:
    """An element; an attribute `class_` is `class`, `data_x` is `data-x`, and True has no value.

    >>> tag("p", "a < b", tag("b", "&"), class_="note")
    '<p class="note">a &lt; b<b>&amp;</b></p>'
    """
    parts = [name]
    for key, value in attributes.items():
        label = key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(label)
        elif value is not False:
            parts.append(f'{label}="{html.escape(plain(str(value)))}"')
    start = f"<{' '.join(parts)}>"
    return Html(start if name in _VOID else f"{start}{joined(children)}</{name}>")


def joined(children: Iterable[str], between: str = "") -> Html:
    """Pieces one behind the other, those that are plain text escaped."""
    return Html(
        between.join(c if isinstance(c, Html) else html.escape(plain(c), False) for c in children)
    )


# Characters that are nothing to see, or that turn what stands around them: shown by their names.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
    "|[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3"
    "\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6][\u1160-\u11ff\u0300-\u036f]*"
)


def plain(text: str) -> str:
    r"""Text without characters that hide or that HTML cannot hold: they are spelt out.

    >>> plain("a\x00b\u202e")
    'a\\x00b\\u202e'
    """
    return _HIDDEN.sub(lambda m: m.group().encode("unicode_escape", "backslashreplace").decode(),
                       text)  # fmt: skip


def columns(text: str) -> Html:
    """Text of a fixed-width font in which a wide character takes two columns in any font.

    >>> columns("한글 <b>")
    '<i>한</i><i>글</i> &lt;b&gt;'
    """
    return Html(_WIDE.sub(r"<i>\g<0></i>", html.escape(plain(text), False)))
