"""Arguments of scikit-learn that stood by their place and must be named today.

The rows are in `keyword_only.tsv`, made by `generate/keyword_only.py` under scikit-learn 0.21 and
today's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".tsv")


@dataclass(frozen=True)
class Places:
    """How the arguments of a function are given.

    Attributes:
        kept: how many may still be given by place.
        order: the names of all that could be, in order; `-` for what is gone.
    """

    kept: int
    order: tuple[str, ...]


@cache
def _rows() -> dict[str, Places]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    cells = (line.split("\t") for line in lines)
    return {name: Places(int(kept), tuple(order.split())) for name, kept, order in cells}


def places_of(qualified: str) -> Places | None:
    """Return how arguments are given to a function or class, None where nothing changed.

    >>> places_of("sklearn.datasets.make_moons")
    Places(kept=1, order=('n_samples', 'shuffle', 'noise', 'random_state'))
    """
    return _rows().get(qualified) if qualified.startswith("sklearn.") else None
