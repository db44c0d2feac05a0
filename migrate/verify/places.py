r"""On which line of a cell to tell a verdict: where it raised, or what printed the difference.

A verdict is on a whole cell. A reader looks for the statement: the line that a traceback names,
carried back from the migrated cell to the original, or the `print` whose text the difference has.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from migrate.verify.compare import Difference

_PRINTS = re.compile(r"(?<![\w.])print(?![\w.])")
_LITERAL = re.compile(r"""'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)\"""")
_PLACEHOLDER = re.compile(r"%[-+ #0]*[\d.*]*[a-zA-Z%]|\{[^{}]*\}|\\.|\d+")


def original_line(before: str, after: str, line: int) -> int:
    r"""The line of a cell that became a line of the migrated cell; both count from 1.

    >>> original_line("import a\nx = 1\nf(x)", "import a\nimport b\nx = 1\ng(x)", 4)
    3
    """
    old, new = before.split("\n"), after.split("\n")
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for _, start, stop, new_start, new_stop in matcher.get_opcodes():
        if new_start < line <= new_stop:
            return max(1, min(start + line - new_start, max(stop, start + 1), len(old)))
    return min(line, len(old))


def printing_line(source: str, difference: Difference | None) -> int:
    r"""The line whose `print` most likely wrote a difference; the last one if a result was shown.

    >>> cell = "a = 1\nprint('cost', a)\nprint('word', a)"
    >>> printing_line(cell, Difference(2, 6, "word 1", "word 2"))
    3
    """
    lines = source.split("\n")
    code = [
        number
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not code:
        return 1
    printing = [number for number in code if _PRINTS.search(lines[number - 1])]
    if difference is None or not printing:
        return code[0] if difference is None else code[-1]
    shown = [line for line in (difference.expected, difference.found) if line is not None]
    return max(printing, key=lambda number: _score(lines[number - 1], shown))


def _score(line: str, shown: Sequence[str]) -> int:
    """How many characters of a line's literal texts stand in a printed line."""
    texts = [first or second for first, second in _LITERAL.findall(line)]
    pieces = [piece.strip() for text in texts for piece in _PLACEHOLDER.split(text)]
    return max((sum(len(piece) for piece in pieces if piece in line) for line in shown), default=0)
