"""Division: ``/`` between ints rounded down in Python 2 (PEP 238)."""

from __future__ import annotations

from migrate.python2.bindings import call_of
from migrate.python2.kinds import demands_int
from migrate.python2.rewriter import Rewriter
from migrate.python2.tree import Node

_INTS = ("int", "intarray")
_NUMBERS = (*_INTS, "numbers", None)


def division(context: Rewriter, node: Node) -> None:
    """Turn ``/`` into ``//`` where both sides are ints, or where only an int makes sense; ask
    about the rest."""
    if "division" in context.shared:
        return
    for index, child in enumerate(node.children):
        if not child.is_op("/") or not context.editable(node):
            continue
        left = context.kinds.fold(node.children[:index])
        right = context.kinds.kind(node.children[index + 1])
        if left not in _NUMBERS or right not in _NUMBERS:
            continue
        if "numbers" in (left, right) and not {left, right} & {*_INTS}:
            continue  # two arrays that are not known to be of ints hardly are
        if left in _INTS and right in _INTS:
            if index + 2 == len(node.children) and call_of(node)[0] == "int":
                continue  # int() of the true quotient rounds to the same int
            _round_down(context, child, "both sides are ints")
        elif demands_int(node, context.kinds) or _demanded_later(context, node):
            _round_down(context, child, "an int is needed here")
        elif left in _INTS or right in _INTS:
            known = "right" if right in _INTS else "left"
            context.note(
                "PY211",
                child,
                f"if the {'left' if known == 'right' else 'right'} side is an int too, write // "
                "(Python 2 rounded ints down)",
                "suggested",
            )
        else:
            context.note(
                "PY211",
                child,
                "if both sides are ints, write // (Python 2 rounded ints down)",
                "suggested",
            )


def augmented(context: Rewriter, node: Node) -> None:
    """Turn ``n /= 2`` into ``n //= 2`` where both sides are ints."""
    if (
        "division" in context.shared
        or not node.children[1].is_op("/=")
        or not context.editable(node)
    ):
        return
    left, right = context.kinds.kind(node.children[0]), context.kinds.kind(node.children[2])
    if left in _INTS and right in _INTS:
        context.replace("PY211", node.children[1], "//=", "/= between ints rounded down")
    elif left in _NUMBERS and right in _NUMBERS:
        context.note("PY211", node.children[1], "if both sides are ints, write //=", "suggested")


def _round_down(context: Rewriter, operator: Node, why: str) -> None:
    context.replace("PY211", operator, "//", f"/ rounded down in Python 2: {why}")


def _demanded_later(context: Rewriter, node: Node) -> bool:
    """Tell whether the quotient is put in a variable that is used as an int."""
    parent = node.parent
    if parent is None or parent.kind != "expr_stmt" or parent.children[-1] is not node:
        return False
    target = parent.children[0]
    if target.kind != "NAME":
        return False
    if f"int:{target.value}" in context.shared:
        return True
    return any(
        leaf.kind == "NAME"
        and leaf.value == target.value
        and leaf is not target
        and demands_int(leaf, context.kinds)
        for leaf in context.script.root.walk()
    )
