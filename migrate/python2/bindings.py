"""Where the names of a Python 2 script get their values, and how its functions are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from migrate.python2.known import FLAG_KINDS
from migrate.python2.tree import Node, Script

SCOPES = frozenset({"file_input", "funcdef", "lambdef", "old_lambdef", "classdef"})


@dataclass(frozen=True)
class Binding:
    """How a name gets a value: by an expression, as an element of one, as something of a known
    kind, or as the parameter of the function ``node``."""

    node: Node | None = None
    kind: str | None = None
    element: bool = False
    position: int | None = None
    parameter: str | None = None


@dataclass
class Bindings:
    """The names that one script binds, by scope (``None`` stands for the module), and what it
    shows of them.

    ``fields`` are attributes of whatever object, by their own name; ``calls`` the calls of
    functions and methods by name (the whole expression, and the part in parentheses); ``others``
    the names that are used otherwise than called.
    """

    names: dict[tuple[Node | None, str], list[Binding]] = field(default_factory=dict)
    attributes: dict[str, list[Binding]] = field(default_factory=dict)
    fields: dict[str, list[Binding]] = field(default_factory=dict)
    calls: dict[str, list[tuple[Node, Node]]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    flags: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)

    def add(self, scope: Node | None, name: str, binding: Binding) -> None:
        """Record one binding."""
        self.names.setdefault((scope, name), []).append(binding)


def dotted(node: Node) -> str | None:
    """Return ``a.b.c`` when the node is a name or a chain of attributes."""
    if node.kind == "NAME":
        return node.value
    if node.kind != "power" or node.children[0].kind != "NAME":
        return None
    parts = [node.children[0].value]
    for child in node.children[1:]:
        if child.kind != "trailer" or not child.children[0].is_op("."):
            return None
        parts.append(child.children[1].value)
    return ".".join(parts)


def callee(power: Node, trailer: Node) -> str | None:
    """Return the dotted name of what a call's trailer calls, ``?.name`` for a method of an
    expression."""
    index = power.children.index(trailer)
    names = []
    for child in reversed(power.children[:index]):
        if child.kind == "trailer" and child.children[0].is_op("."):
            names.append(child.children[1].value)
        elif child.kind == "NAME" and child is power.children[0]:
            names.append(child.value)
            return ".".join(reversed(names))
        else:
            break
    return "?." + ".".join(reversed(names)) if names else None


def arguments(trailer: Node) -> list[Node]:
    """Return the arguments of a call's trailer, keyword arguments as ``argument`` nodes."""
    inner = trailer.children[1:-1]
    if not inner:
        return []
    if inner[0].kind == "arglist":
        return [child for child in inner[0].children if not child.is_op(",")]
    return [inner[0]]


def literal_text(literal: str) -> str:
    """Return what stands between the quotes of a string literal."""
    match = re.fullmatch(r"""[a-zA-Z]{0,2}(\"{3}|'{3}|["'])(.*)\1""", literal, re.DOTALL)
    return match[2] if match else literal


def call_of(argument: Node) -> tuple[str | None, int | None, str | None]:
    """Return (callee, position, keyword) of the call that a node is an argument of, Nones when it
    is none."""
    node, keyword = argument, None
    if node.parent is not None and node.parent.kind == "argument":
        first = node.parent.children[0]
        if first is node or not node.parent.children[1].is_op("="):
            return None, None, None
        keyword, node = first.value, node.parent
    holder = node.parent
    trailer = holder.parent if holder is not None and holder.kind == "arglist" else holder
    if (
        trailer is None
        or trailer.kind != "trailer"
        or not trailer.children[0].is_op("(")
        or trailer.parent is None
        or trailer.parent.kind != "power"
    ):
        return None, None, None
    position = None if keyword else arguments(trailer).index(node)
    return callee(trailer.parent, trailer), position, keyword


def scope_of(node: Node) -> Node | None:
    """Return the function, lambda or class that a node stands in, ``None`` for the module."""
    previous = node
    for above in node.ancestors():
        if above.kind in SCOPES and above.kind != "file_input":
            # A function's name and its defaults belong outside; its parameters are added by hand.
            if above.kind in ("funcdef", "classdef") and previous is not above.children[-1]:
                previous = above
                continue
            return above
        previous = above
    return None


def collect(script: Script, masked: Sequence[tuple[int, int]] = ()) -> Bindings:
    """Find every binding of a script; what is bound to masked text is unknown."""
    found = Bindings()
    outer: set[tuple[Node | None, str]] = set()
    for node in script.root.walk():
        if node.kind == "global_stmt":
            outer.update((scope_of(node), name.value) for name in node.children[1::2])
    for node in script.root.walk():
        for scope, name, binding in _bindings(node):
            target = None if (scope, name) in outer else scope
            value = binding.node
            if value and any(value.start < high and low < value.end for low, high in masked):
                binding = Binding()
            if "." in name:
                found.attributes.setdefault(name, []).append(binding)
                found.fields.setdefault(name.rpartition(".")[2], []).append(binding)
            else:
                found.add(target, name, binding)
                if scope is not None and scope.kind == "classdef" and binding.kind is None:
                    found.fields.setdefault(name, []).append(binding)
        _imports(node, found)
        if node.kind == "power":
            for child in node.children[1:]:
                called = callee(node, child) if is_call(child) else None
                if called is not None:
                    last = called.rpartition(".")[2]
                    found.calls.setdefault(last, []).append((node, child))
                    _options(last, arguments(child), found)
        elif node.kind == "NAME" and not _is_called(node):
            found.others.add(node.value)
    return found


def _options(called: str, given: list[Node], found: Bindings) -> None:
    """Record what options of the command line hold: ``DEFINE_integer``, ``add_argument``."""
    texts = [literal_text(each.value) for each in given if each.kind == "STRING"]
    if called in FLAG_KINDS and texts and given[0].kind == "STRING":
        found.flags[texts[0]] = FLAG_KINDS[called]
    elif called == "add_argument" and texts:
        values = {
            each.children[0].value: each.children[2].value
            for each in given
            if each.kind == "argument" and len(each.children) == 3
        }
        kind = {"int": "int", "float": "float", "str": "str"}.get(values.get("type", "str"))
        if "action" not in values and "nargs" not in values:
            name = texts[-1].lstrip("-").replace("-", "_")
            found.fields.setdefault(name, []).append(Binding(kind=kind or "other"))


def _is_called(leaf: Node) -> bool:
    """Tell whether a name is that of a call, or of a definition."""
    parent = leaf.parent
    if parent is None:
        return False
    if parent.kind in ("funcdef", "classdef"):
        return len(parent.children) > 1 and parent.children[1] is leaf
    at: Node = leaf
    if parent.kind == "trailer" and parent.children[0].is_op("."):
        at, parent = parent, parent.parent or parent
    if parent.kind != "power":
        return False
    index = parent.children.index(at) + 1
    return index < len(parent.children) and is_call(parent.children[index])


def is_call(node: Node) -> bool:
    """Tell whether a part of an expression is a pair of parentheses behind what it calls."""
    return node.kind == "trailer" and node.children[0].is_op("(")


def _bindings(node: Node) -> Iterator[tuple[Node | None, str, Binding]]:
    scope = scope_of(node)
    if node.kind == "expr_stmt":
        if node.children[1].kind == "annassign":
            yield from _targets(node.children[0], Binding(), scope)
        elif node.children[1].is_op("="):
            for target in node.children[:-1:2]:
                yield from _targets(target, Binding(node.children[-1]), scope)
        else:
            yield from _targets(node.children[0], Binding(node), scope)
    elif node.kind in ("for_stmt", "comp_for"):
        at = next(i for i, child in enumerate(node.children) if child.is_op("for"))
        iterated = node.children[at + 3]
        yield from _targets(node.children[at + 1], Binding(iterated, element=True), scope)
    elif node.kind == "with_item" and len(node.children) == 3:
        yield from _targets(node.children[2], Binding(node.children[0], "handle"), scope)
    elif node.kind == "with_stmt" and len(node.children) > 3 and node.children[2].is_op("as"):
        yield from _targets(node.children[3], Binding(node.children[1], "handle"), scope)
    elif node.kind == "except_clause" and len(node.children) == 4:
        yield from _targets(node.children[3], Binding(kind="exception"), scope)
    elif node.kind in ("funcdef", "classdef"):
        yield scope, node.children[1].value, Binding(node, kind=node.kind)
        if node.kind == "funcdef":
            for name in _parameters(node.children[2]):
                yield node, name, Binding(node, parameter=name)
    elif node.kind in ("lambdef", "old_lambdef"):
        for child in node.children[1:]:
            if child.is_op(":"):
                break
            for name in _parameters(child):
                yield node, name, Binding()


def _parameters(node: Node) -> Iterator[str]:
    if node.kind == "NAME":
        yield node.value
        return
    default = False
    for child in node.children:
        if child.is_op("="):
            default = True
        elif child.is_op(",", "*", "**"):
            default = False
        elif not default:
            yield from _parameters(child)


def parameters_with_defaults(node: Node) -> list[tuple[str, Node | None]]:
    """Return a function's plain parameters in order, each with its default."""
    holder = node.children[1] if node.kind == "parameters" and len(node.children) == 3 else None
    if holder is None:
        return []
    parts = [holder] if holder.kind == "NAME" else holder.children
    found: list[tuple[str, Node | None]] = []
    for index, part in enumerate(parts):
        before = parts[index - 1] if index else None
        if before is not None and before.is_op("="):
            found[-1] = (found[-1][0], part)
        elif part.kind == "NAME" and (before is None or before.is_op(",")):
            found.append((part.value, None))
        elif part.kind == "tfpdef":
            found.append(("", None))
    return found


def _targets(
    target: Node, binding: Binding, scope: Node | None
) -> Iterator[tuple[Node | None, str, Binding]]:
    if target.kind == "NAME":
        yield scope, target.value, binding
    elif target.kind == "power":
        path = dotted(target)
        if path is not None and path.count(".") == 1:
            yield scope, path, binding
    elif target.kind in (
        "atom",
        "testlist_star_expr",
        "exprlist",
        "testlist_gexp",
        "listmaker",
        "testlist",
    ):
        parts = [c for c in target.children if not c.is_op(",", "(", ")", "[", "]")]
        if target.kind == "atom":
            for part in parts:
                yield from _targets(part, binding, scope)
            return
        for index, part in enumerate(parts):
            inner = Binding(binding.node, None, binding.element, index)
            if binding.position is not None or binding.kind is not None:
                inner = Binding()
            yield from _targets(part, inner, scope)


def _imports(node: Node, found: Bindings) -> None:
    if node.kind == "import_name":
        for module, alias in import_parts(node.children[1]):
            name = alias or module.split(".")[0]
            found.add(scope_of(node), name, Binding(kind="module"))
            found.modules[name] = module if alias else name
    elif node.kind == "import_from":
        at = next(i for i, child in enumerate(node.children) if child.is_op("import"))
        module = "".join(_texts(node.children[1:at]))
        for name, alias in _imported(node, at):
            found.add(scope_of(node), alias or name, Binding(kind="module"))
            found.modules[alias or name] = f"{module}.{name}"


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if node.children:
            yield from _texts(node.children)
        else:
            yield node.value


def import_parts(node: Node) -> list[tuple[str, str | None]]:
    """Return (module, alias) for the part of an ``import`` statement after the keyword."""
    if node.kind in ("dotted_as_names", "import_as_names"):
        return [
            pair for child in node.children if not child.is_op(",") for pair in import_parts(child)
        ]
    if node.kind in ("dotted_as_name", "import_as_name"):
        return [("".join(_texts([node.children[0]])), node.children[2].value)]
    return [("".join(_texts([node])), None)]


def _imported(node: Node, at: int) -> list[tuple[str, str | None]]:
    inner = [child for child in node.children[at + 1 :] if not child.is_op("(", ")")]
    return import_parts(inner[0]) if inner else []
