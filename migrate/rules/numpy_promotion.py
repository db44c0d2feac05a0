"""A fetched float32 meets a number of Python: NumPy 1 went on in float64, NumPy 2 in float32.

`avg_cost += c / total_batch` of a seeded document printed other digits from the eighth on. The
fetched number is made a `float` there, which is what it was in effect:
https://numpy.org/neps/nep-0050-scalar-promotion.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import Enum

from migrate import tables
from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule, dotted
from migrate.rules.spans import keyword


class _Kind(Enum):
    """What a number is: a fetched float32, or what NumPy 1 promotes it by (or to)."""

    FETCHED = 1
    PYTHON = 2


_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow)
_COUNTING = frozenset({"len", "int", "float"})
_COUNTS = frozenset({"num_examples", "size"})
# Losses of one number, and what keeps a number one.
_SCALARS = ("tensorflow.losses.", "tensorflow.contrib.losses.", "reference.contrib.losses.")
_NO_LOSSES = ("get_losses", "add_loss", "get_regularization_losses", "compute_weighted_loss")
_KEEPING = frozenset(
    f"tensorflow.{name}"
    for name in ("add", "subtract", "multiply", "divide", "negative", "sqrt", "exp", "log", "abs")
)
_FLOATS = ("square", "log", "exp", "pow", "sqrt", "abs", "squared_difference", "sigmoid", "softmax")
_CROSS = "cross_entropy"


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if not context.once(_is_seeded):
        return
    for side in _promoted(node, cell, context):
        span = cell.span(side)
        edits = (cell.insert(span.start, "float("), cell.insert(span.end, ")"))
        message = "NumPy 2 goes on in float32 here, where NumPy 1 did in float64: other digits"
        yield Finding("NP410", span, message, Severity.FIXED, edits)


def _is_seeded(context: Context) -> bool:
    """Whether the document seeds a graph, or did before it was migrated."""
    return context.seeded or "reference.seeds.set_random_seed" in context.names.qualified.values()


def _promoted(node: ast.AST, cell: ParsedCell, context: Context) -> Iterator[ast.expr]:
    """The fetched numbers of an operation whose other side is a number of Python."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, _ARITHMETIC):
        sides = (node.target, node.value)
        kinds = tuple(_kind(side, cell, context) for side in sides)
        if kinds == (_Kind.PYTHON, _Kind.FETCHED):
            yield node.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        left, right = _kind(node.left, cell, context), _kind(node.right, cell, context)
        if (left, right) == (_Kind.FETCHED, _Kind.PYTHON):
            yield node.left
        elif (left, right) == (_Kind.PYTHON, _Kind.FETCHED):
            yield node.right


def _kind(
    node: ast.expr | None, cell: ParsedCell, context: Context, depth: int = 5
) -> _Kind | None:
    """What a number is, if it is known."""
    if not depth:
        return None
    match node:
        case ast.Constant(value=value):
            return _Kind.PYTHON if type(value) in (int, float) else None
        case ast.UnaryOp(operand=operand):
            return _kind(operand, cell, context, depth)
        case ast.BinOp(left=left, right=right, op=op) if isinstance(op, _ARITHMETIC):
            kinds = {_kind(side, cell, context, depth - 1) for side in (left, right)}
            if None in kinds:
                return None
            return _Kind.PYTHON if _Kind.PYTHON in kinds else _Kind.FETCHED
        case ast.Name(id=name) if name in context.once(_counted):
            return _Kind.PYTHON
        case ast.Name() | ast.Attribute():
            return _kind_of_name(node, cell, context, depth)
        case ast.Call(func=ast.Name(id=name)) if name not in context.functions:
            return _Kind.PYTHON if name in _COUNTING and name not in context.names.bound else None
        case ast.Call() | ast.Subscript():
            return _Kind.FETCHED if _is_fetched(node, cell, context) else None
    return None


def _kind_of_name(
    node: ast.Name | ast.Attribute, cell: ParsedCell, context: Context, depth: int
) -> _Kind | None:
    if isinstance(node, ast.Attribute):
        return _Kind.PYTHON if node.attr in _COUNTS else None
    if node.id in context.looped:
        return None
    known = context.once(_kinds)
    if node.id not in known:
        known[node.id] = None  # of itself
        known[node.id] = _kind_of_values(node.id, cell, context, depth)
    return known[node.id]


def _kinds(context: Context) -> dict[str, _Kind | None]:
    """What has been asked: by name, what number it is."""
    return {}


def _kind_of_values(name: str, cell: ParsedCell, context: Context, depth: int) -> _Kind | None:
    values = context.values.get(name, [])
    parts = context.unpacked.get(name, [])
    if sum(value is None for value in values) != len(parts):
        return None
    kinds = {_kind(value, cell, context, depth - 1) for value in values if value is not None}
    for call, place in parts:
        fetched = _fetched(call)
        tensor = fetched[place] if place < len(fetched) else None
        kinds.add(_Kind.FETCHED if _is_scalar(tensor, cell, context) else None)
    return kinds.pop() if len(kinds) == 1 else None


def _counted(context: Context) -> frozenset[str]:
    """The names that only loops over `range` bind."""
    ranges: set[str] = set()
    others: set[str] = set(context.values)
    for _, node in context.program.walk():
        if isinstance(node, ast.For | ast.comprehension):
            match node:
                case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id=called))):
                    if called in ("range", "xrange"):
                        ranges.add(name)
                        continue
            others |= {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}
    return frozenset(ranges - others)


def _fetched(call: ast.expr) -> list[ast.expr]:
    """The tensors that `session.run([a, b])` fetches together."""
    match call:
        case ast.Call(
            func=ast.Attribute(attr="run"), args=[ast.List() | ast.Tuple() as several, *_]
        ):
            return several.elts
    return []


def _is_fetched(node: ast.expr, cell: ParsedCell, context: Context) -> bool:
    """Whether a value is a float32 number out of a session, as `session.run([a, b])[1]`."""
    match node:
        case ast.Subscript(value=call, slice=ast.Constant(value=int(place))):
            several = _fetched(call)
            return place < len(several) and _is_scalar(several[place], cell, context)
        case ast.Call(func=ast.Attribute(attr="run"), args=[tensor, *_]):
            return _is_scalar(tensor, cell, context)
        case ast.Call(func=ast.Attribute(attr="eval", value=tensor)):
            return _is_scalar(tensor, cell, context)
    return False


# -- tensors --------------------------------------------------------------------------------------


def _is_scalar(tensor: ast.expr | None, cell: ParsedCell, context: Context, depth: int = 6) -> bool:
    """Whether a tensor is known to be one number, and a float."""
    if not depth or tensor is None:
        return False
    if isinstance(tensor, ast.Name | ast.Attribute):
        answers = context.once(_answers)
        if not dotted(tensor):
            return False
        key = dotted(tensor)
        if key not in answers:
            answers[key] = False  # of itself
            answers[key] = all(
                _is_scalar(made, cell, context, depth - 1)
                if isinstance(made, ast.Call | ast.BinOp | ast.UnaryOp)
                else False
                for made in context.origins(tensor)
            )
        return answers[key]
    if isinstance(tensor, ast.UnaryOp):
        return _is_scalar(tensor.operand, cell, context, depth - 1)
    if isinstance(tensor, ast.BinOp):
        sides = (tensor.left, tensor.right)
        known = [_is_scalar(side, cell, context, depth - 1) for side in sides]
        numbers = [isinstance(side, ast.Constant) for side in sides]
        return any(known) and all(a or b for a, b in zip(known, numbers, strict=True))
    if not isinstance(tensor, ast.Call):
        return False
    name = tables.canonical(context.names.of(tensor.func) or "")
    short = name.rpartition(".")[2]
    if name in ("tensorflow.reduce_mean", "tensorflow.reduce_sum"):
        whole = len(tensor.args) == 1 and not any(
            keyword(tensor, each) for each in ("axis", "reduction_indices", "keepdims", "keep_dims")
        )
        return whole and (short == "reduce_mean" or _is_float(tensor.args[0], context))
    if name.startswith(_SCALARS):
        return short not in _NO_LOSSES and keyword(tensor, "reduction") is None
    if short == "sequence_loss":
        across = ("average_across_timesteps", "average_across_batch")
        return not any(keyword(tensor, each) for each in across) and len(tensor.args) < 4
    if name in _KEEPING:
        return all(_is_scalar(each, cell, context, depth - 1) for each in tensor.args)
    return False


def _answers(context: Context) -> dict[str, bool]:
    """What has been asked: by name, whether it is a float of one number."""
    return {}


def _is_float(tensor: ast.expr, context: Context, depth: int = 4) -> bool:
    """Whether a tensor is known to hold floats, by the functions that make it."""
    if isinstance(tensor, ast.Name) and depth:
        made = context.origins(tensor)
        return all(
            isinstance(each, ast.Call | ast.BinOp) and _is_float(each, context, depth - 1)
            for each in made
        )
    for each in ast.walk(tensor):
        name = (
            tables.canonical(context.names.of(each.func) or "")
            if isinstance(each, ast.Call)
            else ""
        )
        short = name.rpartition(".")[2]
        if name.startswith("tensorflow.") and (short in _FLOATS or _CROSS in short):
            return True
        if name == "tensorflow.cast" and isinstance(each, ast.Call):
            return "float" in ast.unparse(each)
        if name in ("tensorflow.to_float", "tensorflow.reduce_mean"):
            return True
    return False


_HEAD = (
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
    "from reference import seeds\nseeds.set_random_seed(1)\nsess = tf.Session()\n"
    "cost = tf.reduce_mean(x)\n"
)

RULES = (
    Rule(
        code="NP410",
        name="float32-meets-a-number",
        summary="In seeded documents a fetched float32 that is added to a number of Python, or "
        "divided by one, becomes a float, as NumPy 1 made it.",
        url="https://numpy.org/neps/nep-0050-scalar-promotion.html",
        examples=(
            Example(
                _HEAD + "avg = 0.\nn = int(len(x) / 5)\nfor i in range(n):\n"
                "    _, c = sess.run([step, cost])\n    avg += c / n\n"
                "print(100 * sess.run(cost))",
                _HEAD + "avg = 0.\nn = int(len(x) / 5)\nfor i in range(n):\n"
                "    _, c = sess.run([step, cost])\n    avg += float(c) / n\n"
                "print(100 * float(sess.run(cost)))",
            ),
            Example(
                _HEAD + "total = 0\ntotal += sess.run(cost)\ntotal += sess.run(x)",
                _HEAD + "total = 0\ntotal += float(sess.run(cost))\ntotal += sess.run(x)",
                "what may be an array stays",
            ),
            Example(
                _HEAD + "a, b = sess.run([cost, cost])\nprint(a / b)\n"
                "hits = 0\nhits += sess.run(tf.reduce_sum(right))",
                None,
                "float32 by float32, and perhaps an int",
            ),
        ),
        nodes=(ast.AugAssign, ast.BinOp),
        check=_check,
    ),
)
