"""What Python 2 names hold, as far as it can be proved: enough to tell ``7 / 2`` from ``x / 2``.

A binding is where a name gets its value. A name has a kind only when all its bindings, over all
cells that can see it, agree; anything else is ``None``, unknown. Unknown is always a safe answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from migrate.python2.tree import Node, Script

#: Names that libraries use for counts, whatever object they sit on.
INT_ATTRIBUTES = frozenset({"num_examples", "ndim"})
INT_CALLS = frozenset(
    {"len", "int", "long", "ord", "hash", "id", "random.randint", "np.random.randint"}
)
FLOAT_CALLS = frozenset(
    {"float", "time.time", "random.random", "random.uniform", "math.sqrt", "math.exp"}
)
STR_CALLS = frozenset({"str", "raw_input", "unicode", "repr", "chr", "unichr"})
FLAG_KINDS = {"DEFINE_integer": "int", "DEFINE_float": "float", "DEFINE_string": "str"}
SCOPES = frozenset({"file_input", "funcdef", "lambdef", "old_lambdef", "classdef"})
#: Calls whose argument (by position; None for all) must be an int or made of ints.
INT_ARGUMENTS: dict[str, tuple[int, ...] | None] = {
    "range": None,
    "xrange": None,
    "zeros": (0,),
    "ones": (0,),
    "empty": (0,),
    "eye": (0,),
    "full": (0,),
    "fill": (0,),
    "placeholder": (1,),
    "random_normal": (0,),
    "random_uniform": (0,),
    "truncated_normal": (0,),
    "reshape": (1,),
    "array_split": (1,),
    "sample": (1,),
    "subplot": (0, 1, 2),
    "subplots": (0, 1),
    "islice": (1, 2, 3),
    "BasicRNNCell": (0,),
    "BasicLSTMCell": (0,),
    "LSTMCell": (0,),
    "GRUCell": (0,),
}
INT_KEYWORDS = frozenset(
    {
        "num_units",
        "units",
        "shape",
        "size",
        "num_outputs",
        "batch_size",
        "output_size",
        "hidden_size",
    }
)


@dataclass(frozen=True)
class Binding:
    """How a name gets a value: by an expression, as an element of one, or as something of a known
    kind."""

    node: Node | None = None
    kind: str | None = None
    element: bool = False
    position: int | None = None


@dataclass
class Bindings:
    """The names that one script binds, by scope (``None`` stands for the module), and what it
    shows of them."""

    names: dict[tuple[Node | None, str], list[Binding]] = field(default_factory=dict)
    attributes: dict[str, list[Binding]] = field(default_factory=dict)
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
            else:
                found.add(target, name, binding)
        _imports(node, found)
        if node.kind == "power":
            for child in node.children[1:]:
                called = callee(node, child) if _is_call(child) else None
                kind = FLAG_KINDS.get((called or "").rpartition(".")[2])
                given = arguments(child) if kind else []
                if kind and given and given[0].kind == "STRING":
                    found.flags[literal_text(given[0].value)] = kind
    return found


def _is_call(node: Node) -> bool:
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
        yield scope, node.children[1].value, Binding(kind=node.kind)
        if node.kind == "funcdef":
            for name in _parameters(node.children[2]):
                yield node, name, Binding()
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


def _targets(
    target: Node, binding: Binding, scope: Node | None
) -> Iterator[tuple[Node | None, str, Binding]]:
    if target.kind == "NAME":
        yield scope, target.value, binding
    elif target.kind == "power":
        path = dotted(target)
        if path is not None and path.startswith("self.") and path.count(".") == 1:
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


class Kinds:
    """Answers what an expression is, over the bindings of a script and of the other cells of its
    notebook."""

    def __init__(self, own: Bindings, notebook: Bindings | None = None) -> None:
        self._own = own
        self._notebook = notebook or Bindings()
        self._active: set[int] = set()

    def bindings(self, name: str, at: Node) -> list[Binding]:
        """Return the bindings of a name as seen from a node: the innermost scope's that has any."""
        scope = scope_of(at)
        innermost = True
        while scope is not None:
            found = self._own.names.get((scope, name))
            if found and (scope.kind != "classdef" or innermost):
                return found
            scope = scope_of(scope)
            innermost = False
        key = (None, name)
        return [*self._own.names.get(key, ()), *self._notebook.names.get(key, ())]

    def defines(self, name: str) -> bool:
        """Tell whether the cell defines a function or method of this name anywhere."""
        return any(bound == name for _, bound in self._own.names)

    def is_bound(self, name: str, at: Node) -> bool:
        """Tell whether the notebook binds a name itself (so that it is not the builtin)."""
        return bool(self.bindings(name, at))

    def module_of(self, name: str) -> str:
        """Return the module (or ``module.name``) that a name was imported from, or the name
        itself."""
        return self._own.modules.get(name) or self._notebook.modules.get(name, name)

    def kind(self, node: Node) -> str | None:
        """Return the kind of an expression: int, float, str, ints, list, dict, array, other; None
        if unknown."""
        if node.kind == "NUMBER":
            return number_kind(node.value)
        if node.kind == "STRING":
            return "str"
        if node.kind == "NAME":
            return self._agreed(self.bindings(node.value, node))
        if node.kind == "atom":
            return self._atom(node)
        if node.kind == "factor":
            inner = self.kind(node.children[1])
            return inner if inner in ("int", "float", "array") else None
        if node.kind == "term":
            return self.fold(node.children)
        if node.kind == "arith_expr":
            return self.fold(node.children)
        if node.kind == "test" and len(node.children) == 5:
            first, last = self.kind(node.children[0]), self.kind(node.children[4])
            return first if first == last else None
        if node.kind == "power":
            return self._power(node)
        if node.kind in ("lambdef", "comparison", "not_test"):
            return "other"
        return None

    def fold(self, children: list[Node]) -> str | None:
        """Return the kind of ``a op b op c`` given as that list, with ``/`` as Python 2 meant
        it."""
        kind = self.kind(children[0])
        for index in range(1, len(children) - 1, 2):
            kind = _arithmetic(kind, children[index].value, self.kind(children[index + 1]))
        return kind

    def _agreed(self, bindings: list[Binding]) -> str | None:
        kinds = set()
        for binding in bindings:
            if id(binding) in self._active:
                continue  # n = n / 2: what the other bindings say decides
            self._active.add(id(binding))
            try:
                kinds.add(self._bound(binding))
            finally:
                self._active.discard(id(binding))
        return kinds.pop() if len(kinds) == 1 else None

    def _bound(self, binding: Binding) -> str | None:
        node = binding.node
        if node is None or binding.kind is not None:
            return binding.kind
        if node.kind == "expr_stmt":  # augmented assignment
            return self.fold([node.children[0], _operator(node.children[1]), node.children[2]])
        if binding.element:
            return self._element(node, binding.position)
        if binding.position is None:
            return self.kind(node)
        parts = sequence_parts(node)
        if parts is not None:
            return self.kind(parts[binding.position]) if binding.position < len(parts) else None
        return "int" if self.kind(node) == "ints" else None

    def _element(self, node: Node, position: int | None) -> str | None:
        if node.kind == "power" and len(node.children) == 2 and _is_call(node.children[1]):
            called, given = callee(node, node.children[1]), arguments(node.children[1])
            if called == "enumerate" and given and position is not None:
                return "int" if position == 0 else None
            if called == "zip" and position is not None and position < len(given):
                return "int" if self.kind(given[position]) == "ints" else None
        return "int" if position is None and self.kind(node) == "ints" else None

    def _atom(self, node: Node) -> str | None:
        opening = node.children[0].value
        if node.children[0].kind == "STRING":
            return "str"
        if opening == "(" and len(node.children) == 3:
            parts = sequence_parts(node)
            if parts is None:
                return self.kind(node.children[1])
            return "ints" if all(self.kind(part) == "int" for part in parts) else "list"
        if opening == "[":
            parts = sequence_parts(node)
            return "ints" if parts and all(self.kind(p) == "int" for p in parts) else "list"
        if opening == "{":
            return "dict"
        return "str" if opening == "`" else "list"

    def _power(self, node: Node) -> str | None:
        children = [child for child in node.children if not child.is_op("await")]
        for index, child in enumerate(children):
            if child.is_op("**"):
                base = self._chain(children[:index])
                exponent = children[index + 1]
                if base == "int":
                    positive = exponent.kind == "NUMBER" and number_kind(exponent.value) == "int"
                    return "int" if positive else None
                return _arithmetic(base, "**", self.kind(exponent))
        return self._chain(children)

    def _chain(self, parts: list[Node]) -> str | None:
        if len(parts) == 1:
            return self.kind(parts[0])
        last, before = parts[-1], parts[:-1]
        if last.children[0].is_op("."):
            name = last.children[1].value
            if name in INT_ATTRIBUTES or (
                name == "value" and before[-1].children[:1] and self._chain(before) == "int"
            ):
                return "int"
            if name == "shape":
                return "ints"
            if len(parts) == 2 and parts[0].kind == "NAME":
                if parts[0].value == "self":
                    path = f"self.{name}"
                    own, others = self._own.attributes, self._notebook.attributes
                    return self._agreed([*own.get(path, ()), *others.get(path, ())])
                if parts[0].value == "FLAGS":
                    return self._own.flags.get(name) or self._notebook.flags.get(name)
            return None
        if last.children[0].is_op("["):
            sliced = any(
                child.kind == "subscript" or child.is_op(":") for child in last.children[1:-1]
            )
            kind = self._chain(before)
            if kind == "ints":
                return "ints" if sliced else "int"
            return kind if kind in ("array", "list", "str") and sliced else None
        return self._call(parts)

    def _call(self, parts: list[Node]) -> str | None:
        power = parts[0].parent
        called = callee(power, parts[-1]) if power is not None else None
        given = arguments(parts[-1])
        if called is None:
            return None
        first, _, rest = called.partition(".")
        name = called.rpartition(".")[2]
        bound = first != "?" and parts[0].kind == "NAME" and self.is_bound(first, parts[0])
        full = self.module_of(first) + ("." + rest if rest else "")
        full = re.sub(r"^numpy\.", "np.", full)
        module = self.module_of(first)
        if not bound or module != first or full.startswith("np."):
            if full in INT_CALLS:
                return "int"
            if full in FLOAT_CALLS:
                return "float"
            if full in STR_CALLS:
                return "str"
            if full in ("range", "xrange"):
                return "ints"
            if full in ("max", "min", "abs", "sum") and given:
                kinds = {self.kind(a) for a in given}
                return "int" if kinds <= {"int", "ints"} else None
            if full in ("list", "sorted", "tuple", "dict"):
                return "dict" if full == "dict" else "list"
        if (name == "as_list" and "get_shape" in called) or name == "get_shape":
            return "ints"
        if name in ("count", "find", "index") and first == "?":
            return "int"
        if name in ("run", "eval", "astype", "mean", "std"):
            return "array"  # what a Session or NumPy gives: floats, nearly always
        if bound and module.split(".")[0] in ("numpy", "tensorflow", "scipy"):
            return "array"
        return None


def _operator(augmented: Node) -> Node:
    return Node("OP", augmented.value[:-1], augmented.start, augmented.end - 1, [])


def number_kind(text: str) -> str:
    """Return ``int`` or ``float`` for a Python 2 number literal."""
    lowered = text.lower()
    if lowered.startswith("0x"):
        return "int"
    return "float" if re.search(r"[.ej]", lowered) else "int"


def sequence_parts(node: Node) -> list[Node] | None:
    """Return the elements of a tuple or list written out, ``None`` for anything else."""
    if node.kind in ("testlist_star_expr", "testlist", "exprlist", "testlist_gexp", "listmaker"):
        if any(child.kind == "comp_for" for child in node.children):
            return None
        return [child for child in node.children if not child.is_op(",")]
    if node.kind == "atom" and node.children[0].is_op("(", "["):
        if len(node.children) == 2:
            return []
        parts = sequence_parts(node.children[1]) if node.children[1].kind != "atom" else None
        if parts is None and node.children[0].is_op("[") and node.children[1].kind != "listmaker":
            return [node.children[1]]
        return parts
    return None


def _arithmetic(left: str | None, operator: str, right: str | None) -> str | None:
    if "array" in (left, right):
        return "array"
    if left == "str" and operator in "+%*":
        return "str"
    if left in ("list", "ints") and operator in "+*":
        return (
            "list"
            if left == "list" or right == "list"
            else left
            if right in ("int", "ints")
            else "list"
        )
    if left == right == "int":
        return "int"
    if "float" in (left, right):
        # anything times a float is no int: a float, an array or an error
        return "float"
    return None


def demands_int(node: Node, kinds: Kinds) -> bool:
    """Tell whether the place of an expression takes ints only: a range, a slice, a shape, a
    repetition."""
    at = node
    for parent in node.ancestors():
        if parent.kind in ("arith_expr", "term", "factor"):
            if parent.kind == "term" and _repeats(parent, at, kinds):
                return True
        elif parent.kind == "atom":
            if parent.children[0].is_op("{", "`"):
                return False
        elif parent.kind in ("testlist_gexp", "listmaker"):
            if any(child.kind == "comp_for" for child in parent.children):
                return False
        elif parent.kind in ("subscript", "sliceop"):
            return True
        elif parent.kind == "trailer" and parent.children[0].is_op("["):
            if len(parent.children) == 3 and parent.children[1] is at:
                return _indexes_sequence(parent, kinds)
            return True
        elif parent.kind == "subscriptlist":
            return True
        elif parent.kind in ("trailer", "arglist", "argument"):
            return _int_argument(at)
        else:
            return False
        at = parent
    return False


def _repeats(term: Node, at: Node, kinds: Kinds) -> bool:
    index = term.children.index(at)
    for other in (index - 1, index + 1):
        if 0 <= other < len(term.children) and term.children[other].is_op("*"):
            beside = term.children[other + (other - index)]
            if beside.kind in ("atom", "STRING") and kinds.kind(beside) in ("list", "ints", "str"):
                return True
    return False


def _indexes_sequence(trailer: Node, kinds: Kinds) -> bool:
    power = trailer.parent
    if power is None or power.kind != "power":
        return False
    index = power.children.index(trailer)
    if index != 1:
        return False
    return kinds.kind(power.children[0]) in ("list", "ints", "str", "array")


def _int_argument(node: Node) -> bool:
    called, position, keyword = call_of(node)
    if called is None:
        return False
    name = called.rpartition(".")[2]
    if keyword is not None:
        return keyword in INT_KEYWORDS
    if name not in INT_ARGUMENTS or position is None:
        return False
    positions = INT_ARGUMENTS[name]
    if name == "reshape" and not called.startswith(("np.", "numpy.", "tf.", "tensorflow.")):
        return True
    return positions is None or position in positions
