"""What was a list in Python 2 and is an iterator or a view now: map, filter, zip, keys, values,
items, range."""

from __future__ import annotations

import re

from migrate.python2.bindings import arguments, call_of, callee, is_call, scope_of
from migrate.python2.rewriter import Rewriter, guarded
from migrate.python2.tree import Node

#: Callables that only iterate over what they are given.
CONSUMERS = frozenset(
    {
        "list",
        "tuple",
        "set",
        "frozenset",
        "sorted",
        "sum",
        "max",
        "min",
        "any",
        "all",
        "enumerate",
        "dict",
        "zip",
        "map",
        "filter",
        "reduce",
        "iter",
        "izip",
        "imap",
        "OrderedDict",
        "Counter",
        "defaultdict",
        "join",
        "extend",
        "update",
        "chain",
        "deque",
        "fsum",
        "from_iterable",
        "fromiter",
    }
)
#: What only a list takes, behind the text of an attribute.
_LIST_USE = (
    r"(?:\.(?:append|sort|pop|remove|insert|extend|reverse)\(|\[[^\]\n]*\]\s*=[^=]|\s*\+[^=])"
)
_VIEWS = frozenset({"keys", "values", "items"})
_MUTATORS = frozenset({"append", "sort", "pop", "remove", "insert", "extend", "reverse"})


#: Callables that return an iterator in both Pythons.
_ITERATORS = frozenset(
    {"iter", "open", "reader", "count", "cycle", "repeat", "chain", "izip", "imap", "enumerate"}
)


def iterates(context: Rewriter, parts: list[Node]) -> bool:
    """Tell whether an expression, given by its parts, is an iterator: what a generator or ``iter``
    returned, or a name that holds nothing else."""
    if len(parts) > 1 and is_call(parts[-1]) and parts[-1].parent is not None:
        name = callee(parts[-1].parent, parts[-1]) or ""
        functions = [b.node for b in context.kinds.bindings(name, parts[0]) if b.kind == "funcdef"]
        if functions:
            return all(f is not None and _yields(f) for f in functions)
        return name.rpartition(".")[2] in _ITERATORS
    if len(parts) > 1 or parts[0].kind != "NAME":
        return False
    bindings = context.kinds.bindings(parts[0].value, parts[0])
    made = [b.node for b in bindings if b.kind in (None, "handle") and b.position is None]
    return (
        bool(made)
        and len(made) == len(bindings)
        and all(m is not None and m.kind == "power" and iterates(context, m.children) for m in made)
    )


def _yields(function: Node) -> bool:
    return any(
        node.kind in ("yield_expr", "yield_stmt") or node.is_op("yield") for node in function.walk()
    )


def iterators(context: Rewriter, node: Node) -> None:
    """Wrap a call in ``list()`` where its value is used as a list."""
    first, last = node.children[0], node.children[-1]
    if guarded(node):
        return
    index = next(
        (
            i
            for i, c in enumerate(node.children)
            if c.kind == "trailer" and c.children[0].is_op("(")
        ),
        None,
    )
    if index is None:
        return
    trailer = node.children[index]
    if index == 1 and first.kind == "NAME" and first.value in ("map", "filter", "zip", "range"):
        if not context.is_builtin(first):
            return
        if first.value == "range":
            _range(context, node, trailer)
        else:
            _iterator(context, node, trailer, first.value)
        return
    if last.kind != "trailer" or not context.editable(node):
        return
    for at in range(1, len(node.children) - 1):
        method, called = node.children[at], node.children[at + 1]
        if (
            method.kind == called.kind == "trailer"
            and method.children[0].is_op(".")
            and method.children[1].value in _VIEWS
            and called.children[0].is_op("(")
            and not arguments(called)
        ):
            _view(context, node, at + 1)


def _iterator(context: Rewriter, node: Node, trailer: Node, name: str) -> None:
    given = arguments(trailer)
    if not context.editable(node):
        return
    if name == "map" and len(given) > 1 and context.text(given[0]) == "None":
        if len(given) > 2:
            context.request_import("import itertools")
            rest = ", ".join(context.text(argument) for argument in given[1:])
            context.buffer.swallow(node.start, trailer.end, f"list(itertools.zip_longest({rest}))")
        else:
            context.buffer.swallow(node.start, trailer.end, f"list({context.text(given[1])})")
        context.note("PY214", node, "map(None, ...) is gone")
        return
    if len(node.children) == 2 and only_iterated(node):
        return
    if name == "filter" and len(given) == 2 and context.kinds.kind(given[1]) == "str":
        context.buffer.wrap(node.start, trailer.end, "''.join(", ")")
        context.note("PY214", node, "filter() of a text gave a text")
        return
    context.buffer.wrap(node.start, trailer.end, "list(", ")")
    context.note("PY214", node, f"{name}() is an iterator now")


def _view(context: Rewriter, node: Node, called: int) -> None:
    rest = node.children[called + 1 :]
    if not rest:
        name = call_of(node)[0]
        if (
            (only_iterated(node) and not _changed_meanwhile(context, node))
            or name == "len"
            or (node.parent is not None and node.parent.kind == "simple_stmt")
        ):
            return
    elif rest[0].children[0].is_op("."):
        if rest[0].children[1].value not in _MUTATORS | {"index", "count"}:
            return
    elif not rest[0].children[0].is_op("["):
        return
    context.buffer.wrap(node.start, node.children[called].end, "list(", ")")
    context.note("PY214", node, f"{node.children[called - 1].children[1].value}() is a view now")


def _changed_meanwhile(context: Rewriter, view: Node) -> bool:
    """Tell whether a loop over a view of a dict takes entries out of the dict."""
    loop = view.parent
    if loop is None or loop.kind != "for_stmt":
        return False
    holder = re.escape(context.source[view.start : view.children[-2].start])
    body = context.source[view.end : loop.end]
    return bool(re.search(rf"\bdel\s+{holder}\s*\[|{holder}\.(?:pop|popitem|clear)\(", body))


def _range(context: Rewriter, node: Node, trailer: Node) -> None:
    if len(node.children) != 2 or not context.editable(node):
        return
    parent = node.parent
    called = call_of(node)[0] or ""
    shuffled = called.rpartition(".")[2] in ("shuffle", "dumps") or called == "dict"
    handed_on = _is_kept(node) or _is_own_function(context, node)
    added = parent is not None and parent.kind == "arith_expr"
    repeated = parent is not None and parent.kind == "term"
    printed = parent is not None and parent.kind == "print_stmt"
    assigned = (
        parent is not None
        and parent.kind == "expr_stmt"
        and parent.children[1].is_op("=")
        and parent.children[-1] is node
        and any(_used_as_list(context, target) for target in parent.children[:-1:2])
    )
    if shuffled or handed_on or added or repeated or printed or assigned:
        context.buffer.wrap(node.start, trailer.end, "list(", ")")
        context.note("PY214", node, "range() is no list now")


def _is_kept(node: Node) -> bool:
    """Tell whether a value goes where nothing tells what is done with it: it is returned, or put
    into a list or dict."""
    parent = node.parent
    if parent is None:
        return False
    if parent.kind == "comparison":
        return any(child.is_op("==", "!=") for child in parent.children)
    if parent.kind == "atom":
        return parent.children[0].is_op("[")
    comprehension = any(child.kind == "comp_for" for child in parent.children)
    in_display = parent.kind in ("listmaker", "testlist_gexp", "dictsetmaker")
    return parent.kind == "return_stmt" or (in_display and not comprehension)


def _is_own_function(context: Rewriter, node: Node) -> bool:
    """Tell whether a value is handed to a function that the notebook defines."""
    called = call_of(node)[0]
    bindings = context.kinds.bindings(called, node) if called else []
    return any(binding.kind == "funcdef" for binding in bindings)


def _used_as_list(context: Rewriter, target: Node) -> bool:
    """Tell whether the list in a variable is changed, added to, or shown somewhere in its scope."""
    if target.kind == "power":
        attribute = re.escape(context.source[target.children[-1].start : target.end])
        return bool(
            re.search(rf"{attribute}{_LIST_USE}|shuffle\([\w.]+{attribute}\)", context.source)
        )
    if target.kind != "NAME":
        return False
    if f"list:{target.value}" in context.shared and scope_of(target) is None:
        return True
    return any(
        leaf.kind == "NAME" and leaf.value == target.value and changes_list(leaf)
        for leaf in context.script.root.walk()
    )


def changes_list(leaf: Node) -> bool:
    """Tell whether a use of a name needs a true list: ``shuffle(x)``, ``x.append``, ``x[i] = ``,
    ``x + y``, print."""
    parent = leaf.parent
    if parent is None:
        return False
    if (call_of(leaf)[0] or "").rpartition(".")[2] == "shuffle":
        return True
    if parent.kind == "print_stmt":
        return True
    if parent.kind == "arith_expr":
        return any(child.is_op("+") for child in parent.children)
    if parent.kind != "power" or parent.children[0] is not leaf:
        return False
    following = parent.children[1]
    if following.kind != "trailer":
        return False
    if following.children[0].is_op("."):
        return following.children[1].value in _MUTATORS
    holder = parent.parent
    if following.children[0].is_op("[") and len(parent.children) == 2 and holder is not None:
        if holder.kind == "del_stmt":
            return True
        if holder.kind == "print_stmt" and any(c.kind == "subscript" for c in following.children):
            return True
        return holder.kind == "expr_stmt" and parent in holder.children[:-1:2]
    return False


def only_a_list_does(node: Node) -> bool:
    """Tell whether a call's value is used as no iterator and no view can be: ``zip(x, y)[0]``,
    ``np.array(map(f, x))``, ``d.values()[0]``."""
    first, called = node.children[0], node.children[1]
    if first.kind == "NAME" and first.value in ("map", "filter", "zip"):
        if called.kind != "trailer" or not called.children[0].is_op("("):
            return False
        if len(node.children) > 2:
            return _taken_as_list(node.children[2])
        parent = node.parent
        if parent is not None and parent.kind == "arith_expr":
            return any(child.is_op("+") for child in parent.children)
        name, position, _ = call_of(node)
        return position == 0 and (name or "").rpartition(".")[2] in ("len", "array", "asarray")
    for method, call, used in zip(
        node.children[1:], node.children[2:], node.children[3:], strict=False
    ):
        if method.kind == call.kind == "trailer" and method.children[0].is_op("."):
            name = method.children[1].value
            empty = call.children[0].is_op("(") and not arguments(call)
            if name in _VIEWS and empty and _taken_as_list(used):
                # a DataFrame's keys are an Index: it has items, and can be added to
                return name != "keys" or used.children[1].value in ("sort", "remove", "pop")
    return False


def _taken_as_list(trailer: Node) -> bool:
    if trailer.kind != "trailer":
        return False
    mutated = trailer.children[0].is_op(".") and trailer.children[1].value in _MUTATORS
    return mutated or trailer.children[0].is_op("[")


def only_iterated(node: Node) -> bool:
    """Tell whether the place of an expression takes any iterable and looks at it once."""
    parent = node.parent
    while parent is not None and parent.kind == "atom" and parent.children[0].is_op("("):
        node, parent = parent, parent.parent
    if parent is None:
        return False
    index = parent.children.index(node)
    before = parent.children[index - 1] if index else None
    if parent.kind in ("for_stmt", "comp_for", "old_comp_for"):
        return before is not None and before.is_op("in")
    if parent.kind == "comparison":
        return before is not None and (before.is_op("in") or before.kind == "comp_op")
    if parent.kind == "argument" and before is not None and before.is_op("*"):
        return True
    if parent.kind == "arglist" and before is not None and before.is_op("*"):
        return True
    if parent.kind == "expr_stmt" and parent.children[-1] is node and len(parent.children) == 3:
        target = parent.children[0]
        if target.kind in ("testlist_star_expr", "exprlist", "testlist"):
            return True
        return target.kind == "atom" and target.children[0].is_op("(", "[")
    called, position, _ = call_of(node)
    if called is None or position is None:
        return False
    name = called.rpartition(".")[2]
    return name in CONSUMERS and not (name in ("map", "filter") and position == 0)
