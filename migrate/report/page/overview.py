"""The head of the page: counts, and a line for each notebook with a square for each cell."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from migrate.report.page.markup import Html, joined, tag
from migrate.report.page.notebook import ShownCell, ShownNotebook
from migrate.verify.compare import Verdict

_CHIPS = {0: "good", 1: "work", 2: "bad"}
_STATES = ("by hand", "changed", "unchanged")
_CHECKED = ("by hand", "fixable", "unchanged")


def anchor(notebook: int, cell: int | None = None) -> str:
    """The id of a notebook's section, or of a cell in it."""
    return f"n{notebook}" if cell is None else f"n{notebook}c{cell}"


def path_parts(path: str) -> Html:
    """A path that breaks behind its slashes, with its last part set off."""
    folders, slash, name = path.replace(os.sep, "/").rpartition("/")
    steps = [joined([part, Html("/<wbr>")]) for part in folders.split("/")] if slash else []
    return joined([tag("span", *steps, class_="folder"), name])


def state_class(state: str) -> str:
    """The class of a verdict, or of what became of a cell: `s-no-baseline`."""
    return f"s-{state.replace(' ', '-')}"


def chip(notebook: ShownNotebook) -> Html:
    """Whether a notebook passes, in one or two words."""
    code = notebook.exit_code
    kind = _CHIPS[code]
    if notebook.verdict is not None:
        label = ("passed", "failed", "not run")[code]
        kind = "bad" if code else kind
    elif notebook.failure is not None:
        label = "failed" if code == 2 else "skipped"
    else:
        left = len(notebook.result.remaining)
        by_hand = sum(cell.by_hand for cell in notebook.cells)
        parts = [f"{by_hand} by hand"] if by_hand else []
        parts += [f"{left - by_hand} fixable"] if left > by_hand else []
        label = ", ".join(parts) or "nothing left to do"
    return tag("span", label, class_=f"chip {kind}")


def counts(notebooks: Sequence[ShownNotebook], verified: bool) -> list[Html]:
    """How many files there are, and how many of them are well."""
    files = len(notebooks)
    well = sum(notebook.exit_code == 0 for notebook in notebooks)
    done = "passed" if verified else "with nothing left to do"
    changed = sum(cell.changed for notebook in notebooks for cell in notebook.cells)
    return [
        tag("span", tag("b", str(files)), f" file{'s' if files != 1 else ''}"),
        tag("span", tag("b", str(well)), f" {done}"),
        tag("span", tag("b", str(changed)), f" cell{'s' if changed != 1 else ''} changed"),
    ]


def overview(notebooks: Sequence[ShownNotebook], verified: bool) -> Html:
    """A line for each notebook, and what the colours of the squares mean."""
    lines = [_line(number, notebook) for number, notebook in enumerate(notebooks, 1)]
    checked = any(notebook.result.checked for notebook in notebooks)
    states = [verdict.value for verdict in Verdict] if verified else list(_STATES)
    states = list(_CHECKED) if checked else states
    keys = [
        tag("span", tag("span", class_=f"square {state_class(state)}"), state, class_="key")
        for state in states
    ]
    key = tag("p", *keys, class_="keys")
    return tag("nav", *lines, key, class_="overview", aria_label="Notebooks")


def _line(number: int, notebook: ShownNotebook) -> Html:
    squares = [_square(number, cell) for cell in notebook.cells if cell.number and _coloured(cell)]
    found = Counter(cell.state for cell in notebook.cells if cell.number and _coloured(cell))
    label = ", ".join(f"{count} {state}" for state, count in found.most_common())
    return tag(
        "div",
        tag("a", path_parts(notebook.result.path), href=f"#{anchor(number)}", class_="name"),
        chip(notebook),
        tag("span", *squares, class_="squares"),
        tag("span", label or notebook.failure or "no code cells", class_="tally"),
        class_="line",
    )


def _coloured(cell: ShownCell) -> bool:
    return cell.row is not None or cell.sources.kind == "code" or cell.changed


def _square(number: int, cell: ShownCell) -> Html:
    label = f"cell {cell.number}: {cell.state}"
    return tag(
        "a",
        href=f"#{anchor(number, cell.number)}",
        class_=f"square {state_class(cell.state)}",
        title=label,
        aria_label=label,
    )
