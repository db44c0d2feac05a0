"""Judge what a cell printed against what it used to print; pure functions of two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from migrate.program import Lines
from migrate.verify.filters import FILTERS, Filter, set_aside
from migrate.verify.numbers import (
    NOWHERE,
    Distance,
    Number,
    agree,
    extract,
    skeleton,
    worst_distance,
)

# How far a printed number may be from the baseline's, relative to it.
RELATIVE = 1e-6


class Verdict(str, Enum):
    """How what a cell printed compares with its baseline, best first.

    `identical` same text once noise is set aside; `close` same text, numbers within tolerance;
    `similar` same text, numbers apart (what an unseeded run can give); `different`; `error` the
    cell raised; `no baseline` nothing to compare with.
    """

    IDENTICAL = "identical"
    CLOSE = "close"
    SIMILAR = "similar"
    DIFFERENT = "different"
    ERROR = "error"
    NO_BASELINE = "no baseline"

    @property
    def rank(self) -> int:
        """0 for the best verdict."""
        return list(Verdict).index(self)

    def meets(self, required: Verdict) -> bool:
        """Whether this verdict is as good as the required one, or there was nothing to judge.

        >>> Verdict.CLOSE.meets(Verdict.SIMILAR), Verdict.SIMILAR.meets(Verdict.CLOSE)
        (True, False)
        """
        return self is Verdict.NO_BASELINE or self.rank <= required.rank


@dataclass(frozen=True)
class Difference:
    """The first place that differs, in the texts with the noise set aside.

    Attributes:
        line: the line, from 1; `column` the column in it, from 1.
        expected: that line of the baseline, `None` behind its end; `found` the line printed now.
    """

    line: int
    column: int
    expected: str | None
    found: str | None


@dataclass(frozen=True)
class Comparison:
    """A verdict and its evidence.

    Attributes:
        worst: the largest distance of two numbers that stand in the same place; None where the
            texts differ, or there was nothing to compare.
        difference: the first place that differs; None for `identical` and `no baseline`.
        note: a few words on why, e.g. `the original raises NameError`.
        silent: nothing was printed, before and now: identical, but evidence of nothing.
        aside: the filters without which the texts would not be identical.
    """

    verdict: Verdict
    worst: Distance | None = None
    difference: Difference | None = None
    note: str = ""
    silent: bool = False
    aside: tuple[str, ...] = ()


def compare(
    expected: str | None,
    found: str,
    relative: float = RELATIVE,
    filters: Sequence[Filter] | None = None,
) -> Comparison:
    r"""Judge a text against its baseline (None: there is no baseline).

    Args:
        expected: what the cell used to print.
        found: what it prints now.
        relative: the tolerance of numbers for `close`, relative to the larger one.
        filters: what to set aside; None for `migrate.verify.filters.FILTERS`.

    >>> compare("step 0 loss 1.5012345\n", "step 0 loss 1.5012346\n").verdict.value
    'close'
    >>> compare("step 0 loss 1.5\n", "step 0 loss 1.7\n").verdict.value
    'similar'
    >>> compare("milk -> tree", "milk -> wind").difference.column
    9
    """
    if expected is None:
        return Comparison(Verdict.NO_BASELINE)
    old, new = set_aside(expected, filters), set_aside(found, filters)
    if old == new:
        needed = _needed(expected, found, FILTERS if filters is None else filters)
        return Comparison(Verdict.IDENTICAL, NOWHERE, silent=not new, aside=needed)
    if skeleton(old) != skeleton(new):
        return Comparison(Verdict.DIFFERENT, None, first_difference(old, new))
    pairs = list(zip(extract(old), extract(new), strict=True))
    if all(a.text == b.text for a, b in pairs):
        # Other numbers align otherwise; with the same ones, blanks are what the cell is about.
        place = first_difference(old, new)
        return Comparison(Verdict.DIFFERENT, NOWHERE, place, "only blanks differ")
    worst = worst_distance(pairs)
    apart = [(a, b) for a, b in pairs if not agree(a, b, relative)]
    verdict = Verdict.SIMILAR if apart else Verdict.CLOSE
    unequal = apart or [(a, b) for a, b in pairs if a.text != b.text]
    return Comparison(verdict, worst, _place(old, new, unequal[0]))


def _needed(expected: str, found: str, filters: Sequence[Filter]) -> tuple[str, ...]:
    """The names of the filters that make two texts the same: without them they differ."""
    if set_aside(expected, ()) == set_aside(found, ()):
        return ()
    rest = [[other for other in filters if other is not item] for item in filters]
    return tuple(
        item.name
        for item, others in zip(filters, rest, strict=True)
        if set_aside(expected, others) != set_aside(found, others)
    )


def _place(old: str, new: str, pair: tuple[Number, Number]) -> Difference:
    line, column = Lines(new).place(pair[1].offset)
    old_line, _ = Lines(old).place(pair[0].offset)
    return Difference(line, column, _line(old, old_line), _line(new, line))


def first_difference(old: str, new: str) -> Difference:
    r"""The first place where two different texts differ.

    >>> first_difference("a\nbc", "a\nbd\ne")
    Difference(line=2, column=2, expected='bc', found='bd')
    """
    offset = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    line, column = new.count("\n", 0, offset) + 1, offset - (new.rfind("\n", 0, offset) + 1) + 1
    behind = offset == min(len(old), len(new))
    longer = old if len(old) > len(new) else new
    if behind and longer[offset : offset + 1] == "\n":
        # One text ends where the other goes on with a new line: that line is the difference.
        line, column = line + 1, 1
    return Difference(line, column, _line(old, line), _line(new, line))


def _line(text: str, number: int) -> str | None:
    lines = text.split("\n") if text else []
    return lines[number - 1] if number <= len(lines) else None


def worst_of(comparisons: Sequence[Comparison]) -> Comparison:
    """The comparison with the worst verdict; what has no baseline counts only if nothing has one.

    >>> worst_of([Comparison(Verdict.NO_BASELINE), Comparison(Verdict.CLOSE)]).verdict.value
    'close'
    """
    judged = [c for c in comparisons if c.verdict is not Verdict.NO_BASELINE]
    if not judged:
        return comparisons[0] if comparisons else Comparison(Verdict.NO_BASELINE)
    return max(judged, key=lambda c: c.verdict.rank)
