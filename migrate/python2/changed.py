"""What has its name still and gives something else: round, floor and ceil, hash, random draws, text
that is evaluated; and what Python 3 refuses or hides: orders between types, the variables of list
comprehensions.

https://docs.python.org/3/whatsnew/3.0.html
"""

from __future__ import annotations

import ast

from migrate.python2.bindings import (
    arguments,
    call_of,
    callee,
    is_call,
    literal_text,
    scope_of,
)
from migrate.python2.kinds import sequence_parts
from migrate.python2.notes import Severity
from migrate.python2.rewriter import Rewriter, is_reference
from migrate.python2.tree import Node

#: Functions of `random` whose draws from one seed changed in Python 3.2.
_DRAWS = frozenset({"randint", "randrange", "choice", "shuffle", "sample"})
_ORDERS = frozenset({"<", ">", "<=", ">="})
_ORDERING = frozenset({"sorted", "max", "min"})
_NO_ORDER = "None, texts and numbers have no order between them any more: give a key"


def called(context: Rewriter, node: Node) -> None:
    """Handle calls of functions that give something else today."""
    first, trailer = node.children[0], node.children[1]
    if is_call(trailer) and first.kind == "NAME" and context.is_builtin(first):
        if first.value == "round":
            _round(context, node, trailer)
        elif first.value == "hash":
            message = "hash() of a text is another number in each run: use hashlib or zlib.crc32"
            context.note("PY220", node, message, "suggested")
        elif first.value == "eval":
            _evaluated(context, arguments(trailer))
        elif first.value in _ORDERING and _is_mixed(context, arguments(trailer)):
            context.note("PY221", node, _NO_ORDER, "manual")
        elif first.value == "map" and _pairs(arguments(trailer)):
            message = "map() ends with its shortest sequence; Python 2 went on with None"
            context.note("PY220", node, message, "suggested")
        return
    if _sorts_in_place(node) and _is_mixed(context, [first]):
        context.note("PY221", node, _NO_ORDER, "manual")
    name = callee(
        node, trailer if is_call(trailer) else node.children[min(2, len(node.children) - 1)]
    )
    if name is None or "." not in name or first.kind != "NAME":
        return
    module, _, function = name.rpartition(".")
    module = context.kinds.module_of(module)
    if module == "math" and function in ("floor", "ceil") and len(node.children) == 3:
        _whole_number(context, node)
    elif module == "random" and function in _DRAWS and "random.seed" in context.source:
        message = f"random.{function} draws otherwise from the same seed than Python 2 did"
        context.note("PY220", node, message, "suggested")


def _pairs(given: list[Node]) -> bool:
    return len(given) > 2 and not given[0].is_op("None")


def _evaluated(context: Rewriter, given: list[Node]) -> None:
    """Name quotients of ints in a text that is evaluated: ``eval('1 / 2')``."""
    if "division" in context.shared or not given or given[0].kind != "STRING":
        return
    try:
        tree = ast.parse(literal_text(given[0].value).strip(), mode="eval")
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            sides = [_type_of_constant(side) for side in (node.left, node.right)]
            if float not in sides:
                severity: Severity = "manual" if sides == [int, int] else "suggested"
                message = "the text is Python 3's now: if both sides of / are ints, write //"
                context.note("PY211", given[0], message, severity)
                return


def _type_of_constant(node: ast.expr) -> type | None:
    return type(node.value) if isinstance(node, ast.Constant) else None


def _sorts_in_place(node: Node) -> bool:
    """Tell whether a chain is ``name.sort()``."""
    parts = node.children[1:]
    if len(parts) != 2 or parts[0].kind != "trailer" or not parts[0].children[0].is_op("."):
        return False
    return parts[0].children[1].value == "sort" and is_call(parts[1]) and not arguments(parts[1])


def _is_mixed(context: Rewriter, given: list[Node]) -> bool:
    """Tell whether what is brought into an order is written out, and holds values without one."""
    if len(given) != 1:
        return not any(each.kind == "argument" for each in given) and _have_no_order(context, given)
    if given[0].kind != "NAME":
        return _have_no_order(context, sequence_parts(given[0]) or [])
    bindings = context.kinds.bindings(given[0].value, given[0])
    return bool(bindings) and all(
        each.node is not None
        and each.kind is None
        and not each.element
        and _have_no_order(context, sequence_parts(each.node) or [])
        for each in bindings
    )


def _have_no_order(context: Rewriter, values: list[Node]) -> bool:
    kinds = {_ordered_as(context, value) for value in values}
    families = {"number" if kind in ("int", "float") else kind for kind in kinds}
    return len(families & {"None", "str", "number"}) > 1


def _round(context: Rewriter, node: Node, trailer: Node) -> None:
    """Turn ``round(x)`` into what gives Python 2's float, halves rounded away from zero."""
    given = arguments(trailer)
    if len(given) != 1 or given[0].kind == "argument" or len(node.children) != 2:
        return
    if not context.editable(node):
        return
    number = context.text(given[0])
    kind = context.kinds.kind(given[0])
    outer = "int" if call_of(node)[0] == "int" else "float"
    if kind == "int":
        new = number if outer == "int" else f"float({number})"
    else:
        context.request_import("import decimal")
        exact = number if kind == "float" else f"float({number})"
        new = f"decimal.Decimal({exact}).quantize(1, 'ROUND_HALF_UP')"
        new = new if outer == "int" else f"float({new})"
    message = "round() gave a float, and rounded halves away from zero"
    context.replace("PY220", node, new, message)


def _whole_number(context: Rewriter, node: Node) -> None:
    """Turn ``math.floor(x)`` into ``float(math.floor(x))`` where the difference is seen."""
    parent = node.parent
    shown = parent is not None and parent.kind == "print_stmt"
    shown = shown or call_of(node)[0] in ("str", "repr")
    if shown and context.editable(node):
        context.buffer.wrap(node.start, node.end, "float(", ")")
        context.note("PY220", node, "math.floor and math.ceil gave floats")


def comparison(context: Rewriter, node: Node) -> None:
    """Name orders between types: ``None < 3``, ``'3' > 2``."""
    for index, operator in enumerate(node.children):
        if not operator.is_op(*_ORDERS):
            continue
        sides = [node.children[index - 1], node.children[index + 1]]
        kinds = [_ordered_as(context, side) for side in sides]
        if "None" in kinds:
            context.note(
                "PY221", node, "None has no order any more: test `is None` first", "manual"
            )
        elif set(kinds) in ({"str", "int"}, {"str", "float"}):
            message = "texts and numbers have no order any more: convert one of them"
            context.note("PY221", node, message, "manual")
        elif any(_may_be_none(context, side) for side in sides):
            message = "if this is None, Python 3 raises: test `is None` first"
            context.note("PY221", node, message, "suggested")


def _ordered_as(context: Rewriter, side: Node) -> str | None:
    return "None" if side.is_op("None") else context.kinds.kind(side)


def _may_be_none(context: Rewriter, side: Node) -> bool:
    """Tell whether a name begins as None and is never tested for it."""
    if side.kind != "NAME":
        return False
    bindings = context.kinds.bindings(side.value, side)
    if not any(each.node is not None and each.node.is_op("None") for each in bindings):
        return False
    return not any(_tests(leaf) for leaf in context.named(side.value))


def _tests(leaf: Node) -> bool:
    parent = leaf.parent
    if parent is None:
        return False
    if parent.kind in ("not_test", "and_test", "or_test", "if_stmt", "while_stmt", "test"):
        return True
    return parent.kind == "comparison" and any(child.is_op("None") for child in parent.children)


def leaked_variable(context: Rewriter, leaf: Node) -> None:
    """Name the use of a list comprehension's variable behind the comprehension."""
    if not is_reference(leaf) or leaf.value in ("None", "True", "False"):
        return
    bindings = context.kinds.bindings(leaf.value, leaf)
    loops = [each.node.parent for each in bindings if each.node is not None and each.element]
    if not loops or len(loops) != len(bindings):
        return
    ends = []
    for loop in loops:
        if loop is None or loop.kind not in ("comp_for", "old_comp_for"):
            return
        outermost = loop
        while outermost.parent is not None and outermost.parent.kind in ("comp_for", "comp_if"):
            outermost = outermost.parent
        holder = outermost.parent
        if holder is None or holder.kind != "listmaker" or scope_of(holder) is not scope_of(leaf):
            return
        if holder.start <= leaf.start < holder.end:
            return
        ends.append(holder.end)
    if min(ends) <= leaf.start:
        message = f"{leaf.value} is known inside the list comprehension only: assign it before use"
        context.note("PY221", leaf, message, "manual")


def executed(context: Rewriter, node: Node) -> None:
    """Name ``exec`` in a function, whose names Python 3 does not see."""
    if len(node.children) == 2 and scope_of(node) is not None:
        message = (
            "names that exec makes in a function are not seen there: give it a dict, read that"
        )
        context.note("PY202", node, message, "suggested")
