"""What became of each name of TensorFlow 1: the generated table and its questions.

The data is `symbols.json` (public names) and `internal.json` (what stands below `tensorflow.python`
and the like; read only when such a name is asked for), made by `generate/symbols.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

State = Literal["kept", "reference", "renamed", "reported"]
Kind = Literal["module", "class", "function", "constant"]

_HERE = Path(__file__).parent
_COMPAT = ("tensorflow.compat.v1", "tensorflow._api.v1")
_KINDS: dict[str, Kind] = {"m": "module", "c": "class", "f": "function", "k": "constant"}
_INSIDE = ("tensorflow.python", "tensorflow.core", "tensorflow.compiler", "tensorflow.tools")


@dataclass(frozen=True)
class Symbol:
    """A name of TensorFlow 1 and where it is today.

    Attributes:
        name: the TensorFlow 1 name, `"tensorflow.contrib.rnn.GRUCell"`.
        state: `kept` (in `tensorflow.compat.v1` of TensorFlow 2.21 under the same path; for
            `tensorflow.python...`: importable there), `reference` (in this project's `reference`),
            `renamed` (another spelling), or `reported` (gone).
        kind: what it is: a module, class, function or constant.
        target: where it is: `"reference.contrib.rnn.GRUCell"`, or a TensorFlow 1 name
            (`"tensorflow.multiply"`) which `tensorflow.compat.v1` has; None when it is gone.
        advice: what to do by hand; never empty when it is gone, else empty.
    """

    name: str
    state: State
    kind: Kind
    target: str | None
    advice: str = ""


def canonical(qualified: str) -> str:
    """Return a name as TensorFlow 1 spelled it, without `compat.v1`.

    >>> canonical("tensorflow.compat.v1.nn.relu")
    'tensorflow.nn.relu'
    """
    for head in _COMPAT:
        if qualified == head or qualified.startswith(head + "."):
            return "tensorflow" + qualified[len(head) :]
    return qualified


@cache
def lookup(qualified: str) -> Symbol | None:
    """Return what became of a name of TensorFlow 1, None when it never was one.

    Names below `tensorflow.contrib` and `tensorflow.python` that are not known are `reported`.

    >>> lookup("tensorflow.mul").target
    'tensorflow.multiply'
    >>> lookup("tensorflow.compat.v1.nn.relu").state
    'kept'
    """
    name = canonical(qualified)
    if name == "tensorflow":
        return Symbol(name, "kept", "module", name)
    parent, _, leaf = name.rpartition(".")
    row = _group(parent).get(leaf)
    if row is not None and row.kept:
        return Symbol(name, "kept", row.kind, name)
    mirrored = _reference().get("reference" + name[len("tensorflow") :])
    if mirrored is not None and name.startswith("tensorflow.") and not _stays(name):
        kind: Kind = "module" if mirrored == "m" else row.kind if row is not None else "function"
        return Symbol(name, "reference", kind, "reference" + name[len("tensorflow") :])
    if row is None:
        return _inside(name) or _moved(name) or _guessed(name)
    for other in row.others:
        found = _followed(name, other)
        if found is not None and found.state != "reported":
            return found
    return _moved(name) or Symbol(name, "reported", row.kind, None, row.advice)


def is_module(qualified: str) -> bool:
    """Tell whether a name is a module (of TensorFlow 1, or an internal one of either version).

    >>> is_module("tensorflow.contrib.rnn"), is_module("tensorflow.nn.relu")
    (True, False)
    """
    symbol = lookup(qualified)
    return symbol is not None and symbol.kind == "module"


def public_name(qualified: str) -> str | None:
    """Return the public TensorFlow 1 name of what an internal module defines.

    >>> public_name("tensorflow.python.ops.math_ops.matmul")
    'tensorflow.matmul'
    """
    parent, _, leaf = canonical(qualified).rpartition(".")
    public = _public(parent).get(leaf)
    if public is None and leaf in _here(parent):
        short = f"tensorflow.{leaf}"
        return short if leaf in _group("tensorflow") else None
    return public


def is_public_in_v2(name: str) -> bool:
    """Tell whether plain `import tensorflow` of TensorFlow 2.21 has a symbol under this name.

    >>> is_public_in_v2("tensorflow.nn.relu"), is_public_in_v2("tensorflow.placeholder")
    (True, False)
    """
    return name == "tensorflow" or _v2_kind(name) is not None


def resolves_in_v2(qualified: str) -> bool:
    """Tell whether a dotted name, attributes of the symbol included, resolves in TensorFlow 2.21.

    >>> resolves_in_v2("tensorflow.float32.name"), resolves_in_v2("tensorflow.layers.dense")
    (True, False)
    """
    for head in ("tensorflow.compat.v1", "tensorflow.compat.v2"):
        if qualified == head:
            return True
        if qualified.startswith(head + "."):
            rest = "tensorflow" + qualified[len(head) :]
            return resolves_in_v2(rest) if head[-1] == "2" else _resolves_in_v1(rest)
    name = ""
    for part in qualified.split("."):
        name = f"{name}.{part}" if name else part
        if name in ("tensorflow", "tensorflow.compat"):
            continue
        if name in _INSIDE:
            return _resolves_in_v1(qualified)
        kind = _v2_kind(name)
        if kind != "m":
            return kind is not None
    return True


def is_reference(qualified: str) -> bool:
    """Tell whether a dotted name, attributes of the symbol included, resolves in `reference`.

    >>> is_reference("reference.contrib.rnn"), is_reference("reference.contrib.rnn.NoSuchCell")
    (True, False)
    """
    names = _reference()
    name = ""
    for part in qualified.split("."):
        name = f"{name}.{part}" if name else part
        kind = names.get(name)
        if kind != "m":
            return kind is not None
    return True


def all_symbols() -> dict[str, Symbol]:
    """Return every row of the public table by name."""
    found = {}
    for parent in _data()["v1"]:
        path = f"tensorflow.{parent}" if parent else "tensorflow"
        for leaf in _group(path):
            symbol = lookup(f"{path}.{leaf}")
            assert symbol is not None
            found[symbol.name] = symbol
    return found


# -- the files ----------------------------------------------------------------------------------


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_HERE / "symbols.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _internal() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_HERE / "internal.json").read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class _Row:
    """A name's row: whether TensorFlow 2.21 keeps it, or other names of it and advice."""

    kept: bool
    kind: Kind
    others: tuple[str, ...] = ()
    advice: str = ""


@cache
def _group(parent: str) -> dict[str, _Row]:
    """The rows of the names right below a module."""
    if parent != "tensorflow" and not parent.startswith("tensorflow."):
        return {}
    packed: Mapping[str, str] = _data()["v1"].get(parent[len("tensorflow.") :], {})
    found = {}
    for key, names in packed.items():
        kind = _KINDS[key[1]]
        if key[0] == "k":
            found.update(dict.fromkeys(names.split(), _Row(True, kind)))
            continue
        advice: str = _data()["advice"][int(key[2:])]
        for entry in names.split():
            leaf, _, others = entry.partition(">")
            targets = tuple(f"tensorflow.{other}" for other in others.split(",") if other)
            found[leaf] = _Row(False, kind, targets, advice)
    return found


@cache
def _reference() -> dict[str, str]:
    """The names of `reference`: `m` for a module, `s` for another symbol."""
    text = (_HERE / "reference_symbols.json").read_text(encoding="utf-8")
    table: dict[str, list[str]] = json.loads(text)
    names = {"reference": "m"}
    for module in table:
        parts = ["reference", *module.split(".")]
        names.update((".".join(parts[:end]), "m") for end in range(2, len(parts) + 1))
    for module, leaves in table.items():
        for leaf in leaves:
            names.setdefault(f"reference.{module}.{leaf}", "s")
    return names


@cache
def _leaves(section: str, parent: str) -> frozenset[str]:
    return frozenset(_data()[section].get(parent[len("tensorflow.") :], "").split())


def _v2_kind(name: str) -> str | None:
    """`m` for a module of plain TensorFlow 2.21, `s` for another symbol, None for neither."""
    parent, _, leaf = name.rpartition(".")
    added = _leaves("only_v2", parent)
    if leaf in added:
        return "s"
    if leaf + "/" in added:
        return "m"
    row = _group(parent).get(leaf)
    if row is None or not row.kept or leaf in _leaves("not_v2", parent):
        return None
    return "m" if row.kind == "module" else "s"


def _resolves_in_v1(qualified: str) -> bool:
    name = ""
    for part in qualified.split("."):
        name = f"{name}.{part}" if name else part
        symbol = lookup(name)
        if symbol is None or symbol.state != "kept":
            return False
        if symbol.kind != "module":
            return True
    return True


# -- internal modules ---------------------------------------------------------------------------


@cache
def _public(module: str) -> dict[str, str]:
    """The public names of what an internal module of TensorFlow 1.15 defined, by its own names."""
    entry = _internal()["modules"].get(module, {})
    found = {}
    for group in filter(None, entry.get("public", "").split("; ")):
        parent, _, leaves = group.partition(":")
        head = f"tensorflow.{parent}" if parent else "tensorflow"
        for leaf in leaves.split():
            own, _, public = leaf.partition(">")
            found[own] = f"{head}.{public or own}"
    return found


@cache
def _here(module: str) -> frozenset[str]:
    """The names that an internal module of TensorFlow 2.21 has."""
    if module.startswith(tuple(_internal()["blocked"])):
        return frozenset()
    return frozenset(_internal()["modules"].get(module, {}).get("here", "").split())


def _stays(name: str) -> bool:
    """Whether TensorFlow 2.21 has a name inside, so that `reference` need not stand for it."""
    if not name.startswith(_INSIDE):
        return False
    parent, _, leaf = name.rpartition(".")
    return bool(_internal()["packages"].get(name) or _here(name) or leaf in _here(parent))


def _inside(name: str) -> Symbol | None:
    head = ".".join(name.split(".")[:2])
    if head not in _INSIDE and ".python." not in f"{name}.":
        return None
    tables = _internal()
    if name in tables["modules"] or name in tables["packages"]:
        if _here(name) or tables["packages"].get(name):
            return Symbol(name, "kept", "module", name)
        return _moved(name) or Symbol(name, "reported", "module", None, _advice(name))
    parent, _, leaf = name.rpartition(".")
    if leaf in _here(parent):
        return Symbol(name, "kept", "function", name)
    public = _public(parent).get(leaf)
    found = _followed(name, public) if public is not None else None
    if found is not None and found.state != "reported":
        return found
    return _moved(name) or Symbol(name, "reported", "function", None, _advice(name))


def _followed(name: str, other: str) -> Symbol | None:
    """What became of a name, by another name of the same thing."""
    found = lookup(other) if other != name else None
    if found is None:
        return None
    state: State = "renamed" if found.state == "kept" else found.state
    return Symbol(name, state, found.kind, found.target, found.advice)


def _moved(name: str) -> Symbol | None:
    from migrate.tables.renames import MODULES

    parts = name.split(".")
    for end in range(len(parts), 1, -1):
        moved = MODULES.get(".".join(parts[:end]))
        if moved is not None:
            found = _followed(name, ".".join([moved, *parts[end:]]))
            return found if found is not None and found.state != "reported" else None
    return None


def _guessed(name: str) -> Symbol | None:
    heads = ("tensorflow.contrib.", "tensorflow.models.", *(f"{i}." for i in _INSIDE))
    if not f"{name}.".startswith(heads):
        return None
    from migrate.tables.renames import MODULES

    leads_on = any(old.startswith(f"{name}.") for old in MODULES)
    return Symbol(name, "reported", "module" if leads_on else "function", None, _advice(name))


def _advice(name: str) -> str:
    table: dict[str, str] = _internal()["advice"]
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        found = table.get(".".join(parts[:end]))
        if found:
            return found
    return table["tensorflow"]
