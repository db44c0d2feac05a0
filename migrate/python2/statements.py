"""Statements whose form changed: print, exec, raise, except, and functions with tuple
parameters."""

from __future__ import annotations

import itertools
import re

from migrate.python2.files import gives_lines
from migrate.python2.rewriter import Rewriter
from migrate.python2.tree import Node


def print_statement(context: Rewriter, node: Node) -> None:
    """Turn ``print >>f, a, b,`` into ``print(a, b, end=' ', file=f)``, and all simpler forms."""
    if not context.script.print_statement or not context.editable(node):
        return
    keyword, items = node.children[0], node.children[1:]
    target: Node | None = None
    if items and items[0].is_op(">>"):
        target, items = items[1], items[3:]
    trailing = bool(items) and items[-1].is_op(",")
    values = [item for item in items if not item.is_op(",")]
    if target is None and not trailing and len(values) == 1 and _parenthesised(values[0]):
        inner = values[0].children[1:-1]
        is_tuple = not inner or any(child.is_op(",") for child in inner[0].children)
        if inner and inner[0].kind == "testlist_gexp" and inner[0].children[1].kind == "comp_for":
            is_tuple = False
        if is_tuple:
            context.buffer.wrap(values[0].start, values[0].end, "(", ")")
            context.note("PY201", node, "print of a tuple: print((...))")
        return
    options = []
    ending = [_ends_line(context, value) for value in values[:-1]]
    if ending and all(ending):
        options.append("sep=''")
    elif not any(one and other for one, other in itertools.pairwise(ending)):
        for place in (place for place, ends in enumerate(ending) if ends):
            _join(context, values[place], values[place + 1])
    if trailing:
        options.append("end=''" if _ends_line(context, values[-1]) else "end=' '")
    if target is not None:
        options.append(f"file={context.text(target)}")
    if not values:
        context.buffer.swallow(keyword.end, node.end, f"({', '.join(options)})")
    else:
        first, last = values[0], values[-1]
        if target is not None:
            context.buffer.replace(keyword.end, first.start, "(")
        elif context.source[keyword.end : first.start].strip(" \t"):
            context.buffer.wrap(keyword.end, keyword.end, "(", "")
        elif keyword.end < first.start:
            context.buffer.replace(keyword.end, first.start, "(")
        else:
            context.buffer.wrap(first.start, first.start, "(", "")
        close = "".join(f", {option}" for option in options) + ")"
        if trailing:
            context.buffer.replace(last.end, items[-1].end, close)
        else:
            context.buffer.insert(last.end, close)
    context.note("PY201", node, "print is a function")


def _join(context: Rewriter, text: Node, value: Node) -> None:
    """Put no space between a text and the value printed behind it: `'a\\n' + str(b)`."""
    if value.kind == "STRING":
        context.buffer.replace(text.end, value.start, " + ")
        return
    context.buffer.replace(text.end, value.start, " + str(")
    context.buffer.insert(value.end, ")")


def _parenthesised(node: Node) -> bool:
    return node.kind == "atom" and node.children[0].is_op("(")


def _ends_line(context: Rewriter, value: Node) -> bool:
    """Python 2 put no space after a text that ended in a line break or a tab."""
    if value.kind == "NAME":
        bindings = context.kinds.bindings(value.value, value)
        return bool(bindings) and all(
            b.element and b.node is not None and gives_lines(context, b.node) for b in bindings
        )
    strings = [leaf for leaf in value.walk() if leaf.kind == "STRING"]
    if not strings or not (
        value.kind in ("STRING", "atom") or "%" in context.source[value.start : value.end]
    ):
        return False
    if value.kind == "term" and value.children[0].kind != "STRING":
        return False
    literal = strings[-1] if value.kind != "term" else strings[0]
    return (
        bool(re.search(r"\\[ntr]['\"]+$", literal.value)) and "r" not in literal.value[:2].lower()
    )


def bare_print(context: Rewriter, leaf: Node) -> None:
    """Turn ``print`` alone on its line into ``print()``."""
    if leaf.value != "print" or not context.script.print_statement or leaf.parent is None:
        return
    if (
        context.source.startswith("print", leaf.start)
        and leaf.parent.kind
        in (
            "simple_stmt",
            "file_input",
        )
        and context.editable(leaf)
    ):
        context.buffer.insert(leaf.end, "()")
        context.note("PY201", leaf, "print is a function")


def exec_statement(context: Rewriter, node: Node) -> None:
    """Turn ``exec code in space`` into ``exec(code, space)``."""
    keyword, code = node.children[0], node.children[1]
    if not context.editable(node) or (len(node.children) == 2 and _parenthesised(code)):
        return
    if len(node.children) > 2:
        context.buffer.replace(code.end, node.children[3].start, ", ")
    if _parenthesised(code) and code.children[1].kind == "testlist_gexp":
        return
    if keyword.end < code.start:
        context.buffer.replace(keyword.end, code.start, "(")
    else:
        context.buffer.wrap(code.start, code.start, "(", "")
    context.buffer.insert(node.end, ")")
    context.note("PY202", node, "exec is a function")


def except_clause(context: Rewriter, node: Node) -> None:
    """Turn ``except E, e`` into ``except E as e``."""
    if len(node.children) != 4 or not node.children[2].is_op(",") or not context.editable(node):
        return
    kind, name = node.children[1], node.children[3]
    if name.kind != "NAME":
        _unpacked_exception(context, node, kind, name)
        return
    context.buffer.replace(kind.end, name.start, " as ")
    context.note("PY203", node, "except E as e")


def _unpacked_exception(context: Rewriter, node: Node, kind: Node, target: Node) -> None:
    """Turn ``except E, (a, b):`` into ``except E as a_b:`` with ``a, b = a_b.args`` in the body."""
    parent = node.parent
    if parent is None or parent.kind != "try_stmt" or not _parenthesised(target):
        context.note("PY203", node, "write `as e` and unpack e.args yourself", "manual")
        return
    name = _flat_name(context, target)
    line = f"{context.text(target)} = {name}.args"
    context.buffer.replace(kind.end, target.end, f" as {name}")
    _insert_first(context, parent.children[parent.children.index(node) + 2], [line])
    context.note("PY203", node, "except E as e")


def iterated_tuple(context: Rewriter, node: Node) -> None:
    """Turn ``[x for x in 1, 2]`` into ``[x for x in (1, 2)]``."""
    if context.editable(node):
        context.buffer.wrap(node.start, node.end, "(", ")")
        context.note("PY209", node, "a tuple in a comprehension needs parentheses")


def raise_statement(context: Rewriter, node: Node) -> None:
    """Turn ``raise E, value, traceback`` into ``raise E(value).with_traceback(traceback)``."""
    if not context.editable(node):
        return
    if len(node.children) >= 4 and node.children[2].is_op(","):
        error, value = node.children[1], node.children[3]
        none = value.kind == "NAME" and value.value == "None"
        if len(node.children) == 6:
            traceback = context.text(node.children[5])
            call = context.text(error) + ("" if none else f"({_arguments(context, value)})")
            context.buffer.swallow(error.start, node.end, f"{call}.with_traceback({traceback})")
        elif none:
            context.buffer.replace(error.end, value.end, "")
        elif _parenthesised(value):
            context.buffer.replace(error.end, value.start, "")
        else:
            context.buffer.replace(error.end, value.start, "(")
            context.buffer.insert(value.end, ")")
        context.note("PY204", node, "raise E(value)")
    elif len(node.children) == 2 and node.children[1].kind == "STRING":
        context.note("PY204", node, "a string cannot be raised: raise an exception class", "manual")
    elif (
        len(node.children) == 2
        and context.text(node.children[1])
        in (
            "StopIteration",
            "StopIteration()",
        )
        and _in_generator(node)
    ):
        context.buffer.swallow(node.start, node.end, "return")
        context.note("PY204", node, "a generator ends by return")


def _arguments(context: Rewriter, value: Node) -> str:
    text = context.text(value)
    return text[1:-1] if _parenthesised(value) else text


def _in_generator(node: Node) -> bool:
    for above in node.ancestors():
        if above.kind == "funcdef":
            return any(
                (leaf.is_op("yield"))
                and next(a for a in leaf.ancestors() if a.kind in ("funcdef", "lambdef")) is above
                for leaf in above.walk()
            )
    return False


def function(context: Rewriter, node: Node) -> None:
    """Turn ``def f((a, b)):`` into ``def f(a_b):`` with ``a, b = a_b`` first in the body."""
    unpacked = [(p, _flat_name(context, p)) for p in _tuple_parameters(node.children[2], "tfpdef")]
    if not unpacked or not all(context.editable(p) for p, _ in unpacked):
        return
    lines = []
    for parameter, name in unpacked:
        lines.append(f"{context.text(parameter)} = {name}")
        context.replace("PY209", parameter, name, "tuple parameters are unpacked in the body")
    _insert_first(context, node.children[-1], lines)


def _insert_first(context: Rewriter, suite: Node, lines: list[str]) -> None:
    """Put statements at the head of a body, after its docstring."""
    if suite.kind != "suite":
        context.buffer.wrap(suite.start, suite.start, "; ".join(lines) + "; ", "")
        return
    statements = [c for c in suite.children if c.kind not in ("NEWLINE", "INDENT", "DEDENT")]
    first = statements[0]
    docstring = first.kind == "simple_stmt" and first.children[0].kind == "STRING"
    if docstring and len(statements) > 1:
        first = statements[1]
    indent = context.indent_of(first)
    inserted = "".join(f"{line}\n{indent}" for line in lines)
    context.buffer.wrap(first.start, first.start, inserted, "")


def lambda_expression(context: Rewriter, node: Node) -> None:
    """Turn ``lambda (k, v): v`` into ``lambda k_v: k_v[1]``."""
    colon = next(i for i, child in enumerate(node.children) if child.is_op(":"))
    body = node.children[colon + 1]
    for parameters in node.children[1:colon]:
        for parameter in _tuple_parameters(parameters, "vfpdef"):
            if not context.editable(node):
                return
            name = _flat_name(context, parameter)
            paths = dict(_paths(parameter, name))
            for leaf in body.walk():
                if leaf.kind == "NAME" and leaf.value in paths and _reads(leaf):
                    context.buffer.swallow(leaf.start, leaf.end, paths[leaf.value])
            context.replace("PY209", parameter, name, "tuple parameters are indexed in a lambda")


def _reads(leaf: Node) -> bool:
    parent = leaf.parent
    if parent is None or (parent.kind == "trailer" and parent.children[0].is_op(".")):
        return False
    return not (
        parent.kind == "argument" and parent.children[0] is leaf and parent.children[1].is_op("=")
    )


def _tuple_parameters(node: Node, kind: str) -> list[Node]:
    if node.kind == kind:
        return [node] if node.children and node.children[0].is_op("(") else []
    if node.kind in ("parameters", "typedargslist", "varargslist"):
        return [found for child in node.children for found in _tuple_parameters(child, kind)]
    return []


def _flat_name(context: Rewriter, parameter: Node) -> str:
    name = "_".join(leaf.value for leaf in parameter.walk() if leaf.kind == "NAME")
    while context.source.count(name) and re.search(rf"\b{re.escape(name)}\b", context.source):
        if name in (leaf.value for leaf in parameter.walk()):
            name += "_"
            continue
        name += "_"
    return name


def _paths(parameter: Node, path: str) -> list[tuple[str, str]]:
    inner = parameter.children[1]
    parts = (
        [inner]
        if inner.kind in ("NAME", "vfpdef")
        else [c for c in inner.children if not c.is_op(",")]
    )
    found = []
    for index, part in enumerate(parts):
        if part.kind == "NAME":
            found.append((part.value, f"{path}[{index}]"))
        else:
            found.extend(_paths(part, f"{path}[{index}]"))
    return found
