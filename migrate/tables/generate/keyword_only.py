"""Make `keyword_only.tsv`: arguments of scikit-learn that stood by their place and must be named.

    python migrate/tables/generate/keyword_only.py OLD.json              (under scikit-learn 0.21)
    python migrate/tables/generate/keyword_only.py OLD.json --compare    (under today's)

scikit-learn takes most arguments by name only since 1.0:
https://scikit-learn.org/stable/developers/contributing.html (SLEP 009).
"""

import importlib
import inspect
import json
import pkgutil
import sys
import warnings
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[1] / "keyword_only.tsv"
HEADER = "name\tplaces\torder\n"


def public_callables() -> "dict[str, Any]":
    """The functions and classes of scikit-learn's public modules, by the names people import."""
    sklearn = importlib.import_module("sklearn")
    found = {}
    for info in pkgutil.walk_packages(sklearn.__path__, "sklearn."):
        parts = info.name.split(".")[1:]
        if any(
            part.startswith("_") or part in ("tests", "externals", "conftest") for part in parts
        ):
            continue
        try:
            module = importlib.import_module(info.name)
        except Exception as error:  # an optional package is missing
            print(info.name, error, file=sys.stderr)
            continue
        for name, value in vars(module).items():
            home = getattr(value, "__module__", "") or ""
            if not name.startswith("_") and callable(value) and home.startswith("sklearn"):
                found[f"{info.name}.{name}"] = value
    return found


def parameters(function: Any) -> "tuple[list[str], list[str]] | None":
    """The names of what a call takes by place, and all names."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    listed = [p for p in signature.parameters.values() if p.name != "self"]
    if any(p.kind is p.VAR_POSITIONAL for p in listed):
        return None
    return [p.name for p in listed if p.kind is p.POSITIONAL_OR_KEYWORD], [p.name for p in listed]


def main(arguments: "list[str]") -> None:
    """Write what this version takes, or the table of what is to be named since."""
    warnings.simplefilter("ignore")
    path = Path(arguments[0])
    now = {name: parameters(value) for name, value in public_callables().items()}
    if "--compare" not in arguments:
        path.write_text(json.dumps(now))
        return
    old = json.loads(path.read_text())
    rows = []
    for name in sorted(now):
        before, today = old.get(name), now[name]
        if before is None or today is None or len(today[0]) >= len(before[0]):
            continue
        places = len(today[0])
        order = [each if each in today[1] else "-" for each in before[0]]
        if order[:places] == today[0] and set(order[places:]) != {"-"}:
            rows.append(f"{name}\t{places}\t{' '.join(order)}\n")
    TABLE.write_text(HEADER + "".join(rows), encoding="utf-8")
    print(len(rows), "rows")


if __name__ == "__main__":
    main(sys.argv[1:])
