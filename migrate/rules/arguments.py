"""Arguments whose order or name changed: rows of `migrate.tables.signatures`, applied."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from migrate import tables
from migrate.edits import Edit, Finding, ImportRequest, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal
from migrate.tables.renames import BEFORE_1_0
from migrate.tables.signatures import Signature, signatures
from migrate.targets import compat

_IMPORT = "import tensorflow as tf\n"
_IMPORTED = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
_PLACE = re.compile(r"\{(\d)\}")
_LABELS = re.compile(r"label|target|\by_?\b|y_(?!pred)|(?:^|_)ys?$", re.IGNORECASE)


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func)
    if not context.legacy or qualified is None:
        return
    bound = qualified == "functools.partial" and bool(node.args)
    if bound:
        qualified = context.names.of(node.args[0])
    if not compat.is_tensorflow(qualified):
        return
    row = _row(qualified or "")
    if row is None:
        return
    yield from _order(row, node, bound, cell, context)
    yield from _names(row, node, cell)


def _row(qualified: str) -> Signature | None:
    where = compat.destination(qualified)
    public = tables.public_name(where.symbol)
    for name in (where.symbol, tables.canonical(where.path or ""), public or ""):
        if name in signatures():
            return signatures()[name]
    return None


def _order(
    row: Signature, call: ast.Call, bound: bool, cell: ParsedCell, context: Context
) -> Iterator[Finding]:
    """Positional arguments in the old order; those that the call only passes on are named."""
    arguments = _unpacked(call.args[bound:], context)
    if not row.arity or arguments is None:
        return
    message = f"{_short(row)}: {row.note or 'the arguments changed'}"
    if row.silent:
        message += " (it would run and compute something else)"
    if bound or arguments != call.args:
        first_is_old = bool(bound and arguments and row.when != "inputs_first")
        if first_is_old and len(arguments) < row.arity:
            arguments = [*arguments, *([ast.List([], ast.Load())] * (row.arity - len(arguments)))]
        if len(arguments) >= row.arity and _applies(row, arguments, context):
            message += "; give them by name"
            yield Finding("TF201", cell.span(call), message, Severity.MANUAL)
    elif len(arguments) >= row.arity and _applies(row, arguments, context):
        most = row.arity + len(row.rest)
        edits = tuple(_reordered(row, call, cell))
        if "=" in row.template and len(arguments) > most:
            message = f"{_short(row)}: it takes {most} arguments, not more"
            yield Finding("TF201", cell.span(call), message, Severity.MANUAL)
        elif edits:
            yield Finding("TF201", cell.span(call.func), message, Severity.FIXED, edits)
    elif row.when == "unnamed" and len(arguments) == 1 and keyword(call, "logits") is None:
        edits = tuple(_insertions(row.template.partition(", ")[0], arguments, cell))
        yield Finding("TF201", cell.span(call.func), message, Severity.FIXED, edits)


def _unpacked(arguments: list[ast.expr], context: Context) -> list[ast.expr] | None:
    """The arguments, `*xs` replaced by what `xs` is written as; None where that is not known."""
    found: list[ast.expr] = []
    for argument in arguments:
        if not isinstance(argument, ast.Starred):
            found.append(argument)
            continue
        value: ast.expr | None = argument.value
        if isinstance(value, ast.Name):
            values = context.values.get(value.id, [])
            value = values[0] if len(values) == 1 else None
        if not isinstance(value, ast.List | ast.Tuple):
            return None
        found += value.elts
    return found


def _names(row: Signature, call: ast.Call, cell: ParsedCell) -> Iterator[Finding]:
    """Keyword arguments that are called otherwise, or gone."""
    for old, new in row.keywords:
        item = keyword(call, old)
        if item is not None and keyword(call, new) is None:
            edit = Edit(cell.keyword_name_span(item), new)
            message = f"{_short(row)}: the argument {old} is called {new} today"
            yield Finding("TF202", edit.span, message, Severity.FIXED, (edit,))
    for name in row.drop:
        item = keyword(call, name)
        if item is not None:
            message = f"{_short(row)}: the argument {name} had no effect and is gone"
            edit = removal(cell, call, item)
            yield Finding("TF202", cell.keyword_name_span(item), message, Severity.FIXED, (edit,))
    for name, advice in row.gone:
        item = keyword(call, name)
        if item is not None:
            message = f"{_short(row)}: the argument {name} is gone: {advice}"
            yield Finding("TF202", cell.keyword_name_span(item), message, Severity.MANUAL)


def _short(row: Signature) -> str:
    return row.function.replace("tensorflow", "tf", 1)


# -- is it the old order? -------------------------------------------------------------------------


def _applies(row: Signature, arguments: Sequence[ast.expr], context: Context) -> bool:
    if row.when == "always":
        return True
    if row.when == "unnamed":
        first = arguments[0]
        return not (isinstance(first, ast.Constant) and first.value is None)  # the `_sentinel`
    if row.when == "axis_first":
        if isinstance(arguments[0], ast.List | ast.Tuple):
            return False
        listed = isinstance(arguments[1], ast.List | ast.Tuple)
        # a list in the middle is what `tf.split` takes today: the sizes
        return _is_int(arguments[0], context) or (listed and row.arity == 2)
    if row.when == "bools":
        return _bools(arguments[1]) is not None
    if row.when == "size_apart":
        return all(_is_int(argument, context) for argument in arguments[1:3])
    second = max(int(place) for place in _PLACE.findall(row.template))
    labels, inputs = ast.unparse(arguments[second]), ast.unparse(arguments[second - 1])
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
        left, right = _before(text, start), end
        while text[right : right + 1].isspace():
            right += 1
        if text[left - 1 : left] != "(" or text[right : right + 1] != ")":
            return start, end
        inside = _before(text, left - 1)
        if text[inside - 1 : inside] not in ",(":
            return start, end  # the call's own parentheses
        start, end = left - 1, right + 1


def _before(text: str, offset: int) -> int:
    """The offset less the white space before it."""
    while text[offset - 1 : offset].isspace():
        offset -= 1
    return offset


# -- cells that share their weights ---------------------------------------------------------------


def _repeated_cell(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func) or ""
    if not qualified.endswith(".MultiRNNCell"):
        return
    named = keyword(node, "cells")
    listed = node.args[0] if node.args else named.value if named is not None else None
    here = listed
    if isinstance(listed, ast.Name):
        values = context.values.get(listed.id, [])
        listed = values[0] if len(values) == 1 else None
    if listed is None or here is None or not _is_one_cell(listed):
        return
    older = context.once(_is_before_1_0)
    message = "the layers are one cell, so they share their weights, as in TensorFlow 1.2"
    if older:
        message = "the layers are one cell; before TensorFlow 1.2 each had weights of its own"
    if here is listed and (mended := _cell_a_layer(listed, cell)) is not None:
        edits, imports = mended
        severity = Severity.FIXED if older else Severity.SUGGESTED
        yield Finding("TF203", cell.span(listed), message, severity, edits, imports)
    else:
        yield Finding("TF203", cell.span(here), message, Severity.MANUAL)


def _is_before_1_0(context: Context) -> bool:
    """Whether no TensorFlow from 1.0 on runs the document: it has names or orders of before."""
    for qualified in context.names.qualified.values():
        parts = tables.canonical(qualified).split(".")
        if any(".".join(parts[:end]) in BEFORE_1_0 for end in range(2, len(parts) + 1)):
            return True
    for call in (*context.calls.get("concat", ()), *context.calls.get("split", ())):
        row = _row(context.names.of(call.func) or "")
        arguments = _unpacked(call.args, context)
        if row is None or not row.arity or not arguments or len(arguments) < row.arity:
            continue
        if row.when == "axis_first" and _applies(row, arguments, context):
            return True
    return False


def _is_one_cell(listed: ast.expr) -> bool:
    """Whether a list of layers is `[cell] * n`, `[cell, cell]` or `[cell for _ in range(n)]`."""
    match listed:
        case ast.BinOp(ast.List([_]), ast.Mult()) | ast.BinOp(_, ast.Mult(), ast.List([_])):
            return True
        case ast.List([ast.Name(), _, *_] as layers):
            return len({ast.dump(layer) for layer in layers}) == 1
        case ast.ListComp(ast.Name(name), [ast.comprehension(target)]):
            return name not in {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
    return False


def _cell_a_layer(
    listed: ast.expr, cell: ParsedCell
) -> tuple[tuple[Edit, ...], tuple[ImportRequest, ...]] | None:
    """The edits that make `[cell] * n` a list of `n` cells, and the import that they need."""
    copied = (ImportRequest("", "copy", "copy"),)
    match listed:
        case ast.BinOp(ast.List([one]), ast.Mult(), count):
            made = cell.span(one)
            rest = f" for _ in range({cell.segment(count)})]"
            edit = Edit(Span(cell.index, made.end, cell.span(listed).end), rest)
            if isinstance(one, ast.Call):
                return (edit,), ()
            return (cell.insert(made.start, "copy.deepcopy("), Edit(edit.span, ")" + rest)), copied
        case ast.List([_, *others]):
            copies = (
                cell.replace(other, f"copy.deepcopy({cell.segment(other)})") for other in others
            )
            return tuple(copies), copied
        case ast.ListComp(one):
            return (cell.replace(one, f"copy.deepcopy({cell.segment(one)})"),), copied
    return None


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
            Example(
                _IMPORT + "tf.Session()\nl = tf.nn.softmax_cross_entropy_with_logits(p, labels=y)",
                _IMPORTED + "tf.Session()\n"
                "l = tf.nn.softmax_cross_entropy_with_logits(logits=p, labels=y)",
            ),
            Example(_IMPORTED + "tf.Session()\nz = tf.concat([x, y], 1)", None, "today's order"),
            Example(_IMPORTED + "tf.Session()\nz = tf.split(x, [1, 2], 1)", None, "today's order"),
            Example(
                _IMPORTED + "tf.Session()\nz = tf.split(x, 2, 1, 2, 'z')", None, "today's order"
            ),
            Example(
                "from functools import partial\n"
                + _IMPORTED
                + "tf.Session()\njoin = partial(tf.concat, axis=1)\nz = tf.concat(*[[x, y], 1])",
                None,
                "today's order, passed on",
            ),
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
        summary="MultiRNNCell([cell] * n) stacks one cell on itself: weights that are shared since "
        "1.2, and in older documents a cell a layer.",
        url="https://github.com/tensorflow/tensorflow/blob/v1.2.0/RELEASE.md",
        examples=(
            Example(
                "from reference import nn\n"
                "tower = nn.rnn_cell.MultiRNNCell([nn.rnn_cell.GRUCell(9)] * 2)",
                "from reference import nn\n"
                "tower = nn.rnn_cell.MultiRNNCell([nn.rnn_cell.GRUCell(9) for _ in range(2)])",
            ),
            Example(
                "from reference import nn\ncell = nn.rnn_cell.GRUCell(9)\n"
                "tower = nn.rnn_cell.MultiRNNCell([cell for _ in range(2)])",
                "import copy\nfrom reference import nn\ncell = nn.rnn_cell.GRUCell(9)\n"
                "tower = nn.rnn_cell.MultiRNNCell([copy.deepcopy(cell) for _ in range(2)])",
            ),
            Example(
                _IMPORT
                + "c = tf.nn.rnn_cell.GRUCell(9)\nt = tf.nn.rnn_cell.MultiRNNCell([c] * 2)\n"
                "y = tf.pack(x)",
                _IMPORTED + "import copy\nfrom reference import nn\nc = nn.rnn_cell.GRUCell(9)\n"
                "t = nn.rnn_cell.MultiRNNCell([copy.deepcopy(c) for _ in range(2)])\n"
                "y = tf.stack(x)",
                "of before 1.0",
            ),
            Example(
                "from reference import nn\n"
                "tower = nn.rnn_cell.MultiRNNCell([cell for cell in cells])",
                None,
                "a cell a layer",
            ),
        ),
        nodes=(ast.Call,),
        check=_repeated_cell,
    ),
)
