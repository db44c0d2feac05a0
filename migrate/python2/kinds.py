"""What Python 2 names hold, as far as it can be proved: enough to tell ``7 / 2`` from ``x / 2``.

A binding is where a name gets its value. A name has a kind only when all its bindings, over all
cells that can see it, agree; anything else is ``None``, unknown. Unknown is always a safe answer.
"""

from __future__ import annotations

import re

from migrate.python2.bindings import (
    Binding,
    Bindings,
    arguments,
    call_of,
    callee,
    dotted,
    is_call,
    parameters_with_defaults,
    scope_of,
)
from migrate.python2.known import (
    ARRAY_METHODS_INT,
    ARRAY_METHODS_SAME,
    BYTES_CALLS,
    BYTES_METHODS,
    FLOAT_CALLS,
    INT_ARGUMENTS,
    INT_ATTRIBUTES,
    INT_CALLS,
    INT_KEYWORDS,
    INT_TYPE,
    LIBRARY_INTS,
    LIBRARY_SAME,
    STR_CALLS,
    STR_METHODS,
    STR_METHODS_SAME,
)
from migrate.python2.tree import Node

#: How many bindings are followed for one answer, where names are made of each other.
_MOST_BINDINGS = 200


class Kinds:
    """Answers what an expression is, over the bindings of a script and of the other cells of its
    notebook."""

    def __init__(self, own: Bindings, notebook: Bindings | None = None) -> None:
        self._own = own
        self._notebook = notebook or Bindings()
        self._active: set[int] = set()
        self._known: dict[int, str | None] = {}
        self._cuts = 0
        self._budget = 0

    def bindings(self, name: str, at: Node) -> list[Binding]:
        """Return the bindings of a name as seen from a node: the innermost scope's that has any."""
        scope = scope_of(at)
        innermost = True
        while scope is not None:
            found = self._own.names.get((scope, name)) or self._notebook.names.get((scope, name))
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
            return "bytes" if node.value[0] in "bB" else "str"
        if node.kind == "NAME":
            return self._agreed(self.bindings(node.value, node))
        if node.kind == "atom":
            return self._atom(node)
        if node.kind == "factor":
            inner = self.kind(node.children[1])
            return inner if inner in ("int", "float", "array", "intarray", "numbers") else None
        if node.kind in ("and_expr", "xor_expr", "expr", "shift_expr"):
            return "int" if all(self.kind(part) == "int" for part in node.children[::2]) else None
        if node.kind in ("argument", "listmaker", "testlist_gexp"):
            made = node.children[-1].kind == "comp_for" and self.kind(node.children[0])
            return "ints" if made == "int" else None
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

    def kind_of_part(self, power: Node, end: int) -> str | None:
        """Return the kind of an expression up to, not including, one of its parts."""
        return self._chain(power.children[:end])

    def fold(self, children: list[Node]) -> str | None:
        """Return the kind of ``a op b op c`` given as that list, with ``/`` as Python 2 meant
        it."""
        kind = self.kind(children[0])
        for index in range(1, len(children) - 1, 2):
            kind = _arithmetic(kind, children[index].value, self.kind(children[index + 1]))
        return kind

    def _agreed(self, bindings: list[Binding]) -> str | None:
        if not self._active:
            self._budget = _MOST_BINDINGS
        kinds = set()
        for binding in bindings:
            key = id(binding)
            if key in self._known:
                kinds.add(self._known[key])
            elif key in self._active:
                self._cuts += 1  # n = n / 2: what the other bindings say decides
            elif self._budget <= 0:
                self._cuts += 1
                return None
            else:
                kinds.add(self._followed(binding))
        return kinds.pop() if len(kinds) == 1 else None

    def _followed(self, binding: Binding) -> str | None:
        """Return the kind of a binding, and keep it if nothing was cut short on the way."""
        self._budget -= 1
        cuts = self._cuts
        self._active.add(id(binding))
        try:
            found = self._bound(binding)
        finally:
            self._active.discard(id(binding))
        if self._cuts == cuts or not self._active:
            self._known[id(binding)] = found
        return found

    def _bound(self, binding: Binding) -> str | None:
        node = binding.node
        if node is None or binding.kind is not None:
            return binding.kind
        if binding.parameter is not None:
            return self._parameter(node, binding.parameter)
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
        if node.kind == "power" and len(node.children) == 2 and is_call(node.children[1]):
            called, given = callee(node, node.children[1]), arguments(node.children[1])
            if called == "enumerate" and given and position is not None:
                return "int" if position == 0 else None
            if called == "zip" and position is not None and position < len(given):
                return "int" if self.kind(given[position]) == "ints" else None
        elements = {"ints": "int", "intarray": "intarray", "numbers": "numbers"}
        return elements.get(self.kind(node) or "") if position is None else None

    def _parameter(self, function: Node, name: str) -> str | None:
        """Return ``int`` when every call of the function, by a name that nothing else has, gives
        the parameter an int."""
        called, inside = function.children[1].value, scope_of(function)
        shift = 0
        if inside is not None and inside.kind == "classdef":
            shift = 1
            if called == "__init__":
                called = inside.children[1].value
        every = [self._own, self._notebook]
        if any(called in known.others for known in every):
            return None
        places = {scope for known in every for scope, bound in known.names if bound == called}
        calls = {
            id(trailer): trailer for known in every for _, trailer in known.calls.get(called, ())
        }
        if len(places) != 1 or not calls:
            return None
        parameters = parameters_with_defaults(function.children[2])
        names = [parameter for parameter, _ in parameters][shift:]
        if name not in names:
            return None
        default = dict(parameters)[name]
        for trailer in calls.values():
            given = arguments(trailer)
            if any(
                each.kind == "argument" and not each.children[1].is_op("=") for each in given
            ) or any(each.is_op("*", "**") for each in given):
                return None
            value = default
            for position, each in enumerate(given):
                if each.kind == "argument":
                    if each.children[0].value == name:
                        value = each.children[2]
                elif position == names.index(name):
                    value = each
            if value is None or self.kind(value) != "int":
                return None
        return "int"

    def _returned(self, function: Node) -> str | None:
        """Return the kind that all ``return`` statements of a function agree on."""
        if id(function) in self._active:
            self._cuts += 1
            return None
        self._active.add(id(function))
        try:
            kinds = set()
            for node in function.walk():
                if node.is_op("yield") or node.kind == "yield_expr":
                    return None
                if node.kind == "return_stmt" and scope_of(node) is function:
                    kinds.add(self.kind(node.children[1]))
            return kinds.pop() if len(kinds) == 1 else None
        finally:
            self._active.discard(id(function))

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
            if parts is None:
                return self.kind(node.children[1]) or "list"
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
            if name == "size" and self._chain(before) in ("array", "intarray", "numbers"):
                return "int"
            if name == "T":
                return self._chain(before)
            if len(parts) == 2 and parts[0].kind == "NAME":
                if parts[0].value == "self":
                    path = f"self.{name}"
                    own, others = self._own.attributes, self._notebook.attributes
                    known = [*own.get(path, ()), *others.get(path, ())]
                    if known:
                        return self._agreed(known)
                if parts[0].value == "FLAGS":
                    return self._own.flags.get(name) or self._notebook.flags.get(name)
                if any(
                    binding.kind == "module" for binding in self.bindings(parts[0].value, parts[0])
                ):
                    return None
            fields = [*self._own.fields.get(name, ()), *self._notebook.fields.get(name, ())]
            return self._agreed(fields)
        if last.children[0].is_op("["):
            sliced = any(
                child.kind == "subscript" or child.is_op(":") for child in last.children[1:-1]
            )
            kind = self._chain(before)
            if kind == "ints":
                return "ints" if sliced else "int"
            if kind in ("intarray", "numbers"):
                return kind
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
        imported = bound and all(each.kind == "module" for each in self.bindings(first, parts[0]))
        if not bound or imported:
            if full in INT_CALLS:
                return "int"
            if full in FLOAT_CALLS:
                return "float"
            if full in STR_CALLS:
                return "str"
            if full in BYTES_CALLS:
                return "bytes"
            if full in ("range", "xrange"):
                return "ints"
            if full in ("max", "min", "abs", "sum") and given:
                kinds = {self.kind(a) for a in given}
                return "int" if kinds <= {"int", "ints"} else None
            if full in ("list", "sorted", "tuple", "dict"):
                same = given and self.kind(given[0]) == "ints"
                return "dict" if full == "dict" else "ints" if same else "list"
            if full == "map" and len(given) == 2 and given[0].value in ("len", "int", "ord"):
                return "ints"
            if full in ("divmod", "pow") and all(self.kind(each) == "int" for each in given):
                return "ints" if full == "divmod" else None
        if (name == "as_list" and "get_shape" in called) or name == "get_shape":
            return "ints"
        listed = len(parts) == 3 and self.kind(parts[0]) in ("str", "list", "ints")
        if name in ("count", "find", "rfind", "index") and given and (first == "?" or listed):
            return "int"
        if bound and module.split(".")[0] in ("numpy", "tensorflow", "scipy"):
            return self._library(re.sub(r"^np\.", "numpy.", full), given)
        if bound and parts[0].kind == "NAME" and len(parts) == 2:
            defined = self.bindings(first, parts[0])
            functions = {each.node for each in defined if each.kind == "funcdef"}
            if len(functions) == 1 and all(each.node in functions for each in defined):
                (function,) = functions
                return self._returned(function) if function is not None else None
        return self._method(parts, name, given)

    def _method(self, parts: list[Node], name: str, given: list[Node]) -> str | None:
        """Return what a method gives, by the kind of its object."""
        if name == "astype":
            return "intarray" if given and _is_int_type(given[0]) else "array"
        if name in ("run", "eval", "mean", "std"):
            return "array"  # what a Session or NumPy gives: floats, nearly always
        if len(parts) < 3:
            return None
        if name in BYTES_METHODS:
            return "bytes"
        if name in STR_METHODS and self._chain(parts[:-2]) == "str":
            return "str" if name in STR_METHODS_SAME else None
        if name == "read" and self._reads_bytes(parts[:-2]):
            return "bytes"
        if name in ARRAY_METHODS_INT:
            return "intarray"
        if name in ARRAY_METHODS_SAME:
            kind = self._chain(parts[:-2])
            return kind if kind in ("array", "intarray", "numbers") else None
        return None

    def _reads_bytes(self, handle: list[Node]) -> bool:
        """Tell whether a handle is of a file that was opened for bytes."""
        if len(handle) != 1 or handle[0].kind != "NAME":
            opened = [handle[0].parent] if len(handle) == 2 else []
        else:
            bindings = self.bindings(handle[0].value, handle[0])
            opened = [each.node for each in bindings if each.position is None]
        return bool(opened) and all(_opens_bytes(node) for node in opened)

    def _library(self, full: str, given: list[Node]) -> str:
        """Return what a function of NumPy, SciPy or TensorFlow gives."""
        dtype = next(
            (each.children[2] for each in given if each.kind == "argument" and _is_dtype(each)),
            None,
        )
        plain = [each for each in given if each.kind != "argument"]
        if full in LIBRARY_INTS:
            return "intarray"
        if full == "tensorflow.cast" and len(plain) == 2:
            dtype = plain[1]
        if dtype is not None:
            return "intarray" if _is_int_type(dtype) else "array"
        if full == "tensorflow.range" or full in LIBRARY_SAME:
            kinds = {self.kind(each) for each in (plain if _all_matter(full) else plain[:1])}
            if kinds <= {"int", "ints", "intarray"} and kinds:
                return "intarray"
            return "array" if "float" in kinds or "array" in kinds else "numbers"
        if full.startswith(("numpy.zeros", "numpy.ones", "numpy.empty")) and len(plain) == 2:
            return "intarray" if _is_int_type(plain[1]) else "array"
        return "array"


def _opens_bytes(node: Node | None) -> bool:
    if node is None or node.kind != "power" or not is_call(node.children[1]):
        return False
    given = arguments(node.children[1])
    modes = [each.value for each in given[1:2] if each.kind == "STRING"]
    return node.children[0].value in ("open", "file") and bool(modes) and "b" in modes[0]


def _all_matter(full: str) -> bool:
    """Tell whether all that a function is given makes its result ints or floats."""
    return full.rpartition(".")[2] in (
        *("range", "arange", "add", "subtract", "multiply", "maximum", "minimum", "mod", "dot"),
        *("outer", "power", "append", "where"),
    )


def _is_dtype(argument: Node) -> bool:
    named = argument.kind == "argument" and len(argument.children) == 3
    return named and argument.children[0].value == "dtype"


def _is_int_type(node: Node) -> bool:
    text = dotted(node) or (node.value if node.kind == "STRING" else "")
    return bool(re.fullmatch(INT_TYPE, text))


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
    arrays = {left, right} & {"array", "intarray", "numbers"}
    if arrays:
        if "array" in arrays or "float" in (left, right):
            return "array"
        return "intarray" if {left, right} <= {"intarray", "int", "ints"} else "numbers"
    if left == "str" and operator in "+%*":
        return "str"
    if right == "str" and operator == "+":
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
    holders = ("list", "ints", "str", "array", "intarray", "numbers")
    return kinds.kind(power.children[0]) in holders


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
