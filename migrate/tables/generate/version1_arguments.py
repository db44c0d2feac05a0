"""Write `version1_arguments.tsv`: what functions of both versions take in `compat.v1` only.

Run under TensorFlow 2.21: ``python migrate/tables/generate/version1_arguments.py``. The test
``tests/migrate/test_tables_version1.py`` calls :func:`rows` to see that the table is in step.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from inspect import Parameter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from migrate import tables  # noqa: E402
from migrate.tables.version1 import TABLE  # noqa: E402

_ELSEWHERE = ("tensorflow.keras", "tensorflow.compat", "tensorflow.test")
_OPEN = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


def rows() -> list[str]:
    """The table's lines: name, keyword arguments of version 1 only, positional ones of version 2.

    The last field is empty where version 2 takes as many positional arguments as version 1.
    """
    old = importlib.import_module("tensorflow.compat.v1")
    new = importlib.import_module("tensorflow")
    found = []
    for name, symbol in tables.all_symbols().items():
        common = symbol.state == "kept" and tables.is_public_in_v2(name)
        if not common or symbol.kind == "module" or name.startswith(_ELSEWHERE):
            continue
        before, after = (_parameters(_find(root, name)) for root in (old, new))
        if before is None or after is None:
            continue
        kinds = {p.kind for p in after.values()}
        gone = [n for n, p in before.items() if n not in after and p.kind not in _OPEN]
        keywords = "" if Parameter.VAR_KEYWORD in kinds else " ".join(gone)
        fewer = Parameter.VAR_POSITIONAL not in kinds and _places(after) < _places(before)
        if keywords or fewer:
            found.append(f"{name}\t{keywords}\t{_places(after) if fewer else ''}")
    return found


def _find(root: Any, name: str) -> Any:
    value = root
    for part in name.split(".")[1:]:
        value = getattr(value, part, None)
    return value


def _parameters(function: Any) -> dict[str, Parameter] | None:
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None


def _places(parameters: dict[str, Parameter]) -> int:
    named = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in named for p in parameters.values())


if __name__ == "__main__":
    TABLE.write_text("\n".join(rows()) + "\n", encoding="utf-8")
