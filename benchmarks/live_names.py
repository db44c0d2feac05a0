"""Whether the names and calls of a program exist in the libraries installed here.

The judge of `corpus.py --live`. It shares nothing with `migrate.resolve` and its tables: names are
followed by a walk of its own, and looked up with `getattr` on the real modules. What it cannot
follow (a name bound to several things, attributes of objects) it lets pass.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

Bindings = dict[str, set[str | None]]
_NOTHING = object()
# What the wrappers of `tf.flags` take besides; their signature is that of what they wrap.
_FLAG_ARGUMENTS = {"flag_name": "name", "default_value": "default", "docstring": "help"}
# What has all its attributes from the start. The type is asked, for objects like FLAGS answer any
# question with a look at the command line.
_FIXED = (ModuleType, type, FunctionType, BuiltinFunctionType)


def problems(trees: Sequence[ast.Module], libraries: Sequence[str]) -> list[str]:
    """What does not exist, or does not take the arguments given, of these libraries."""
    bindings = _bindings(trees)
    own = {
        name
        for node in _walk(trees)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if (name := _dotted(node, bindings)) is not None
    }
    found = []
    for name in _uses(trees, bindings):
        inside = any(name == given or name.startswith(f"{given}.") for given in own)
        if name.split(".")[0] in libraries and not inside and (gone := _missing(name)):
            found.append(f"{gone} does not exist")
    for node in _walk(trees):
        called = _dotted(node.func, bindings) if isinstance(node, ast.Call) else None
        if called is not None and called.split(".")[0] in libraries:
            found += _unfit(called, node)
    return found


@cache
def _find(name: str) -> Any:
    parent, _, leaf = name.rpartition(".")
    owner = _find(parent) if parent else _NOTHING
    if owner is not _NOTHING and not issubclass(type(owner), _FIXED):
        return _NOTHING  # an object; FLAGS would read the command line
    if owner is not _NOTHING:
        try:
            return getattr(owner, leaf)
        except (AttributeError, ImportError):
            if not isinstance(owner, ModuleType):
                return _NOTHING
    try:
        return importlib.import_module(name)
    except (ImportError, AttributeError):
        return _NOTHING


def _missing(name: str) -> str:
    """The head of a dotted name that does not exist; empty where all of it may."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        head = ".".join(parts[:end])
        found = _find(head)
        if found is _NOTHING:
            return head
        if not issubclass(type(found), _FIXED):
            return ""  # an object: what it has is made at run time
    return ""


def _unfit(called: str, call: ast.Call) -> Iterator[str]:
    function = _find(called)
    unpacked = any(isinstance(argument, ast.Starred) for argument in call.args)
    if (
        not isinstance(function, _FIXED)
        or unpacked
        or any(item.arg is None for item in call.keywords)
    ):
        return
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        known_as = _FLAG_ARGUMENTS if ".flags.DEFINE_" in called else {}
        names = [known_as.get(str(item.arg), str(item.arg)) for item in call.keywords]
        signature.bind(*call.args, **dict.fromkeys(names))
    except TypeError as error:
        yield f"{called}: {error}"


# -- names ----------------------------------------------------------------------------------------


def _walk(trees: Sequence[ast.Module]) -> Iterator[ast.AST]:
    for tree in trees:
        yield from ast.walk(tree)


def _dotted(node: ast.AST, bindings: Bindings) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    known = bindings.get(node.id, set()) if isinstance(node, ast.Name) else set()
    if len(known) != 1 or None in known:
        return None
    return ".".join([str(next(iter(known))), *reversed(parts)])


def _bindings(trees: Sequence[ast.Module]) -> Bindings:
    found: Bindings = defaultdict(set)
    aliases: list[tuple[str, ast.expr]] = []
    for node in _walk(trees):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                found[alias.asname or top].add(alias.name if alias.asname else top)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}" if not node.level else None
                found[alias.asname or alias.name].add(full)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name].add(None)
        elif isinstance(node, ast.arg):
            found[node.arg].add(None)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            aliases.append((node.targets[0].id, node.value))
    plain = {id(node.targets[0]) for node in _walk(trees) if isinstance(node, ast.Assign)}
    for node in _walk(trees):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in plain:
            found[node.id].add(None)
    for name, value in aliases:
        found[name].add(_dotted(value, found))
    return found


def _uses(trees: Sequence[ast.Module], bindings: Bindings) -> Iterator[str]:
    """Every dotted name that is read, and every imported one."""
    inner = {id(node.value) for node in _walk(trees) if isinstance(node, ast.Attribute)}
    for node in _walk(trees):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for alias in node.names:
                yield node.module if alias.name == "*" else f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            name = _dotted(node, bindings) if id(node) not in inner else None
            if name is not None:
                yield name
