"""The report for people: one HTML page that needs nothing but itself, and runs nothing.

Its styles are in it, it has no script, and a Content-Security-Policy forbids the browser to load
or run anything else, so whatever a notebook holds is only ever text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate import __version__, saving
from migrate.report.page.cells import cells
from migrate.report.page.markup import Html, tag
from migrate.report.page.notebook import ShownNotebook, shown
from migrate.report.page.overview import anchor, chip, counts, overview, path_parts
from migrate.report.page.reasons import reasons

_STYLE = Path(__file__).parent.with_name("page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render(notebooks: Sequence[ShownNotebook]) -> str:
    """The page of notebooks that were migrated, or of ones that were verified."""
    sections = [_section(number, notebook) for number, notebook in enumerate(notebooks, 1)]
    codes = {item.finding.code for notebook in notebooks for item in notebook.result.findings}
    verified = any(notebook.verdict is not None for notebook in notebooks)
    title = "rnn-migrate verify" if verified else "rnn-migrate"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        Html('<meta name="referrer" content="no-referrer">'),
        tag("title", f"{title}: {_names(notebooks)}"),
        tag("style", Html(_STYLE.read_text("utf-8"))),
    )
    body = tag(
        "body",
        *_switches(),
        tag(
            "header",
            tag("h1", title),
            tag("p", *counts(notebooks, verified), class_="counts"),
            _filter(),
        ),
        tag("main", overview(notebooks, verified), *sections, reasons(codes)),
        tag("footer", f"rnn-migrate {__version__}"),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def write(path: Path, page: str) -> None:
    """Keep a page in a file, whole or not at all.

    Raises:
        OSError: if the folder cannot be written.
    """
    saving.save(path, page.encode("utf-8", "backslashreplace"))


def _names(notebooks: Sequence[ShownNotebook]) -> str:
    if len(notebooks) == 1:
        return Path(notebooks[0].result.path).name
    return f"{len(notebooks)} files"


_CHOICES = {"all": "Everything", "changes": "Changes", "work": "To look at"}


def _switches() -> list[Html]:
    """What the styles look at to show some cells only; siblings of what they hide.

    `body:has(:checked)` would do, but makes Chromium take 20 s to resize a page of 500 cells.
    """
    return [
        tag("input", type="radio", name="show", id=f"show-{key}", checked=key == "all")
        for key in _CHOICES
    ]


def _filter() -> Html:
    labels = [tag("label", label, for_=f"show-{key}") for key, label in _CHOICES.items()]
    return tag("p", tag("span", "Show"), *labels, class_="filter")


def _section(number: int, notebook: ShownNotebook) -> Html:
    name = notebook.result.path
    facts: list[str] = []
    verdict = notebook.verdict
    if verdict is not None and verdict.failure is None:
        facts.append(f"baseline: {verdict.baseline}")
        earlier = " (in an earlier run)" if verdict.cached else ""
        facts.append(f"{verdict.seconds:.1f} s{earlier}")
        if not verdict.judged:
            facts.append("no cell has a baseline: all this shows is which cells run")
    written = verdict.written if verdict is not None else notebook.result.written
    if written:
        facts.append(f"written: {written}")
    inner = [
        tag("h2", tag("span", path_parts(name)), " ", chip(notebook)),
        tag("p", " · ".join(facts), class_="facts"),
    ]
    if notebook.failure is not None:
        inner.append(tag("p", f"{notebook.failure}.", class_="failure"))
    return tag("section", *inner, *cells(number, notebook), id=anchor(number), class_="notebook")


__all__ = ["ShownNotebook", "render", "shown", "write"]
