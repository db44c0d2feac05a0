"""What a cell's tags and nbval's comments ask of a run.

https://nbval.readthedocs.io/en/latest/ (section "Using tags")
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrate.document import Cell

_SKIP = {"skip", "skip-execution", "nbval-skip"}
_RAISES = {"raises-exception", "nbval-raises-exception"}
_IGNORE = {"nbval-ignore-output"}
_COMMENTS = {
    "NBVAL_SKIP": "nbval-skip",
    "NBVAL_RAISES_EXCEPTION": "nbval-raises-exception",
    "NBVAL_IGNORE_OUTPUT": "nbval-ignore-output",
    "PYTEST_VALIDATE_IGNORE_OUTPUT": "nbval-ignore-output",
}
_COMMENT = re.compile(r"^\s*#\s*(\w+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Wishes:
    """Whether a cell is to be left out, may raise, and whether its output counts."""

    skip: bool = False
    may_raise: bool = False
    ignore_output: bool = False


def wishes(cell: Cell) -> Wishes:
    r"""What a cell's tags and comments ask for.

    >>> wishes(Cell(0, "code", "1 / 0", ("raises-exception",))).may_raise
    True
    >>> wishes(Cell(0, "code", "# NBVAL_IGNORE_OUTPUT\nprint(1)")).ignore_output
    True
    """
    tags = set(cell.tags)
    tags |= {_COMMENTS[word] for word in _COMMENT.findall(cell.source) if word in _COMMENTS}
    return Wishes(bool(tags & _SKIP), bool(tags & _RAISES), bool(tags & _IGNORE))
