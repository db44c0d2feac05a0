"""The codes of `migrate.python2` as rules, so that they can be listed, selected and explained."""

from __future__ import annotations

from migrate.python2.notes import CODES
from migrate.rules.model import Example, Rule

_EXAMPLES = {
    "PY201": (
        Example("print 'loss', 3", "print('loss', 3)"),
        Example("print('loss', 3)", None, "Python 3"),
    ),
    "PY203": (
        Example("try:\n    f()\nexcept E, e:\n    g()", "try:\n    f()\nexcept E as e:\n    g()"),
    ),
    "PY205": (Example("print 1 <> 2", "print(1 != 2)"),),
    "PY211": (Example("print 7 / 2", "print(7 // 2)"),),
}


RULES = tuple(
    Rule(
        code=code,
        name="python-2-" + code[2:],
        summary=f"Python 2: {sentence}.",
        url="https://docs.python.org/3/howto/pyporting.html",
        examples=_EXAMPLES.get(code, ()),
    )
    for code, sentence in CODES.items()
)
