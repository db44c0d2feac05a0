"""Cells that set up an environment which no longer exists.

Installing TensorFlow 1 or an old Python, conda and Miniconda, `%tensorflow_version`, the
packages of another Python: today they can only harm. They are commented out, with a line that
says why; nothing is deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrate.document import Cell
from migrate.edits import Edit, Finding, Severity, Span
from migrate.magics import Mask, mask
from migrate.rules.model import Context, Example, Rule

_NO_TENSORFLOW_1 = "TensorFlow 1 cannot be installed on today's Python"
_OTHER_CONDA = "a conda environment is not the one that runs this notebook"
_TENSORFLOW_1 = (
    r"\binstall\b.*\btensorflow(?:[-_](?:gpu|cpu))?(?:\[[\w,]+\])?[ \t]*"
    r"(?:(?:={1,2}|~=|<=?|>=)[ \t]*[\"']?[01](?:\.|\b)|<[ \t]*2(?:\.0\S*)?(?:[\"'\s]|$))"
)
_REASONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (
            r"^[ \t]*%tensorflow_version\b",
            "%tensorflow_version is gone: Colab has only TensorFlow 2",
        ),
        (r"\b(?:pip3?|conda|uv|mamba)\b.*" + _TENSORFLOW_1, _NO_TENSORFLOW_1),
        (r"\binstall\b.*\btensorflow\S*-[01]\.\d+\S*\.whl", _NO_TENSORFLOW_1),
        (
            r"\bpip3?\b.*\binstall\b.*\btensorflow[-_]gpu\b",
            "tensorflow-gpu is gone: the package tensorflow holds both",
        ),
        (
            r"\bpip3?\b.*\binstall\b.*\bkeras[ \t]*={2}[ \t]*[\"']?[012]\.",
            "the old Keras does not work with today's TensorFlow",
        ),
        (
            r"^[ \t]*%(?:set_)?env\b[ \t]+PYTHONPATH\b",
            "a changed PYTHONPATH hides the packages of this Python",
        ),
        (
            r"\bsys\.path\.(?:append|insert|extend)\(.*(?:site|dist)-packages",
            "packages of another Python cannot be used from this one",
        ),
        (
            r"\b(?:apt(?:-get)?|update-alternatives|pyenv)\b.*python(?:2|3\.[0-9]\b)",
            "another Python is not the one that runs this notebook",
        ),
        (r"^[ \t]*[!%]?[ \t]*(?:\S*/)?(?:conda|mamba|miniconda)\b", _OTHER_CONDA),
        (r"[Mm]iniconda|anaconda3?/", _OTHER_CONDA),
    )
)
# IPython takes these for magics without their percent sign.
_AUTOMAGIC = re.compile(r"[ \t]*(?:pip|conda)[ \t]+[a-z]+[ \t]")
_SHELL_CELLS = frozenset({"shell", "bash", "sh", "script", "cmd", "!"})
_PATH_STATEMENT = re.compile(r"[ \t]*(?:import sys;[ \t]*)?sys\.path\..*\)[ \t]*(?:#.*)?$")


@dataclass(frozen=True)
class _Command:
    """Lines `first` to `stop` of a cell, which are one command, and why it is of the past."""

    first: int
    stop: int
    reason: str


def _check(cell: Cell, context: Context) -> Iterable[Finding]:
    if cell.kind != "code" or not cell.source.strip():
        return
    masked = mask(cell.source)
    if masked.opaque:
        if masked.cell_magic in _SHELL_CELLS:
            yield from _shell_cell(cell)
        return
    lines = cell.source.splitlines(True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for command in _joined(_commands(lines, starts, masked), lines):
        span = Span(cell.index, starts[command.first], starts[command.stop])
        edit = Edit(span, _commented_out(lines, command))
        yield Finding("ENV101", span, f"{command.reason}; commented out", Severity.FIXED, (edit,))


def _commands(lines: list[str], starts: list[int], masked: Mask) -> Iterator[_Command]:
    number = 0
    while number < len(lines):
        first = number
        reason = _reason(lines[number])
        begin = starts[first] + len(lines[first]) - len(lines[first].lstrip(" \t"))
        hidden = masked.hides(begin, begin + 1)
        while hidden and number + 1 < len(lines) and lines[number].rstrip().endswith("\\"):
            number += 1
            reason = reason or _reason(lines[number])
        number += 1
        plain = lines[first].rstrip()
        statement = hidden or _AUTOMAGIC.match(plain) or _PATH_STATEMENT.match(plain)
        if reason is not None and statement and not lines[first].lstrip().startswith("#"):
            yield _Command(first, number, reason)


def _joined(commands: Iterable[_Command], lines: list[str]) -> list[_Command]:
    """Commands that follow each other for one reason, at one indent, as one."""
    joined: list[_Command] = []
    for command in commands:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.stop == command.first
            and last.reason == command.reason
            and _indent(lines[last.first]) == _indent(lines[command.first])
        ):
            joined[-1] = _Command(last.first, command.stop, last.reason)
        else:
            joined.append(command)
    return joined


def _reason(line: str) -> str | None:
    return next((reason for pattern, reason in _REASONS if pattern.search(line)), None)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _commented_out(lines: list[str], command: _Command) -> str:
    """The command's lines as comments under a line that says why."""
    indent = _indent(lines[command.first])
    keeps_block = not indent or _block_goes_on(lines, command)
    note = f"{indent}{'' if keeps_block else 'pass  '}{_note(command.reason)}"
    body = "".join(_comment(line, indent) for line in lines[command.first : command.stop])
    return f"{note}{_line_end(lines[command.first])}{body}"


def _note(reason: str) -> str:
    return f"# rnn-migrate: commented out, {reason}."


def _comment(line: str, indent: str = "") -> str:
    rest = line.removeprefix(indent)
    return f"{indent}# {rest}" if rest.strip() else line


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :] or "\n"


def _block_goes_on(lines: list[str], command: _Command) -> bool:
    """Whether the block keeps a statement when these lines become comments."""
    indent = len(_indent(lines[command.first]))
    for group in (reversed(lines[: command.first]), lines[command.stop :]):
        for line in group:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            depth = len(_indent(line))
            if depth == indent:
                return True
            if depth < indent:
                break
    return False


def _shell_cell(cell: Cell) -> Iterator[Finding]:
    reason = next((r for r in map(_reason, cell.source.splitlines()) if r), None)
    if reason is None:
        return
    lines = cell.source.splitlines(True)
    whole = Span(cell.index, 0, len(cell.source))
    edit = Edit(whole, _note(reason) + _line_end(lines[0]) + "".join(map(_comment, lines)))
    message = f"{reason}; the cell is commented out"
    yield Finding("ENV101", whole, message, Severity.FIXED, (edit,))


RULES = (
    Rule(
        code="ENV101",
        name="environment-of-the-past",
        summary="Commands that install TensorFlow 1 or an old Python are commented out.",
        url="https://www.tensorflow.org/install/pip",
        examples=(
            Example(
                "!pip install tensorflow==1.15",
                "# rnn-migrate: commented out, TensorFlow 1 cannot be installed on today's "
                "Python.\n# !pip install tensorflow==1.15",
            ),
            Example(
                "%tensorflow_version 1.x\nimport numpy",
                "# rnn-migrate: commented out, %tensorflow_version is gone: Colab has only "
                "TensorFlow 2.\n# %tensorflow_version 1.x\nimport numpy",
            ),
            Example(
                "if True:\n    !conda create -n old python=3.6\n    !conda activate old",
                "if True:\n    pass  # rnn-migrate: commented out, a conda environment is not the "
                "one that runs this notebook.\n    # !conda create -n old python=3.6\n"
                "    # !conda activate old",
            ),
            Example(
                "!pip install 'tensorflow<2'",
                "# rnn-migrate: commented out, TensorFlow 1 cannot be installed on today's "
                "Python.\n# !pip install 'tensorflow<2'",
            ),
            Example(
                "pip install tensorflow==1.15\nx = 1",
                "# rnn-migrate: commented out, TensorFlow 1 cannot be installed on today's "
                "Python.\n# pip install tensorflow==1.15\nx = 1",
            ),
            Example("!pip install gym", None, "another package"),
            Example("!pip install 'tensorflow>=2.16,<2.22'", None, "TensorFlow 2"),
            Example("!ls", None, "no installation"),
        ),
        check_cell=_check,
    ),
)
