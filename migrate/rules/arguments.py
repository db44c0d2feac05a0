"""Arguments whose order or name changed: rows of `migrate.tables.signatures`, applied."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from migrate.edits import Edit, Finding, ImportRequest, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal
from migrate.tables.signatures import Signature, signatures
from migrate.targets import compat

_IMPORT = "import tensorflow as tf\n"
_IMPORTED = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
_PLACE = re.compile(r"\{(\d)\}")
_LABELS = re.compile(r"label|target|\by_?\b|y_(?!pred)|(?:^|_)ys?$", re.IGNORECASE)


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func)
    if not context.legacy or not compat.is_tensorflow(qualified):
        return
    row = _row(qualified or "")
    if row is None or any(isinstance(argument, ast.Starred) for argument in node.args):
        return
    short = row.function.replace("tensorflow", "tf", 1)
    if row.arity and len(node.args) >= row.arity and _applies(row, node, cell, context):
        edits = tuple(_reordered(row, node, cell))
        silent = " (it would run and compute something else)" if row.silent else ""
        if edits:
            message = f"{short}: {row.note or 'the arguments changed'}{silent}"
            yield Finding("TF201", cell.span(node.func), message, Severity.FIXED, edits)
    for old, new in row.keywords:
        item = keyword(node, old)
        if item is not None and keyword(node, new) is None:
            edit = Edit(cell.keyword_name_span(item), new)
            message = f"{short}: the argument {old} is called {new} today"
            yield Finding("TF202", edit.span, message, Severity.FIXED, (edit,))
    for name in row.drop:
        item = keyword(node, name)
        if item is not None:
            message = f"{short}: the argument {name} had no effect and is gone"
            edit = removal(cell, node, item)
            yield Finding("TF202", cell.keyword_name_span(item), message, Severity.FIXED, (edit,))


def _row(qualified: str) -> Signature | None:
    where = compat.destination(qualified)
    for name in (where.symbol, compat.canonical(where.path or "")):
        if name in signatures():
            return signatures()[name]
    return None


# -- is it the old order? -------------------------------------------------------------------------


def _applies(row: Signature, call: ast.Call, cell: ParsedCell, context: Context) -> bool:
    if row.when in ("always", "unnamed"):
        return True
    arguments = call.args
    if row.when == "axis_first":
        if isinstance(arguments[0], ast.List | ast.Tuple):
            return False
        return _is_int(arguments[0], context) or isinstance(arguments[1], ast.List | ast.Tuple)
    if row.when == "bools":
        return _bools(arguments[1]) is not None
    if row.when == "size_apart":
        return all(_is_int(argument, context) for argument in arguments[1:3])
    second = max(int(place) for place in _PLACE.findall(row.template))
    labels, inputs = cell.segment(arguments[second]), cell.segment(arguments[second - 1])
    return bool(_LABELS.search(labels)) and not _LABELS.search(inputs)


def _is_int(node: ast.expr, context: Context) -> bool:
    """Whether an argument is an int: a literal, or a name that is only ever bound to ints."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int) and not isinstance(node.value, bool)
    if not isinstance(node, ast.Name):
        return False
    values = context.values.get(node.id, [])
    return bool(values) and all(
        isinstance(value, ast.Constant) and type(value.value) is int for value in values
    )


def _bools(node: ast.expr) -> list[bool] | None:
    if not isinstance(node, ast.List | ast.Tuple) or not node.elts:
        return None
    found = [e.value for e in node.elts if isinstance(e, ast.Constant) and type(e.value) is bool]
    return found if len(found) == len(node.elts) else None


# -- the new order ----------------------------------------------------------------------------


def _reordered(row: Signature, call: ast.Call, cell: ParsedCell) -> Iterator[Edit]:
    """Edits that give the positional arguments the form of the row's template.

    Where the order stays, names and brackets are inserted around the arguments, so that edits
    inside an argument do not collide with these.
    """
    order = [int(place) for place in _PLACE.findall(row.template)]
    bools = _bools(call.args[1]) if row.when == "bools" else None
    if bools is not None:
        axes = [str(axis) for axis, flag in enumerate(bools) if flag]
        yield cell.replace(call.args[1], f"[{', '.join(axes)}]")
    elif order == sorted(order):
        yield from _insertions(row.template, call.args, cell)
    else:
        for place, source in enumerate(order):
            if place != source:
                yield cell.replace(call.args[place], cell.segment(call.args[source]))
    for argument, name in zip(call.args[row.arity :], row.rest, strict=False):
        yield cell.insert(_outer(cell, argument)[0], f"{name}=")


def _insertions(template: str, arguments: Sequence[ast.expr], cell: ParsedCell) -> Iterator[Edit]:
    literals = _PLACE.split(template)[::2]
    for number, argument in enumerate(arguments[: len(literals) - 1]):
        before = literals[number].removeprefix(", ") if number else literals[0]
        start, end = _outer(cell, argument)
        if before:
            yield cell.insert(start, before)
        if number == len(literals) - 2 and literals[-1]:
            yield cell.insert(end, literals[-1])


def _outer(cell: ParsedCell, argument: ast.expr) -> tuple[int, int]:
    """An argument's characters with the parentheses around it."""
    span = cell.span(argument)
    start, end = span.start, span.end
    text = cell.mask.text
    while True:
        left = len(text[:start].rstrip())
        right = end + len(text[end:]) - len(text[end:].lstrip())
        if text[left - 1 : left] != "(" or text[right : right + 1] != ")":
            return start, end
        inside = text[: left - 1].rstrip()[-1:]
        if inside not in ",(":
            return start, end  # the call's own parentheses
        start, end = left - 1, right + 1


# -- cells that share their weights ---------------------------------------------------------------


def _repeated_cell(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func) or ""
    if not qualified.endswith(".MultiRNNCell") or not node.args:
        return
    listed = node.args[0]
    repeats = (
        isinstance(listed, ast.BinOp)
        and isinstance(listed.op, ast.Mult)
        and isinstance(listed.left, ast.List)
        and len(listed.left.elts) == 1
    )
    if not repeats:
        return
    assert isinstance(listed, ast.BinOp)
    assert isinstance(listed.left, ast.List)
    one, count = listed.left.elts[0], cell.segment(listed.right)
    is_call = isinstance(one, ast.Call)
    imports = () if is_call else (ImportRequest("", "copy", "copy"),)
    made = cell.span(one)
    edits = [Edit(Span(cell.index, made.end, cell.span(listed).end), f" for _ in range({count})]")]
    if not is_call:
        edits = [
            cell.insert(made.start, "copy.deepcopy("),
            Edit(edits[0].span, ")" + edits[0].replacement),
        ]
    message = "the layers are one cell, so they share their weights or do not fit each other"
    yield Finding("TF203", cell.span(listed), message, Severity.SUGGESTED, tuple(edits), imports)


RULES = (
    Rule(
        code="TF201",
        name="argument-order",
        summary="Positional arguments in an order that TensorFlow gave up get today's order.",
        url="https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md",
        examples=(
            Example(
                _IMPORT + "tf.Session()\nz = tf.concat(1, [x, y])",
                _IMPORTED + "tf.Session()\nz = tf.concat(axis=1, values=[x, y])",
            ),
            Example(
                _IMPORT + "tf.Session()\nl = tf.nn.softmax_cross_entropy_with_logits(p, y)",
                _IMPORTED + "tf.Session()\n"
                "l = tf.nn.softmax_cross_entropy_with_logits(logits=p, labels=y)",
            ),
            Example(_IMPORTED + "tf.Session()\nz = tf.concat([x, y], 1)", None, "today's order"),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
    Rule(
        code="TF202",
        name="argument-name",
        summary="Keyword arguments that were renamed or dropped follow.",
        url="https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md",
        examples=(
            Example(
                _IMPORT + "tf.Session()\nz = tf.concat(concat_dim=1, values=[x, y])",
                _IMPORTED + "tf.Session()\nz = tf.concat(axis=1, values=[x, y])",
            ),
        ),
    ),
    Rule(
        code="TF203",
        name="repeated-cell",
        summary="MultiRNNCell([cell] * n) stacks one cell on itself; a cell a layer is suggested.",
        url="https://github.com/tensorflow/tensorflow/blob/v1.2.0/RELEASE.md",
        examples=(
            Example(
                "from reference import nn\n"
                "tower = nn.rnn_cell.MultiRNNCell([nn.rnn_cell.GRUCell(9)] * 2)",
                "from reference import nn\n"
                "tower = nn.rnn_cell.MultiRNNCell([nn.rnn_cell.GRUCell(9) for _ in range(2)])",
            ),
        ),
        nodes=(ast.Call,),
        check=_repeated_cell,
    ),
)
