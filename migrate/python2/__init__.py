"""Python 2 cells to Python 3, as edits (https://docs.python.org/3/howto/pyporting.html).

>>> source = "print 'half', 7 / 2"
>>> upgrade(source).apply(source)
"print('half', 7 // 2)"

Only the text of a cell is read. What other cells of the notebook show (``from __future__`` lines,
the kinds of variables, which names are pickled) comes in through a :class:`Survey`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrate.python2.notes import CODES, Note, Python2Upgrade, Severity

__all__ = [
    "CODES",
    "Note",
    "Python2Upgrade",
    "Severity",
    "Survey",
    "is_python2",
    "survey",
    "upgrade",
]

#: Texts that make a look at the tree worth its time.
_MARKS = re.compile(
    r"\b(?:xrange|raw_input|unicode|unichr|basestring|iteritems|itervalues|iterkeys|has_key|maxint|execfile|izip|"
    r"cPickle|cStringIO|StringIO|urllib2|urlparse|ConfigParser|Queue|Tkinter|httplib|cookielib|setdefaultencoding|"
    r"letters|getcwdu)\b"
)
_LISTS = re.compile(
    r"\b(?:array|asarray|len)\(\s*(?:map|filter|zip)\(|\b(?:map|filter|zip)\(.*\)\s*[\[+.]|"
    r"\+\s*(?:map|filter|zip)\(|\.(?:values|items)\(\)\s*\[|\.(?:keys|values|items)\(\)\s*\.\s*[aseipr]"
)
_PRINT = re.compile(r"\bprint\s*(?:>>|\[|-|~|\(.*\)\s*[,%+*/.\[])")


@dataclass(frozen=True)
class Survey:
    """What the cells of a notebook say about each other. Made by :func:`survey`."""

    cells: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()
    masked: tuple[tuple[tuple[int, int], ...], ...] = ()

    @property
    def is_python2(self) -> bool:
        """Whether one of the cells is only Python 2, and none only Python 3.

        >>> survey(["print 'x'", "n = 7 / 2"]).is_python2
        True
        >>> survey(["print 'x'", "print(1, end='')"]).is_python2
        False
        """
        return "python2" in self.facts and "mixed" not in self.facts


def survey(cells: Iterable[str], *, masked: Sequence[Sequence[tuple[int, int]]] = ()) -> Survey:
    """Look over all code cells of a notebook (masked as for :func:`upgrade`), once, before
    upgrading each.

    Args:
        cells: the sources, in order; a cell that cannot be read adds nothing.
        masked: for each cell its masked ranges, when there are any.
    """
    from migrate.python2 import notebook

    texts = tuple(cells)
    ranges = tuple(tuple(m) for m in masked)
    return Survey(texts, notebook.facts(texts), ranges)


def upgrade(
    source: str, *, masked: Sequence[tuple[int, int]] = (), notebook: Survey | None = None
) -> Python2Upgrade:
    """Upgrade one Python 2 cell.

    Args:
        source: the cell's text, its magics masked by text of the same length.
        masked: (start, end) ranges that must not be edited.
        notebook: what the other cells show; without it the cell is taken alone.

    Returns:
        The edits and notes. A cell that is Python 3 and needs nothing, and a cell that cannot be
        read, have no edits.
    """
    from migrate.python2 import notebook as cells

    return cells.upgrade(source, tuple(masked), notebook or Survey((), cells.facts((source,))))


def is_python2(source: str) -> bool:
    """Tell whether a cell is Python 2: it parses only as that, or calls what only Python 2 has.

    >>> [is_python2(cell) for cell in ("print 'x'", "print('x')", "x = xrange(3)", "x = (")]
    [True, False, True, False]
    """
    from migrate.python2.syntax import parses, prints_by_statement

    looks_like_it = (
        _MARKS.search(source)
        or _LISTS.search(source)
        or (_PRINT.search(source) and prints_by_statement(source))
    )
    if parses(source) is None and not looks_like_it:
        return False
    from migrate.python2 import notebook

    return notebook.is_python2(source)
