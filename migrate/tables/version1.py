"""Calls that only TensorFlow 1 takes, of functions that both versions have under one name.

`tf.name_scope(None, "tower")` names nothing that TensorFlow 2 lacks, and is TensorFlow 1 all the
same. The facts are in `version1_arguments.tsv`, made by `generate/version1_arguments.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from migrate.tables.signatures import signatures

TABLE = Path(__file__).with_name("version1_arguments.tsv")


@cache
def _rows() -> dict[str, tuple[frozenset[str], int | None]]:
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        name, keywords, places = line.split("\t")
        found[name] = frozenset(keywords.split()), int(places) if places else None
    return found


def only_in_version1(name: str, positional: int, keywords: Iterable[str]) -> bool:
    """Whether a call with so many positional and these keyword arguments is one of TensorFlow 1.

    >>> only_in_version1("tensorflow.name_scope", 2, [])
    True
    >>> only_in_version1("tensorflow.reduce_sum", 1, ["axis", "keepdims"])
    False
    """
    gone, places = _rows().get(name, (frozenset[str](), None))
    row = signatures().get(name)
    renamed = {old for old, _ in row.keywords} if row is not None else set()
    given = set(keywords)
    return bool(given & (gone | renamed)) or (places is not None and positional > places)
