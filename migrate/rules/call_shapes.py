"""Calls that no TensorFlow takes: what must be given is missing, or there is too much.

https://www.tensorflow.org/api_docs/python/tf/compat/v1
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate import tables
from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.tables.call_shapes import shape
from migrate.tables.signatures import signatures
from migrate.targets import compat

_OF_ONE_NAME = frozenset(
    f"tensorflow.{name}"
    for name in ("summary.scalar", "summary.histogram", "scalar_summary", "histogram_summary")
)

_WRITER = ("tensorflow.summary.FileWriter", "tensorflow.train.SummaryWriter")
_MAX_QUEUE = 2  # its place in a writer's call

# What `tf.flags` takes the names of absl's parameters by, with a warning, since 1.5.
_OF_FLAGS = {"flag_name": "name", "default_value": "default", "docstring": "help"}
_LAYERS = "tensorflow.keras.layers."
_WITH_SCOPES = ("tensorflow.contrib.slim.", "tensorflow.contrib.layers.")
# What Keras' layers take by name beside their own parameters.
_OF_ANY_LAYER = frozenset(
    {"batch_input_shape", "batch_size", "dtype", "input_shape", "name", "trainable", "weights"}
)


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func)
    if not context.legacy or qualified is None:
        return
    if not compat.is_tensorflow(qualified) and not qualified.startswith("reference."):
        return
    name = tables.canonical(qualified)
    short = name.replace("tensorflow", "tf", 1)
    if name in _OF_ONE_NAME and node.args and isinstance(node.args[0], ast.List):
        message = f"{short}: it takes one name and one value since 1.0: make a summary for each"
        yield Finding("TF110", cell.span(node.args[0]), message, Severity.MANUAL)
        return
    if name in _WRITER and any(map(_is_text, node.args[_MAX_QUEUE : _MAX_QUEUE + 1])):
        message = f"{short}: max_queue is a number; Python 2 took a text for no limit: leave it out"
        yield Finding("TF110", cell.span(node.args[_MAX_QUEUE]), message, Severity.MANUAL)
        return
    path = _path_today(qualified) if name.startswith("tensorflow") else name
    known = shape(path)
    names = [item.arg for item in node.keywords if item.arg is not None]
    unpacked = len(names) < len(node.keywords)
    unpacked = unpacked or any(isinstance(argument, ast.Starred) for argument in node.args)
    if known is None or unpacked or _is_scoped(name, context):
        return
    if ".flags.DEFINE_" in name:
        names = [_OF_FLAGS.get(each, each) for each in names]
    if path.startswith(_LAYERS) and not {*names} <= {*known.positional, *_OF_ANY_LAYER}:
        return  # arguments of Keras 1 and 2, which the rules KR look after
    row = signatures().get(name) or signatures().get(tables.canonical(path))
    if row is not None:
        dropped = {*row.drop, *(gone for gone, _ in row.gone)}
        if (row.arity and len(node.args) >= row.arity) or dropped & {*names}:
            return  # TF201 and TF202 look after these
        today = dict(row.keywords)
        names = [today.get(each, each) for each in names]
    wrong = known.misfit(len(node.args), names)
    if wrong:
        yield Finding("TF110", cell.span(node.func), f"{short}: {wrong}", Severity.MANUAL)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_scoped(name: str, context: Context) -> bool:
    """Whether `arg_scope` may give what a call does not."""
    return name.startswith(_WITH_SCOPES) and context.scopes_arguments


def _path_today(qualified: str) -> str:
    """The name whose parameters count: that of `reference`, or today's in TensorFlow's own form."""
    where = compat.destination(qualified)
    name = tables.canonical(qualified)
    if where.path is None or name != where.symbol:
        return name  # gone, or a method of a class
    return where.path.replace(compat.COMPAT, "tensorflow", 1)


_IMPORTED = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\nsess = tf.Session()\n"

RULES = (
    Rule(
        code="TF110",
        name="misfit-call",
        summary="Calls of TensorFlow whose arguments do not fit are named.",
        url="https://www.tensorflow.org/api_docs/python/tf/compat/v1",
        examples=(
            Example(_IMPORTED + "x = tf.SparseTensor()", None, "reported"),
            Example(_IMPORTED + "tf.summary.scalar(['a', 'b'], x)", None, "reported"),
            Example(_IMPORTED + "tf.summary.FileWriter('log', g, 'graph.pbtxt')", None, "reported"),
            Example(
                _IMPORTED + "tf.flags.DEFINE_integer('n', default_value=3, docstring='how many')",
                None,
                "names that tf.flags still takes",
            ),
            Example(_IMPORTED + "tf.Graph.is_feedable(x)", None, "reported: a graph is missing"),
            Example(_IMPORTED + "x = tf.matmul(a, b, transpose_b=True)", None, "fits"),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
