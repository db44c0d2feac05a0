"""Cells that set up an environment which no longer exists.

Installing TensorFlow 1 or an old Python, conda and Miniconda, `%tensorflow_version`, the
packages of another Python: today they can only harm. They are commented out, with a line that
says why; nothing is deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.document import Cell
from migrate.edits import Edit, Finding, Severity, Span
from migrate.magics import mask
from migrate.rules.model import Context, Example, Rule

_OLD_TENSORFLOW = re.compile(
    r"\b(?:pip3?|conda|uv|mamba)\b.*\binstall\b.*\btensorflow(?:[-_](?:gpu|cpu))?"
    r"(?:\[[\w,]+\])?[ \t]*(?:={1,2}|~=|<=?|>=)[ \t]*[\"']?[01]\.",
)
_OLD_WHEEL = re.compile(r"\binstall\b.*\btensorflow\S*-[01]\.\d+\S*\.whl")
_OLD_KERAS = re.compile(r"\bpip3?\b.*\binstall\b.*\bkeras[ \t]*={2}[ \t]*[\"']?[012]\.")
_OLD_TENSORFLOW_GPU = re.compile(r"\bpip3?\b.*\binstall\b.*\btensorflow[-_]gpu\b")
_CONDA = re.compile(
    r"^[ \t]*(?:!|%|)[ \t]*(?:\S*/)?(?:conda|mamba|miniconda)\b|[Mm]iniconda|anaconda3?/"
)
_OLD_PYTHON = re.compile(r"\b(?:apt(?:-get)?|update-alternatives|pyenv)\b.*python(?:2|3\.[0-9]\b)")
_TF_VERSION = re.compile(r"^[ \t]*%tensorflow_version\b")
_PYTHONPATH = re.compile(r"^[ \t]*%(?:set_)?env\b[ \t]+PYTHONPATH\b")
_OTHER_PYTHON_PATH = re.compile(r"\bsys\.path\.(?:append|insert|extend)\(.*(?:site|dist)-packages")
_SHELL_CELLS = frozenset({"shell", "bash", "sh", "script", "cmd", "!"})

_REASONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_TF_VERSION, "%tensorflow_version is gone: Colab has only TensorFlow 2"),
    (_OLD_TENSORFLOW, "TensorFlow 1 cannot be installed on today's Python"),
    (_OLD_WHEEL, "TensorFlow 1 cannot be installed on today's Python"),
    (_OLD_TENSORFLOW_GPU, "tensorflow-gpu is gone: the package tensorflow holds both"),
    (_OLD_KERAS, "the old Keras does not work with today's TensorFlow"),
    (_PYTHONPATH, "a changed PYTHONPATH hides the packages of this Python"),
    (_OTHER_PYTHON_PATH, "packages of another Python cannot be used from this one"),
    (_OLD_PYTHON, "another Python is not the one that runs this notebook"),
    (_CONDA, "a conda environment is not the one that runs this notebook"),
)


def _reason(line: str) -> str | None:
    return next((reason for pattern, reason in _REASONS if pattern.search(line)), None)


def _commented(line: str) -> str:
    return "# " + line if line.strip() else line


def _note(reason: str) -> str:
    return f"# rnn-migrate: commented out, {reason}."


def _check(cell: Cell, context: Context) -> Iterable[Finding]:
    if cell.kind != "code" or not cell.source.strip():
        return
    masked = mask(cell.source)
    if masked.opaque and masked.cell_magic in _SHELL_CELLS:
        yield from _shell_cell(cell)
        return
    if masked.opaque:
        return
    parsed = next((c for c in context.program.cells if c.index == cell.index), None)
    lines = cell.source.splitlines(True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    number = 0
    while number < len(lines):
        first = number
        reason = _reason(lines[number])
        hidden = masked.hides(starts[first], starts[first] + len(lines[first].rstrip()))
        while hidden and number + 1 < len(lines) and lines[number].rstrip().endswith("\\"):
            number += 1
            reason = reason or _reason(lines[number])
        number += 1
        plain = reason is not None and not hidden and _is_own_statement(lines[first])
        if reason is None or not (hidden or plain) or lines[first].lstrip().startswith("#"):
            continue
        indent = lines[first][: len(lines[first]) - len(lines[first].lstrip(" \t"))]
        if indent and not (parsed is not None and _may_vanish(lines, first, number)):
            text = f"{indent}pass  {_note(reason)}"
            body = "".join(_commented_in(line, indent) for line in lines[first:number])
            replacement = f"{text}{_line_end(lines[first])}{body}"
        else:
            body = "".join(_commented_in(line, indent) for line in lines[first:number])
            replacement = f"{indent}{_note(reason)}{_line_end(lines[first])}{body}"
        span = Span(cell.index, starts[first], starts[number])
        yield Finding(
            "ENV101", span, f"{reason}; commented out", Severity.FIXED, (Edit(span, replacement),)
        )


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :] or "\n"


def _commented_in(line: str, indent: str) -> str:
    return indent + _commented(line[len(indent) :]) if line.startswith(indent) else _commented(line)


def _may_vanish(lines: list[str], first: int, stop: int) -> bool:
    """Whether a block keeps a statement when these lines become comments."""
    indent = len(lines[first]) - len(lines[first].lstrip(" \t"))
    for group in (reversed(lines[:first]), lines[stop:]):
        for line in group:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            depth = len(line) - len(line.lstrip(" \t"))
            if depth == indent:
                return True
            if depth < indent:
                break
    return False


def _is_own_statement(line: str) -> bool:
    return bool(
        re.match(
            r"^[ \t]*(?:sys\.path\.|import sys;[ \t]*sys\.path\.).*\)[ \t]*(#.*)?$", line.rstrip()
        )
    )


def _shell_cell(cell: Cell) -> Iterable[Finding]:
    reason = next((r for r in map(_reason, cell.source.splitlines()) if r), None)
    if reason is None:
        return
    lines = cell.source.splitlines(True)
    body = "".join(_commented(line) for line in lines)
    whole = Span(cell.index, 0, len(cell.source))
    replacement = f"{_note(reason)}{_line_end(lines[0])}{body}"
    yield Finding(
        "ENV101", whole, f"{reason}; the cell is commented out", Severity.FIXED,
        (Edit(whole, replacement),),
    )  # fmt: skip


RULES = (
    Rule(
        code="ENV101",
        name="environment-of-the-past",
        summary="Commands that install TensorFlow 1 or an old Python are commented out.",
        url="https://www.tensorflow.org/install/pip",
        examples=(
            Example(
                "!pip install tensorflow==1.15",
                "# rnn-migrate: commented out, TensorFlow 1 cannot be installed on today's Python.\n"
                "# !pip install tensorflow==1.15",
            ),
            Example(
                "%tensorflow_version 1.x\nimport numpy",
                "# rnn-migrate: commented out, %tensorflow_version is gone: Colab has only "
                "TensorFlow 2.\n# %tensorflow_version 1.x\nimport numpy",
            ),
            Example("!pip install gym", None, "another package"),
            Example("!ls", None, "no installation"),
        ),
        check_cell=_check,
    ),
)
