"""The cells of a notebook: source before and after, why, and what they print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from migrate.api import Located
from migrate.report.page.differences import MOST_LINES, rows
from migrate.report.page.markup import Html, columns, tag
from migrate.report.page.notebook import ShownCell, ShownNotebook
from migrate.report.page.outputs import outputs
from migrate.report.page.overview import anchor, state_class
from migrate.report.page.reasons import link
from migrate.report.page.side_by_side import table
from migrate.verify.compare import Verdict
from migrate.verify.issues import difference_text, distance_text
from migrate.verify.notebook import CellVerdict

_DONE = {"fixed": "good", "fixable": "good", "suggested": "work", "by hand": "bad", "note": "info"}


def cells(number: int, notebook: ShownNotebook) -> Iterator[Html]:
    """The cells of the notebook with a number; those with nothing to say are folded together."""
    for plain, group in groupby(notebook.cells, key=lambda cell: cell.plain):
        found = list(group)
        if plain:
            yield _folded(number, found)
        else:
            yield from (_cell(number, notebook, cell) for cell in found)


def _folded(number: int, group: Sequence[ShownCell]) -> Html:
    first, last = group[0].number, group[-1].number
    place = f"Cell {first}" if first == last else f"Cells {first} to {last}"
    return tag(
        "details",
        tag("summary", tag("span", f"{place}: unchanged")),
        *(
            tag(
                "div",
                tag("span", f"{cell.number} {cell.sources.kind}", class_="place"),
                tag("pre", tag("code", columns(cell.sources.before))),
                id=anchor(number, cell.number),
                class_="quiet",
            )
            for cell in group
        ),
        class_="cell folded",
    )


def _cell(number: int, notebook: ShownNotebook, cell: ShownCell) -> Html:
    kinds = ["cell"]
    kinds += ["has-changes"] if cell.changed or cell.findings else []
    kinds += ["has-work"] if cell.attention else []
    good = cell.row is None or cell.row.verdict in (Verdict.IDENTICAL, Verdict.NO_BASELINE)
    inner: list[Html] = []
    if cell.changed:
        old, new = cell.sources.before.split("\n"), cell.sources.after.split("\n")
        inner.append(table(rows([] if not cell.number else old, new), "before", "after"))
        more = max(len(old), len(new)) - MOST_LINES
        if more > 0:
            inner.append(tag("p", f"{more} more lines are not shown.", class_="note"))
    elif cell.findings or cell.told:
        inner.append(tag("pre", tag("code", columns(cell.sources.before)), class_="source"))
    if cell.findings:
        inner.append(_findings(notebook, cell.findings))
    if cell.row is not None and cell.told:
        inner += _evidence(cell.row)
        inner.append(outputs(cell.row))
    return tag(
        "details",
        tag("summary", *_summary(notebook, cell)),
        tag("div", *inner, class_="body"),
        id=anchor(number, cell.number),
        class_=" ".join(kinds),
        open=cell.changed or cell.attention or not good,
    )


def _summary(notebook: ShownNotebook, cell: ShownCell) -> Iterator[Html]:
    kind = "" if cell.sources.kind == "code" else f" ({cell.sources.kind})"
    alone = len(notebook.cells) == 1
    name = f"Cell {cell.number}{kind}" if cell.number else "New cell in front"
    yield tag("span", "Source" if alone else name, class_="place")
    for code in dict.fromkeys(item.finding.code for item in cell.findings):
        yield tag("span", code, class_="code")
    if cell.by_hand:
        yield tag("span", f"{cell.by_hand} by hand", class_="chip work")
    if cell.changed:
        label = "fixable" if notebook.result.checked else "changed"
        yield tag("span", label, class_="chip plain")
    if cell.row is not None:
        yield tag("span", cell.row.verdict.value, class_=f"chip {state_class(cell.row.verdict)}")


def _findings(notebook: ShownNotebook, found: Sequence[Located]) -> Html:
    items = []
    for item in found:
        done = notebook.result.done(item)
        items.append(
            tag(
                "li",
                tag("span", f"line {item.line}", class_="place"),
                link(item.finding.code),
                tag("span", done, class_=f"chip {_DONE[done]}"),
                tag("span", item.finding.message, class_="message"),
            )
        )
    return tag("ul", *items, class_="findings")


def _evidence(row: CellVerdict) -> list[Html]:
    found = row.comparison
    parts = [found.note, distance_text(found.worst)]
    place = found.difference
    if place is not None:
        parts.append(f"first at line {place.line} of its output: {difference_text(place)}")
    text = "; ".join(part for part in parts if part)
    if not text:
        return []
    label = tag("span", row.verdict.value, class_=f"chip {state_class(row.verdict)}")
    return [tag("p", label, " ", text, class_="verdict")]
