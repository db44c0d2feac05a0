"""List which public names TensorFlow 1.15's internal modules define.

Run under TensorFlow 1.15: ``python migrate/tables/generate/tf1_internal.py OUT.json``. Notebooks
import from inside (``tensorflow.contrib.rnn.python.ops.core_rnn_cell``); what such a module
defines is nearly always public somewhere, and that is where it is looked for today.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import types
from typing import Any


def rank(path: str) -> tuple[bool, int, str]:
    """Order the paths of one object: core before contrib, short before long."""
    return path.startswith("tensorflow.contrib."), path.count("."), path


def public_paths(package: Any, prefix: str) -> dict[int, list[str]]:
    """Return id(object) -> its public paths, the best one first."""
    found: dict[int, list[str]] = {}
    queue = [(package, prefix)]
    seen: set[int] = set()
    while queue:
        module, name = queue.pop(0)
        if id(module) in seen:
            continue
        seen.add(id(module))
        for leaf in sorted(dir(module)):
            if leaf.startswith("_") or leaf in ("python", "core", "tools", "compat"):
                continue
            try:
                value = getattr(module, leaf)
            except Exception as error:  # lazy loaders raise what they like
                print("skipped", name, leaf, error, file=sys.stderr)
                continue
            path = name + "." + leaf
            if isinstance(value, types.ModuleType):
                if value.__name__.startswith("tensorflow"):
                    queue.append((value, path))
            elif inspect.isclass(value) or inspect.isfunction(value):
                found.setdefault(id(value), []).append(path)
    return {key: sorted(paths, key=rank) for key, paths in found.items()}


def aliases(public: dict[int, list[str]]) -> dict[str, str]:
    """Return contrib path -> core path of the objects that have both."""
    found: dict[str, str] = {}
    for paths in public.values():
        core = [path for path in paths if not path.startswith("tensorflow.contrib.")]
        if core:
            found.update((path, core[0]) for path in paths if path not in core)
    return found


def main() -> None:
    """Write {"modules": {module: {name: public path or ""}}, "aliases": {path: core path}} as
    JSON."""
    tf: Any = importlib.import_module("tensorflow")

    dir(tf.contrib)
    for part in ("grid_rnn", "legacy_seq2seq", "rnn", "seq2seq", "slim"):
        importlib.import_module(f"tensorflow.contrib.{part}")

    public = public_paths(tf, "tensorflow")
    modules: dict[str, dict[str, str]] = {}
    for name, module in sorted(sys.modules.items()):
        if module is None or not name.startswith(("tensorflow.", "tensorflow_core.")):
            continue
        short = name.replace("tensorflow_core.", "tensorflow.", 1)
        if ".python" not in short or short.startswith("tensorflow._api"):
            continue
        names = {}
        for leaf, value in sorted(vars(module).items()):
            if leaf.startswith("_"):
                continue
            if not (inspect.isclass(value) or inspect.isfunction(value)):
                continue
            if id(value) in public:
                names[leaf] = public[id(value)][0]
            elif getattr(value, "__module__", "") == module.__name__:
                names[leaf] = ""
        modules.setdefault(short, {}).update(names)
    with open(sys.argv[1], "w") as out:
        json.dump({"modules": modules, "aliases": aliases(public)}, out)


if __name__ == "__main__":
    main()
