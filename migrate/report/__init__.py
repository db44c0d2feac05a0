"""What was found, told to people and to machines: one module a format."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.report.result import FileResult, Summary

FORMATS = ("text", "concise", "json", "github", "sarif", "junit", "gitlab")


def render(results: Sequence[FileResult], style: str, color: bool = False) -> str:
    """The report of results in one of `FORMATS`; it ends with a line break unless empty.

    Raises:
        KeyError: if there is no such format.
    """
    return _renderer(style)(results, color)


def _renderer(style: str) -> Callable[[Sequence[FileResult], bool], str]:
    from importlib import import_module

    if style not in FORMATS:
        raise KeyError(style)
    module = "terminal" if style in ("text", "concise") else style
    found: Callable[[Sequence[FileResult], bool], str] = getattr(
        import_module(f"migrate.report.{module}"), "concise" if style == "concise" else "render"
    )
    return found


__all__ = ["FORMATS", "FileResult", "Summary", "render"]
