"""Imports of standard modules that were renamed: ``import cPickle`` becomes ``import pickle as
cPickle``."""

from __future__ import annotations

from migrate.python2 import spellings
from migrate.python2.bindings import import_parts
from migrate.python2.rewriter import Rewriter, guarded
from migrate.python2.tree import Node


def import_name(context: Rewriter, node: Node) -> None:
    """Rewrite ``import a, b as c``, keeping the names that the code uses."""
    if guarded(node) or not context.editable(node):
        return
    inner = node.children[1]
    parts = (
        [c for c in inner.children if not c.is_op(",")]
        if inner.kind == "dotted_as_names"
        else [inner]
    )
    for part in parts:
        ((module, alias),) = import_parts(part)
        _gone(context, part, module)
        new = _imported_as(context, module, alias)
        if new is not None:
            context.replace("PY215", part, new, f"{module} is {new.split(' as ')[0]}")
    images = [p for p in parts if import_parts(p)[0][0] in spellings.PIL_MODULES]
    if images and len(images) == len(parts):
        names = ", ".join(context.text(part) for part in parts)
        context.replace(
            "PY215", node, f"from PIL import {names}", "PIL's modules live in its package"
        )


def _gone(context: Rewriter, node: Node, module: str) -> None:
    if module in spellings.GONE_MODULES:
        advice = spellings.GONE_MODULES[module]
        context.note("PY215", node, f"the module {module} is gone: {advice}", "manual")


def _imported_as(context: Rewriter, module: str, alias: str | None) -> str | None:
    if module == "urllib" and alias is None:
        homes = sorted(s[len("urllib:") :] for s in context.shared if s.startswith("urllib:"))
        return ", ".join(homes) if homes else None
    if module in ("StringIO", "cStringIO"):
        return f"io as {alias or module}"
    if module == "itertools" or module not in spellings.MODULES:
        return None
    new = spellings.MODULES[module]
    return new if alias == new else f"{new} as {alias or module}"


def import_from(context: Rewriter, node: Node) -> None:
    """Rewrite ``from a import b``."""
    if guarded(node) or not context.editable(node):
        return
    module_node = node.children[1]
    module = context.text(module_node)
    at = next(i for i, child in enumerate(node.children) if child.is_op("import"))
    inner = [c for c in node.children[at + 1 :] if not c.is_op("(", ")")]
    if not inner or inner[0].is_op("*"):
        if module in spellings.MODULES:
            context.replace("PY215", module_node, spellings.MODULES[module], f"{module} moved")
        return
    names = import_parts(inner[0])
    if module in ("StringIO", "cStringIO"):
        _string_io(context, node, names)
    elif module in ("urllib", "urllib2"):
        _regroup(context, node, module, {n: spellings.URLLIB.get(n) for n, _ in names}, names)
    elif module == "itertools":
        _itertools(context, node, names)
    elif module == "string" or module == "types":
        _attributes(context, node, module, names)
    elif module == "sets":
        context.replace(
            "PY215",
            node,
            _assigned(names, {"Set": "set", "ImmutableSet": "frozenset"}),
            "set is builtin",
        )
    elif module in spellings.GONE_MODULES:
        _gone(context, module_node, module)
    elif module in spellings.MODULES:
        context.replace(
            "PY215",
            module_node,
            spellings.MODULES[module],
            f"{module} is {spellings.MODULES[module]}",
        )


def _as(name: str, alias: str | None) -> str:
    return f"{name} as {alias}" if alias and alias != name else name


def _assigned(names: list[tuple[str, str | None]], values: dict[str, str]) -> str:
    return "; ".join(f"{alias or name} = {values.get(name, name)}" for name, alias in names)


def _string_io(context: Rewriter, node: Node, names: list[tuple[str, str | None]]) -> None:
    """StringIO held bytes too; a notebook that puts images or archives into it wants BytesIO."""
    kind = "BytesIO" if "bytesio" in context.shared else "StringIO"
    parts = ", ".join(_as(kind, alias or name) for name, alias in names)
    context.replace("PY215", node, f"from io import {parts}", f"StringIO is io.{kind}")


def _regroup(
    context: Rewriter,
    node: Node,
    module: str,
    homes: dict[str, str | None],
    names: list[tuple[str, str | None]],
) -> None:
    if any(homes[name] is None for name, _ in names):
        return  # urllib.request and its like: Python 3 already, or a name that never was
    groups: dict[str, list[str]] = {}
    for name, alias in names:
        groups.setdefault(homes[name] or module, []).append(_as(name, alias))
    if len(groups) == 1:
        (home,) = groups
        context.replace("PY215", node.children[1], home, f"{module} is {home}")
        return
    new = "; ".join(f"from {home} import {', '.join(parts)}" for home, parts in groups.items())
    context.replace("PY215", node, new, f"{module} was split")


def _itertools(context: Rewriter, node: Node, names: list[tuple[str, str | None]]) -> None:
    builtin = [(n, a) for n, a in names if n in spellings.ITERTOOLS]
    kept = [
        (spellings.ITERTOOLS_RENAMED.get(n, n), a or n)
        for n, a in names
        if n not in spellings.ITERTOOLS
    ]
    if not builtin and all(
        n in (new, a) and new == n for (new, a), (n, _) in zip(kept, names, strict=True)
    ):
        return
    pieces = []
    if kept:
        pieces.append(
            "from itertools import " + ", ".join(_as(name, alias) for name, alias in kept)
        )
    if builtin:
        pieces.append(_assigned(builtin, spellings.ITERTOOLS))
    context.replace(
        "PY215", node, "; ".join(pieces), "izip, imap and ifilter are zip, map and filter"
    )


def _string_function(name: str) -> str | None:
    """What ``from string import NAME`` gave: methods of str, called as functions."""
    if name in ("join", "joinfields"):
        return "lambda words, sep=' ': sep.join(words)"
    method = "split" if name == "splitfields" else name
    return f"str.{method}" if name in spellings.STRING_METHODS else None


def _attributes(
    context: Rewriter, node: Node, module: str, names: list[tuple[str, str | None]]
) -> None:
    values = {}
    for name, _ in names:
        new = spellings.ATTRIBUTES.get(f"{module}.{name}")
        if new is None and module == "string":
            new = _string_function(name)
        if new is not None:
            values[name] = new
    if not values:
        return
    kept = [(n, a) for n, a in names if n not in values]
    pieces = [f"from {module} import " + ", ".join(_as(n, a) for n, a in kept)] if kept else []
    same = {n: v.partition(".")[2] for n, v in values.items() if v.startswith(f"{module}.")}
    if same:
        pieces.append(f"from {module} import " + ", ".join(f"{v} as {n}" for n, v in same.items()))
    plain = [(n, a) for n, a in names if n in values and n not in same]
    if plain:
        pieces.append(_assigned(plain, values))
    context.replace("PY215", node, "; ".join(pieces), f"names of {module} were renamed")
