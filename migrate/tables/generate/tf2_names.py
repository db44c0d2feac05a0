"""List the names that TensorFlow 2 has: compat.v1, plain tensorflow, and internal modules in use.

Run under TensorFlow 2.21: ``python migrate/tables/generate/tf2_names.py OUT.json``. The test
``tests/migrate/test_tables_symbols.py`` imports :func:`public_names` to see that the committed
table is in step.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import types
from pathlib import Path
from typing import Any

#: Modules that belong to the public API although they live elsewhere.
_HOMES = ("tensorflow._api", "tensorflow.keras", "keras", "tensorflow.python.platform")
#: Names of the plain package that are no API.
_PRIVATE = {"tensorflow": {"python", "core", "tools", "include", "compiler", "lite_internal"}}
#: Names with underscores that notebooks print.
_DUNDERS = (
    "__version__",
    "__git_version__",
    "__compiler_version__",
    "__file__",
    "__path__",
    "__name__",
    "__doc__",
)
#: What people import from inside TensorFlow, as far as TensorFlow 2 has it.
INTERNAL = (Path(__file__).parent / "internal_modules.txt").read_text(encoding="utf-8").split()


def kind_of(value: object) -> str:
    """Return m(odule), c(lass), f(unction) or k(onstant)."""
    if isinstance(value, types.ModuleType):
        return "m"
    if inspect.isclass(value):
        return "c"
    return "f" if callable(value) else "k"


def public_names(module: types.ModuleType, path: str) -> dict[str, str]:
    """Return path -> kind for every public name below a module; a raising name is left out."""
    found = {f"{path}.{leaf}": "k" for leaf in _DUNDERS if hasattr(module, leaf)}
    found[f"{path}.keras.__version__"] = "k"

    def visit(at: types.ModuleType, name: str, chain: tuple[int, ...]) -> None:
        try:
            leaves = sorted(set(dir(at)) | set(getattr(at, "__all__", ())))
        except ImportError:
            return  # a lazy module that is named and does not exist
        for leaf in leaves:
            if leaf.startswith("_") or leaf in _PRIVATE.get(name, ()):
                continue
            try:
                value = getattr(at, leaf)
            except (AttributeError, ImportError, RuntimeError):
                # RuntimeError and AttributeError: "... is not available with Keras 3"
                continue
            full = f"{name}.{leaf}"
            kind = kind_of(value)
            if kind == "m":
                home = getattr(value, "__name__", "")
                if home.startswith("tensorflow.python") and not home.startswith(_HOMES):
                    continue
                found[full] = "m"
                inside = home.startswith(_HOMES) and id(value) not in chain
                if inside and not (name == "tensorflow" and leaf == "compat"):
                    visit(value, full, (*chain, id(value)))
                continue
            found[full] = kind

    visit(module, path, (id(module),))
    return found


def internal_names() -> dict[str, dict[str, str]]:
    """Return, for each internal module that can be imported, its names with their kinds."""
    found: dict[str, dict[str, str]] = {}
    for path in INTERNAL:
        try:
            module = importlib.import_module(path)
        except ImportError:
            continue
        found[path] = {
            leaf: kind_of(getattr(module, leaf))
            for leaf in dir(module)
            if not leaf.startswith("__")
            and not leaf.endswith("_eager_fallback")
            and hasattr(module, leaf)
        }
    return found


def main() -> None:
    """Write the lists as JSON."""
    tf: Any = importlib.import_module("tensorflow")

    tables = {
        "version": tf.__version__,
        "v1": public_names(tf.compat.v1, "tensorflow"),
        "v2": public_names(tf, "tensorflow"),
        "internal": internal_names(),
    }
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(tables, out)


if __name__ == "__main__":
    main()
