"""Series of losses that a cell prints, old and new in one drawing (inline SVG)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from migrate.report.page.markup import Html, joined, tag
from migrate.verify.numbers import Number, extract, skeleton

# Fewer printed steps than this are a list of numbers, not a curve.
_FEWEST = 5
# A cell that prints more, or longer lines, is drawn as far as this goes.
_MOST_LINES, _LONGEST_LINE = 20_000, 500
_LOSS = re.compile(r"loss|cost|err|손실|비용|오차|mse|entropy", re.IGNORECASE)
_WIDTH, _HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 92, 12, 12, 34
# From this ratio of the largest to the smallest on a curve is told by its magnitudes.
_MAGNITUDES = 50


@dataclass(frozen=True)
class Series:
    """What a cell printed step by step: the steps, the values, and what they are called."""

    name: str
    steps: tuple[float, ...]
    values: tuple[float, ...]


def series(text: str) -> Series | None:
    r"""The series of the lines that repeat most, or None: a number with decimals and its steps.

    The number is one called loss, cost, error; else the first of lines that count their steps.

    >>> found = series("".join(f"step {n * 10} loss {1 / (n + 1):.4f}\n" for n in range(6)))
    >>> found.name, found.steps[:3], found.values[:2]
    ('loss', (0.0, 10.0, 20.0), (1.0, 0.5))
    """
    groups: dict[tuple[str, ...], list[list[Number]]] = {}
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        numbers = extract(line) if len(line) <= _LONGEST_LINE else []
        if numbers:
            # What stands behind the last number (a decoded word, say) changes as a model learns.
            key = tuple(part.strip() for part in skeleton(line)[:-1])
            groups.setdefault(key, []).append(numbers)
    best: Series | None = None
    for key, lines in groups.items():
        found = _column(key, lines)
        if found is not None and (best is None or len(found.values) > len(best.values)):
            best = found
    return best


def _column(labels: Sequence[str], lines: Sequence[Sequence[Number]]) -> Series | None:
    if len(lines) < _FEWEST:
        return None
    places = range(len(lines[0]))
    fractions = [p for p in places if any(not line[p].whole for line in lines)]
    fractions = [p for p in fractions if all(math.isfinite(line[p].value) for line in lines)]
    if not fractions:
        return None
    steps = next((c for p in places if (c := _rising(lines, p)) is not None), None)
    loss = next((p for p in fractions if _LOSS.search(labels[p])), None)
    if steps is None and loss is None:
        return None  # the rows of a matrix
    chosen = fractions[0] if loss is None else loss
    values = tuple(line[chosen].value for line in lines)
    if len(set(values)) == 1:
        return None
    if steps is None:
        steps = tuple(float(number) for number in range(len(lines)))
    words = re.findall(r"[^\W\d]+", labels[chosen])
    return Series(words[-1] if words else "value", steps, values)


def _rising(lines: Sequence[Sequence[Number]], place: int) -> tuple[float, ...] | None:
    """The whole numbers that stand in a place of every line, if each is larger than the last."""
    if not all(line[place].whole for line in lines):
        return None
    values = tuple(line[place].value for line in lines)
    return values if all(a < b for a, b in pairwise(values)) else None


def drawing(old: Series | None, new: Series | None) -> Html:
    """Both curves over each other, with their scale; nothing if there is neither."""
    known = [one for one in (old, new) if one is not None]
    if not known:
        return Html("")
    values = [value for one in known for value in one.values]
    steps = [step for one in known for step in one.steps]
    log = min(values) > 0 and max(values) / min(values) >= _MAGNITUDES
    scale = (lambda v: math.log10(v)) if log else (lambda v: v)
    low, high = scale(min(values)), scale(max(values))
    first, last = min(steps), max(steps)
    span, run = (high - low) or 1.0, (last - first) or 1.0

    def x(step: float) -> float:
        return _LEFT + (step - first) / run * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _TOP + (high - scale(value)) / span * (_HEIGHT - _TOP - _BOTTOM)

    parts = []
    for height in (0.0, 0.5, 1.0):
        value = low + height * span
        line = y(10**value if log else value)
        parts.append(_line(_LEFT, line, _WIDTH - _RIGHT, line, "grid"))
        label = f"{10**value if log else value:.3g}"
        parts.append(_text(_LEFT - 8, line + 4, label, "end"))
    for step, anchor in ((first, "start"), ((first + last) / 2, "middle"), (last, "end")):
        parts.append(_text(x(step), _HEIGHT - 12, f"{step:.6g}", anchor))
    for one, kind in ((old, "was"), (new, "is")):
        if one is not None:
            pairs = list(zip(one.steps, one.values, strict=True))
            drawn = [*pairs[:: len(pairs) // _WIDTH + 1], pairs[-1]]
            points = " ".join(f"{x(step):.1f},{y(value):.1f}" for step, value in drawn)
            parts.append(tag("polyline", points=points, class_=f"curve {kind}"))
    name = known[-1].name
    which = "before and now" if len(known) == 2 else "before" if new is None else "now"
    title = f"{name}, {which}: {len(known[-1].values)} printed steps"
    picture = tag(
        "svg",
        tag("title", title),
        *parts,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        class_="chart",
    )
    legend = [
        tag("span", tag("span", class_=f"swatch {kind}"), label, class_="key")
        for one, kind, label in ((old, "was", "before"), (new, "is", "now"))
        if one is not None
    ]
    caption = joined([tag("b", name), " over printed steps", " (logarithmic)" if log else ""])
    caption = tag("span", caption, class_="series")
    return tag("figure", tag("figcaption", caption, tag("span", *legend, class_="legend")), picture)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    return tag("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", class_=kind)


def _text(x: float, y: float, label: str, anchor: str) -> Html:
    return tag("text", label, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)
