"""Keras 3 spelling: a model's input is its first entry, not an argument of its first layer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.edits import Edit, Finding, ImportRequest, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras, taken
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal, removals

_SHAPES = ("input_shape", "batch_input_shape", "input_dim")
# Of these layers, `input_dim` is the last axis of a sequence of `input_length` steps.
_OF_SEQUENCES = ("SimpleRNN", "LSTM", "GRU", "ConvLSTM2D", "Conv1D", "Convolution1D")
# Of these, a keyword with such a name says something else: a vocabulary's size, the shape itself.
_OTHER_MEANING = {"Embedding": ("input_dim",), "InputLayer": _SHAPES}


def _shape_argument(call: ast.expr, context: Context) -> ast.keyword | None:
    if not isinstance(call, ast.Call) or not is_keras(context.names.of(call.func)):
        return None
    if taken(context.names.of(call.func), context):
        return None
    others = _OTHER_MEANING.get(_layer_name(call, context), ())
    names = [name for name in _SHAPES if name not in others]
    return next((item for name in names if (item := keyword(call, name)) is not None), None)


def _layer_name(call: ast.Call, context: Context) -> str:
    return (context.names.of(call.func) or "").rpartition(".")[2]


def _input_call(
    cell: ParsedCell, call: ast.Call, item: ast.keyword, context: Context, prefix: str
) -> str:
    text = cell.segment(item.value)
    if item.arg == "batch_input_shape":
        return f"{prefix}Input(batch_shape={text})"
    if item.arg == "input_shape":
        return f"{prefix}Input(shape={text})"
    if _layer_name(call, context) not in _OF_SEQUENCES:
        return f"{prefix}Input(shape=({text},))"
    length = keyword(call, "input_length")
    steps = "None" if length is None else cell.segment(length.value)
    return f"{prefix}Input(shape=({steps}, {text}))"


def _removals(
    cell: ParsedCell, call: ast.Call, item: ast.keyword, context: Context
) -> tuple[Edit, ...]:
    """The edits that take what `Input` says now out of a layer's call."""
    length = keyword(call, "input_length")
    if length is None or item.arg != "input_dim" or _layer_name(call, context) not in _OF_SEQUENCES:
        return (removal(cell, call, item),)
    return removals(cell, call, [item, length])


def keras_prefix(
    context: Context, cell: ParsedCell, node: ast.AST
) -> tuple[str, tuple[ImportRequest, ...]]:
    """How the notebook can spell `keras.` at a node, and the import that this needs."""
    place = (cell.index, cell.span(node).start)
    above = {
        alias.asname or alias.name.split(".")[0]
        for where, statement in context.names.imports
        if (where.index, where.span(statement).start) < place
        for alias in statement.names
    }
    known = [(name, found) for name, found in context.names.bound.items() if name in above]
    for name, bindings in known:
        if bindings and all(binding in ("keras", "tensorflow.keras") for binding in bindings):
            return f"{name}.", ()
    for name, bindings in known:
        if bindings and all(binding == "tensorflow" for binding in bindings):
            return f"{name}.keras.", ()
    if any(
        "tensorflow.keras" in (b or "") for found in context.names.bound.values() for b in found
    ):
        return "keras.", (ImportRequest("tensorflow", "keras", "keras"),)
    return "keras.", (ImportRequest("", "keras", "keras"),)


def _is_first(call: ast.Call, context: Context) -> bool:
    """Whether this `model.add(...)` is the first one after the model was made."""
    assert isinstance(call.func, ast.Attribute)
    owner = call.func.value
    return isinstance(owner, ast.Name) and call in context.first_layers


def _outside_loops(statement: ast.stmt, owner: str, context: Context) -> ast.stmt:
    """The statement before which a model's input is added: it is added once, before any loop."""
    first = statement
    above = context.program.parents.get(statement)
    while isinstance(above, ast.stmt) and not isinstance(above, ast.FunctionDef | ast.ClassDef):
        if isinstance(above, ast.For | ast.While):
            made = (value for value in context.values.get(owner, []) if value is not None)
            inner = set(ast.walk(above))
            if any(value in inner for value in made):
                break
            first = above
        above = context.program.parents.get(above)
    return first


def _repeated(item: ast.keyword, layer: ast.Call, cell: ParsedCell) -> Iterator[Finding]:
    """Behind the first layer Keras 2 did not look at the argument; Keras 3 takes no batch shape."""
    if item.arg == "batch_input_shape":
        message = "batch_input_shape= is no argument of a layer; only the first entry says it"
        edit = removal(cell, layer, item)
        yield Finding("KR301", cell.keyword_name_span(item), message, Severity.FIXED, (edit,))


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "add" and len(node.args) == 1:
        layer = node.args[0]
        item = _shape_argument(layer, context)
        if item is None or not isinstance(layer, ast.Call):
            return
        if not _is_first(node, context):
            yield from _repeated(item, layer, cell)
            return
        prefix, imports = keras_prefix(context, cell, node)
        owner = cell.segment(node.func.value)
        statement = context.program.statement(node)
        if statement is None or not isinstance(statement, ast.Expr):
            return
        start = cell.span(_outside_loops(statement, owner, context)).start
        line = f"{owner}.add({_input_call(cell, layer, item, context, prefix)})"
        lead = cell.source[cell.line_start(start) : start]
        joint = "; " if lead.strip() else cell.newline + lead
        edits = (cell.insert(start, line + joint), *_removals(cell, layer, item, context))
    elif (context.names.of(node.func) or "").endswith(".Sequential") and node.args:
        layers = node.args[0]
        if not isinstance(layers, ast.List) or not layers.elts:
            return
        for layer in layers.elts[1:]:
            later = _shape_argument(layer, context)
            if later is not None and isinstance(layer, ast.Call):
                yield from _repeated(later, layer, cell)
        first = layers.elts[0]
        item = _shape_argument(first, context)
        if item is None or not isinstance(first, ast.Call):
            return
        prefix, imports = keras_prefix(context, cell, node)
        start = cell.span(first).start
        lead = cell.source[cell.line_start(start) : start]
        joint = ", " if lead.strip() else "," + cell.newline + lead
        edits = (
            cell.insert(start, _input_call(cell, first, item, context, prefix) + joint),
            *_removals(cell, first, item, context),
        )
    else:
        return
    yield Finding(
        "KR301", cell.keyword_name_span(item),
        f"{item.arg}= on a layer is Keras 2; the model's first entry is now {prefix}Input(...)",
        Severity.FIXED, edits, imports,
    )  # fmt: skip


RULES = (
    Rule(
        code="KR301",
        name="keras-input-shape",
        summary="input_shape= on the first layer of a Sequential model becomes keras.Input.",
        url="https://keras.io/guides/sequential_model/",
        examples=(
            Example(
                "import keras\nmodel = keras.Sequential()\n"
                "model.add(keras.layers.SimpleRNN(5, input_shape=(5, 5), return_sequences=True))",
                "import keras\nmodel = keras.Sequential()\nmodel.add(keras.Input(shape=(5, 5)))\n"
                "model.add(keras.layers.SimpleRNN(5, return_sequences=True))",
            ),
            Example(
                "from keras.models import Sequential\nfrom keras.layers import LSTM\n"
                "model = Sequential([LSTM(32, input_dim=64, input_length=10)])",
                "import keras\nfrom keras.models import Sequential\nfrom keras.layers import LSTM\n"
                "model = Sequential([keras.Input(shape=(10, 64)), LSTM(32)])",
            ),
            Example(
                "from keras.models import Sequential\nfrom keras.layers import GRU\n"
                "m = Sequential()\nm.add(GRU(3, batch_input_shape=(1, 2, 4)))\n"
                "m.add(GRU(3, batch_input_shape=(1, 2, 3)))\nimport tensorflow as tf",
                "import keras\nfrom keras.models import Sequential\nfrom keras.layers import GRU\n"
                "m = Sequential()\nm.add(keras.Input(batch_shape=(1, 2, 4)))\nm.add(GRU(3))\n"
                "m.add(GRU(3))\nimport tensorflow as tf",
                "the argument of a second layer, and a name that is imported further down",
            ),
            Example(
                "import keras\nm = keras.Sequential()\nfor _ in range(2):\n"
                "    m.add(keras.layers.LSTM(3, batch_input_shape=(1, 2, 3), stateful=True))",
                "import keras\nm = keras.Sequential()\nm.add(keras.Input(batch_shape=(1, 2, 3)))\n"
                "for _ in range(2):\n    m.add(keras.layers.LSTM(3, stateful=True))",
                "in a loop: the input comes before it",
            ),
            Example(
                "import keras\nmodel = keras.Sequential([keras.Input(shape=(5,))])",
                None,
                "today's spelling",
            ),
            Example(
                "import keras\n"
                "model = keras.Sequential([keras.layers.Embedding(input_dim=9, output_dim=4)])",
                None,
                "input_dim of an Embedding is its vocabulary",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
