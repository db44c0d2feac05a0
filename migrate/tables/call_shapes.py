"""What the functions and classes of `tensorflow.compat.v1` and `reference` must be given, and may.

The facts are in `call_shapes.tsv`, made by `generate/call_shapes.py` under TensorFlow 2.21.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("call_shapes.tsv")


@dataclass(frozen=True)
class CallShape:
    """The parameters of a function.

    Attributes:
        positional: the names of those that may be given by place, in order.
        more: whether any number may follow them.
        required: the names of those that must be given.
        keywords: the names of those that may be given by name; None for any.
    """

    positional: tuple[str, ...]
    more: bool
    required: frozenset[str]
    keywords: frozenset[str] | None

    def misfit(self, places: int, names: Sequence[str]) -> str:
        """What is wrong with a call of so many positional and these keyword arguments.

        >>> shape("tensorflow.SparseTensor").misfit(0, [])
        'dense_shape, indices and values are missing'
        >>> shape("tensorflow.matmul").misfit(2, ["transpose_b"])
        ''
        """
        if places > len(self.positional) and not self.more:
            return f"it takes {len(self.positional)} positional arguments, not {places}"
        filled = self.positional[:places]
        twice = sorted(set(filled) & set(names))
        if twice:
            return f"{_listed(twice)} given twice"
        allowed = self.keywords
        unknown = [name for name in names if allowed is not None and name not in allowed]
        if unknown:
            return f"it takes no {_listed(unknown, 'or')}"
        missing = sorted(self.required - {*filled, *names})
        verb = "is" if len(missing) == 1 else "are"
        return f"{_listed(missing)} {verb} missing" if missing else ""


def _listed(names: Sequence[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


@cache
def _text() -> str:
    return "\n" + TABLE.read_text(encoding="utf-8")


@cache
def shape(name: str) -> CallShape | None:
    """The parameters of a function by its name in TensorFlow 1.15, or in `reference`; None if
    nothing is known."""
    # A document asks for a few of two thousand rows.
    start = _text().find(f"\n{name}\t") + 1
    if not start:
        return None
    _, given, required, named = _text()[start : _text().find("\n", start)].split("\t")
    positional, names = given.split(), named.split()
    more, open_ended = positional[-1:] == ["*"], names[-1:] == ["**"]
    if more:
        positional.pop()
    allowed = None if open_ended else frozenset([*positional, *names])
    return CallShape(tuple(positional), more, frozenset(required.split()), allowed)
