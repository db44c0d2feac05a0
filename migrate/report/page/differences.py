"""Two texts side by side: which lines belong together, and which words of them changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from migrate.report.page.markup import Html, columns, joined, tag

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# From this similarity on a line is the other one changed, not another one.
_ALIKE = 0.4
# Comparing is quadratic: larger blocks are paired in order, longer and further lines compared from
# their ends, and of still longer texts and lines only the beginning is shown.
_PAIRED_BLOCK = 900
_MANY_WORDS = 120
_MOST_CLOSELY = 500
_LONGEST_LINE = 4000
MOST_LINES = 2000

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
    if old is None or new is None:
        return tag("del", columns(old or "")), tag("ins", columns(new or ""))
    one, other = _WORD.findall(old), _WORD.findall(new)
    if max(len(one), len(other)) > _MANY_WORDS:
        return _marked_middle(old, new)
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


def _marked_middle(old: str, new: str) -> tuple[Html, Html]:
    """Two lines with all between their equal beginnings and ends marked."""
    begin = _equal_start(old, new)
    end = _equal_start(old[begin:][::-1], new[begin:][::-1])
    left, right = old[begin : len(old) - end], new[begin : len(new) - end]
    head, tail = columns(old[:begin]), columns(old[len(old) - end :])
    return joined([head, tag("del", columns(left)), tail]), joined(
        [head, tag("ins", columns(right)), tail]
    )


def _equal_start(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _cut(line: str) -> str:
    if len(line) <= _LONGEST_LINE:
        return line
    return f"{line[:_LONGEST_LINE]}… ({len(line) - _LONGEST_LINE} more characters)"


def rows(old: Sequence[str], new: Sequence[str], marker: Marker = marked_words) -> list[Row]:
    """The lines of two texts, `MOST_LINES` at most, those that belong together in one row.

    Args:
        old: the lines before; `new` the lines after.
        marker: how lines that are not equal are marked.
    """
    old, new = old[:MOST_LINES], new[:MOST_LINES]
    closely = _MOST_CLOSELY
    found: list[Row] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            for step in range(j - i):
                line = columns(_cut(old[i + step]))
                found.append(Row(i + step + 1, k + step + 1, line, line, True))
            continue
        for a, b in _pairs(old[i:j], new[k:m]):
            left = None if a is None else _cut(old[i + a])
            right = None if b is None else _cut(new[k + b])
            equal = a is not None and b is not None and old[i + a] == new[k + b]
            if equal:
                marks = columns(left or ""), columns(right or "")
            elif left is not None and right is not None and closely <= 0:
                marks = _marked_middle(left, right)
            else:
                marks, closely = marker(left, right), closely - 1
            found.append(
                Row(
                    None if a is None else i + a + 1,
                    None if b is None else k + b + 1,
                    None if a is None else marks[0],
                    None if b is None else marks[1],
                    equal,
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
    """The share of words that two lines have in common, wherever they stand."""
    one, other = (Counter(re.findall(r"\w+|[^\w\s]", line[:500])) for line in (old, new))
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0
