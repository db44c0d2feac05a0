"""Sets and dicts in a printed text, put into one order whatever order they were printed in."""

from __future__ import annotations

import ast
import re
import warnings

_PLAIN = (
    ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Name, ast.Attribute, ast.Call,
    ast.keyword, ast.UnaryOp, ast.USub, ast.UAdd, ast.Load,
)  # fmt: skip
_OLD_SET = re.compile(r"\b(?:frozen)?set\(\[")
_STRING = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
# A longer one is left as it is: parsing costs, and nobody reads it.
_LONGEST = 20_000


def in_order(text: str) -> str:
    """The text with the items of every printed set and dict sorted; `set([1])` becomes `{1}`.

    >>> in_order("5 {'b': 1, 'a': {3, 2}}")
    "5 {'a': {2, 3}, 'b': 1}"
    """
    pieces: list[str] = []
    position = 0
    while (start := _next(text, position)) is not None:
        end = _closing(text, start)
        found = None if end is None else _normal(text[start:end])
        if found is None or end is None:
            pieces.append(text[position : start + 1])
            position = start + 1
        else:
            pieces += [text[position:start], found]
            position = end
    return "".join([*pieces, text[position:]])


def _next(text: str, position: int) -> int | None:
    brace = text.find("{", position)
    old = _OLD_SET.search(text, position)
    starts = [brace] if brace >= 0 else []
    starts += [old.start()] if old is not None else []
    return min(starts, default=None)


def _closing(text: str, start: int) -> int | None:
    """The place behind the bracket that closes the first one, or None."""
    depth = 0
    position = start
    stop = min(len(text), start + _LONGEST)
    while position < stop:
        character = text[position]
        if character in "'\"":
            string = _STRING.match(text, position)
            position = string.end() if string else position + 1
            continue
        if character in "{[(":
            depth += 1
        elif character in "}])":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return None


def _normal(source: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if not all(isinstance(node, _PLAIN) for node in ast.walk(tree)):
        return None
    if any(isinstance(node, ast.Dict) and None in node.keys for node in ast.walk(tree)):
        return None
    return _written(tree, source)


def _written(node: ast.AST, source: str) -> str:
    if isinstance(node, ast.Dict):
        pairs = [
            f"{_written(key, source)}: {_written(value, source)}"
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        ]
        return "{" + ", ".join(sorted(pairs)) + "}"
    if isinstance(node, ast.Set):
        return "{" + ", ".join(sorted(_written(item, source) for item in node.elts)) + "}"
    if isinstance(node, ast.List):
        return "[" + ", ".join(_written(item, source) for item in node.elts) + "]"
    if isinstance(node, ast.Tuple):
        items = [_written(item, source) for item in node.elts]
        return f"({items[0]},)" if len(items) == 1 else "(" + ", ".join(items) + ")"
    members = _members_of_set_call(node)
    if members is not None:
        inner = ", ".join(sorted(_written(item, source) for item in members))
        return "{" + inner + "}" if inner else "set()"
    return ast.get_source_segment(source, node) or ""


def _members_of_set_call(node: ast.AST) -> list[ast.expr] | None:
    """The items of `set([...])`, `frozenset([...])` or `frozenset({...})`."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id not in ("set", "frozenset") or node.keywords or len(node.args) != 1:
        return None
    argument = node.args[0]
    return argument.elts if isinstance(argument, ast.List | ast.Set) else None
