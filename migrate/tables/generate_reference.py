"""Writes reference_symbols.json: every public name that the package ``reference`` has, by module.

Run it after a change to ``reference`` (a test says when it is due):

    python -m migrate.tables.generate_reference

The table is ``{"contrib.rnn": ["BasicLSTMCell", ...], ...}``: module path below ``reference``, and
the names that ``reference.<path>`` gives. With ``--keep-going`` modules that cannot be imported are
left out and named.
Only this script imports ``reference``, and with it TensorFlow; the tool reads the table.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

TABLE = Path(__file__).with_name("reference_symbols.json")
# `reference` itself imports nothing, so it cannot offer its one plain module by name.
_OFFERED = {"reference": ("seeds",)}
# For people, and under no path of `tf`.
_OWN = ("models", "weights")


def public_names(module: ModuleType) -> list[str]:
    """What ``__all__`` promises and the module has; without one, what was defined in ``reference``.

    Submodules are not names: each is a key of the table.
    """
    declared = getattr(module, "__all__", None)
    if declared is not None:
        return sorted(name for name in declared if hasattr(module, name))
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and str(getattr(value, "__module__", "reference")).startswith("reference")
    )


def _imported(name: str, broken: list[str] | None) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        if broken is None:
            raise
        broken.append(f"{name}: {error}")
        return None


def _modules(package: ModuleType, broken: list[str] | None) -> list[ModuleType]:
    """The package and what lies below it that answers for a path of ``tf``.

    A module of the package's own does when the package offers it by name (``framework.nest``); the
    others are where the package's names live, which is nobody's business.
    """
    found = [package]
    offered = getattr(package, "__all__", _OFFERED.get(package.__name__, ()))
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        leaf = info.name.rpartition(".")[2]
        own = package.__name__ == "reference" and leaf in _OWN
        if own or leaf.startswith("_") or not (info.ispkg or leaf in offered):
            continue
        module = _imported(info.name, broken)
        if module is None or getattr(package, leaf, module) is not module:
            continue
        found += _modules(module, broken) if info.ispkg else [module]
    return found


def symbols(broken: list[str] | None = None) -> dict[str, list[str]]:
    """The table, made from what can be imported now.

    With a list ``broken``, modules that cannot be imported go there instead of raising.
    """
    root = importlib.import_module("reference")
    table = {}
    for module in _modules(root, broken):
        path = module.__name__.removeprefix("reference").removeprefix(".")
        try:
            names = public_names(module)
        except ImportError as error:
            if broken is None:
                raise
            broken.append(f"{module.__name__}: {error}")
            continue
        if path and names:
            table[path] = names
    return table


def text(table: dict[str, list[str]]) -> str:
    """The table as it is written: sorted, a name a line, so that a change shows as one line."""
    return json.dumps(table, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the table, and says what it wrote; 1 if ``--keep-going`` left modules out."""
    broken: list[str] | None = [] if "--keep-going" in arguments else None
    table = symbols(broken)
    TABLE.write_text(text(table), encoding="utf-8")
    print(f"{TABLE.name}: {sum(map(len, table.values()))} names", file=sys.stderr)
    for problem in broken or ():
        print(f"left out {problem}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
