"""Two texts side by side: which lines belong together, and which words of them changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from migrate.report.page.markup import Html, columns, joined, tag

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# From this similarity on a line is the other one changed, not another one.
_ALIKE = 0.4
_PAIRED_BLOCK = 900
_LONG_LINE = 2000

# Makes HTML of two lines that belong together and differ, or of one that has no other (None).
Marker = Callable[[str | None, str | None], tuple[Html, Html]]


@dataclass(frozen=True)
class Row:
    """One line of each side; None where a side has none.

    Attributes:
        old: the number of the old line, from 1; `new` that of the new one.
        left: the old line as HTML; `right` the new one.
        equal: whether the lines are the same text.
    """

    old: int | None
    new: int | None
    left: Html | None
    right: Html | None
    equal: bool


def marked_words(old: str | None, new: str | None) -> tuple[Html, Html]:
    """Two lines with the words that differ in `del` and `ins`.

    >>> marked_words("a = tf.log(x)", "a = tf.math.log(x)")[1]
    'a = tf.<ins>math.</ins>log(x)'
    """
    if old is None or new is None or max(len(old), len(new)) > _LONG_LINE:
        old, new = old or "", new or ""
        return tag("del", columns(old)), tag("ins", columns(new))
    one, other = _WORD.findall(old), _WORD.findall(new)
    left: list[Html] = []
    right: list[Html] = []
    for kind, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        before, after = columns("".join(one[i:j])), columns("".join(other[k:m]))
        if kind != "equal":
            before = tag("del", before) if before else before
            after = tag("ins", after) if after else after
        left.append(before)
        right.append(after)
    return joined(left), joined(right)


def rows(old: Sequence[str], new: Sequence[str], marker: Marker = marked_words) -> list[Row]:
    """The lines of two texts, those that belong together in one row.

    Args:
        old: the lines before; `new` the lines after.
        marker: how lines that are not equal are marked.
    """
    found: list[Row] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            for step in range(j - i):
                line = columns(old[i + step])
                found.append(Row(i + step + 1, k + step + 1, line, line, True))
            continue
        for a, b in _pairs(old[i:j], new[k:m]):
            left = None if a is None else old[i + a]
            right = None if b is None else new[k + b]
            marks = marker(left, right)
            found.append(
                Row(
                    None if a is None else i + a + 1,
                    None if b is None else k + b + 1,
                    None if a is None else marks[0],
                    None if b is None else marks[1],
                    False,
                )
            )
    return found


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which lines of two changed blocks belong together, in order, by how alike they are."""
    if len(old) * len(new) > _PAIRED_BLOCK:
        return _in_order(len(old), len(new))
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_similarity(a, b) for b in new] for a in old]
    for a in range(len(old) - 1, -1, -1):
        for b in range(len(new) - 1, -1, -1):
            together = alike[a][b] + best[a + 1][b + 1] if alike[a][b] >= _ALIKE else 0.0
            best[a][b] = max(together, best[a + 1][b], best[a][b + 1])
    found: list[tuple[int | None, int | None]] = []
    a = b = 0
    while a < len(old) and b < len(new):
        if alike[a][b] >= _ALIKE and best[a][b] == alike[a][b] + best[a + 1][b + 1]:
            found.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            found.append((a, None))
            a += 1
        else:
            found.append((None, b))
            b += 1
    found += [(n, None) for n in range(a, len(old))]
    return found + [(None, n) for n in range(b, len(new))]


def _in_order(old: int, new: int) -> list[tuple[int | None, int | None]]:
    return [(n if n < old else None, n if n < new else None) for n in range(max(old, new))]


def _similarity(old: str, new: str) -> float:
    one, other = _WORD.findall(old.strip()[:200]), _WORD.findall(new.strip()[:200])
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
