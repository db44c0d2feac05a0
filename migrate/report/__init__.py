"""What was found, told to people and to machines: one module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from migrate.report.issue import Reported
from migrate.report.result import FileResult, Summary, Tally

FORMATS = ("text", "concise", "json", "github", "sarif", "junit", "gitlab")
_ISSUES = {"concise": "terminal", **dict.fromkeys(("github", "sarif", "junit", "gitlab"))}


def render(results: Iterable[FileResult], style: str, color: bool = False) -> Iterator[str]:
    """The report of results in one of `FORMATS`, piece by piece: no result is kept.

    Raises:
        KeyError: if there is no such format.
    """
    if style in _ISSUES:
        return render_issues((result.reported for result in results), style, color)
    module = {"text": "terminal", "json": "json"}[style]
    found: Callable[[Iterable[FileResult], bool], Iterator[str]] = getattr(
        import_module(f"migrate.report.{module}"), "render"
    )
    return found(results, color)


def render_issues(reported: Iterable[Reported], style: str, color: bool = False) -> Iterator[str]:
    """The report of issues, whichever command found them, in a format made of issues alone.

    Raises:
        KeyError: if there is no such format, or it is `text` or `json`.
    """
    module = import_module(f"migrate.report.{_ISSUES[style] or style}")
    found: Callable[[Iterable[Reported], bool], Iterator[str]] = getattr(
        module, "concise" if style == "concise" else "render"
    )
    return found(reported, color)


__all__ = ["FORMATS", "FileResult", "Reported", "Summary", "Tally", "render", "render_issues"]
