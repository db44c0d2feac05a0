"""What a cell printed before and prints now, with the numbers that differ marked."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from migrate.report.page.curves import drawing, series
from migrate.report.page.differences import Row, marked_words, rows
from migrate.report.page.markup import Html, columns, joined, tag
from migrate.report.page.side_by_side import table
from migrate.verify.baseline import CellOutput
from migrate.verify.compare import RELATIVE, Verdict
from migrate.verify.filters import named
from migrate.verify.notebook import CellVerdict
from migrate.verify.numbers import agree, distance, extract, skeleton

# What a terminal would not show any more, and what is no result of the cell, is not shown.
_SET_ASIDE = named(["colours", "carriage-returns", "warnings", "log-lines"])
_MOST_LINES = 400
_MOST_NUMBERS = 1000
_IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_MOST_PICTURE = 8_000_000


def marked_numbers(old: str | None, new: str | None) -> tuple[Html, Html]:
    """Two lines whose numbers differ: marked softly if they agree within the tolerance.

    Lines that differ in more than numbers have their changed words marked.

    >>> print(marked_numbers("loss 0.5 of 9", "loss 0.7 of 9")[1])
    loss <mark class="far" title="rel 2.9e-01">0.7</mark> of 9
    """
    if (
        old is None
        or new is None
        or _words(old) != _words(new)
        or len(extract(old)) > _MOST_NUMBERS
    ):
        return marked_words(old, new)
    sides: tuple[list[Html], list[Html]] = ([], [])
    ends = [0, 0]
    for pair in zip(extract(old), extract(new), strict=True):
        for side, (line, number) in enumerate(zip((old, new), pair, strict=True)):
            shown = columns(number.text)
            if pair[0].text != pair[1].text:
                kind = "near" if agree(*pair, RELATIVE) else "far"
                title = f"rel {distance(*pair).relative:.1e}"
                shown = tag("mark", shown, class_=kind, title=title)
            sides[side].extend((columns(line[ends[side] : number.offset]), shown))
            ends[side] = number.offset + len(number.text)
    return (
        joined([*sides[0], columns(old[ends[0] :])]),
        joined([*sides[1], columns(new[ends[1] :])]),
    )


def _words(line: str) -> list[str]:
    """What stands around the numbers; blanks that align them in an array do not count."""
    return [part.strip() for part in skeleton(line)]


def _unmarked(old: str | None, new: str | None) -> tuple[Html, Html]:
    return columns(old or ""), columns(new or "")


def outputs(row: CellVerdict) -> Html:
    """The outputs of a cell: its curves, both texts in rows, its pictures.

    Nothing is marked in texts that were found identical: what differs in them is noise.
    """
    before, after = row.before, row.after
    marker = _unmarked if row.verdict is Verdict.IDENTICAL else marked_numbers
    old, new = (_lines(one) for one in (before, after))
    parts: list[Html] = []
    curve = drawing(*(series("\n".join(lines)) for lines in (old, new)))
    if curve:
        parts.append(curve)
    if old or new:
        found = rows(old[:_MOST_LINES], new[:_MOST_LINES], marker)
        parts.append(_titled(found, before, after))
        more = max(len(old), len(new)) - _MOST_LINES
        if more > 0:
            parts.append(tag("p", f"{more} more lines are not shown.", class_="note"))
    for title, one in (("before", before), ("now", after)):
        if one is not None and one.error is not None:
            parts.append(tag("p", f"It raised {title}: ", tag("code", one.error), class_="note"))
    pictures = [
        tag("figure", tag("figcaption", title), *(picture(p) for p in one.pictures))
        for title, one in (("Picture before", before), ("Picture now", after))
        if one is not None and one.pictures
    ]
    if pictures:
        parts.append(tag("div", *pictures, class_="pictures"))
    return joined(parts)


def _titled(found: Sequence[Row], before: CellOutput | None, after: CellOutput | None) -> Html:
    left = "printed before" if before is not None else "no baseline"
    right = "prints now" if after is not None else "was not run"
    return table(found, left, right, numbered=False)


def _lines(output: CellOutput | None) -> list[str]:
    if output is None:
        return []
    text = output.text
    for item in _SET_ASIDE:
        text = item(text)
    text = text.strip("\n")
    return text.split("\n") if text else []


def picture(data: str) -> Html:
    """An image of a PNG or JPEG file in base64; a sentence in place of anything else."""
    if len(data) > _MOST_PICTURE:
        return tag("p", "A picture too large to be shown here.", class_="note")
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except (ValueError, binascii.Error):
        content = b""
    for kind, head in _IMAGES.items():
        if content.startswith(head):
            clean = base64.b64encode(content).decode("ascii")
            return tag("img", src=f"data:{kind};base64,{clean}", alt="picture that a cell showed")
    return tag("p", "A picture that is neither PNG nor JPEG is not shown.", class_="note")
