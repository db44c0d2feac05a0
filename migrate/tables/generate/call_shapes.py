"""Write `call_shapes.tsv`: what functions and classes of `tensorflow.compat.v1` and of `reference`
are given.

Run under TensorFlow 2.21: ``python migrate/tables/generate/call_shapes.py``. The test
``tests/migrate/test_tables_call_shapes.py`` calls :func:`rows` to see that the table is in step.
Each line: the name in TensorFlow 1.15, the parameters by place (``*`` for any more), those that
must be given, those by name only (``**`` for any).
"""

from __future__ import annotations

import enum
import importlib
import inspect
import json
import sys
from inspect import Parameter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from migrate import tables  # noqa: E402
from migrate.tables.call_shapes import TABLE  # noqa: E402
from migrate.tables.generate_reference import TABLE as reference_table  # noqa: E402

_ELSEWHERE = ("tensorflow.compat", "tensorflow.raw_ops", "tensorflow.python")
_LAYERS = "tensorflow.keras.layers."
_PLACES = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def rows() -> list[str]:
    """The table's lines; a function that takes anything has none."""
    root = importlib.import_module("tensorflow.compat.v1")
    found = []
    for name, symbol in sorted(tables.all_symbols().items()):
        if symbol.state != "kept" or name.startswith(_ELSEWHERE):
            continue
        if name.startswith("tensorflow.keras") and not name.startswith(_LAYERS):
            continue
        value: Any = root
        for part in name.split(".")[1:]:
            value = getattr(value, part, None)
        found += _row(name, value)
        if inspect.isclass(value) and name.count(".") == 1 and not issubclass(value, enum.Enum):
            for method, function in inspect.getmembers(value, inspect.isfunction):
                found += [] if method.startswith("_") else _row(f"{name}.{method}", function)
    return found


def reference_rows() -> list[str]:
    """The lines of what `reference` has in the place of what TensorFlow dropped."""
    table = json.loads(reference_table.read_text(encoding="utf-8"))
    found = []
    for path, names in sorted(table.items()):
        module = importlib.import_module(f"reference.{path}" if path else "reference")
        for name in names:
            found += _row(f"{module.__name__}.{name}", getattr(module, name))
    return found


def _row(name: str, value: Any) -> list[str]:
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        return []
    if inspect.isclass(value) and issubclass(value, enum.Enum):
        return []  # what an Enum is called with is Python's, and differs between its versions
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return []
    line = _line(name, list(parameters))
    return [] if line == f"{name}\t*\t\t**" else [line]


def _line(name: str, parameters: list[Parameter]) -> str:
    kinds = {p.kind for p in parameters}
    places = [p.name for p in parameters if p.kind in _PLACES]
    places += ["*"] if Parameter.VAR_POSITIONAL in kinds else []
    named = [p.name for p in parameters if p.kind is Parameter.KEYWORD_ONLY]
    named += ["**"] if Parameter.VAR_KEYWORD in kinds else []
    closed = (*_PLACES, Parameter.KEYWORD_ONLY)
    required = [p.name for p in parameters if p.default is Parameter.empty and p.kind in closed]
    return "\t".join([name, " ".join(places), " ".join(required), " ".join(named)])


if __name__ == "__main__":
    lines = [*reference_rows(), *rows()]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
