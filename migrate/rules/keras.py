"""Keras 3 spelling: a model's input is its first entry, not an argument of its first layer."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrate.edits import Edit, Finding, ImportRequest, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras, taken
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal, removals

# The first of these that a layer has is the one that it went by.
_SHAPES = ("batch_input_shape", "input_shape", "input_dim")
# Of these layers, `input_dim` is the last axis of a sequence of `input_length` steps.
_OF_SEQUENCES = ("SimpleRNN", "LSTM", "GRU", "ConvLSTM2D", "Conv1D", "Convolution1D")
# Of these, a keyword with such a name says something else: a vocabulary's size, the shape itself.
_OTHER_MEANING = {"Embedding": ("input_dim",), "InputLayer": _SHAPES}
# What is asked of a model or its layers that Keras 3 knows only once it knows the input.
_ASKED_UNCALLED = frozenset(
    {"count_params", "get_layer", "get_weights", "input", "inputs", "input_shape", "layers"}
    | {"load_weights", "non_trainable_weights", "output", "output_shape", "outputs", "save"}
    | {"save_weights", "set_weights", "summary", "trainable_weights", "weights"}
)
_DRAWING = (".model_to_dot", ".plot_model")


@dataclass(frozen=True)
class _Shape:
    """What a layer's call says of a model's input.

    Attributes:
        layer: the call.
        given: the argument that says it; None where the layer has no such argument.
        gone: the arguments that `Input` takes the place of.
        text: the arguments of `Input`.
        message: what changed.
    """

    layer: ast.Call
    given: ast.keyword | None
    gone: tuple[ast.keyword, ...]
    text: str
    message: str

    def names(self) -> set[str]:
        """The names that the shape is computed of."""
        nodes = ast.walk(self.given.value) if self.given is not None else ()
        return {node.id for node in nodes if isinstance(node, ast.Name)}


def _shape(call: ast.expr, cell: ParsedCell, context: Context) -> _Shape | None:
    """What a first layer's call says of the input, or None."""
    if not isinstance(call, ast.Call) or not is_keras(context.names.of(call.func)):
        return None
    if taken(context.names.of(call.func), context):
        return None
    layer = _layer_name(call, context)
    length = keyword(call, "input_length")
    names = [name for name in _SHAPES if name not in _OTHER_MEANING.get(layer, ())]
    said = tuple(item for name in names if (item := keyword(call, name)) is not None)
    if said:
        item, gone = said[0], said
        text = cell.segment(item.value)
        if item.arg != "input_dim":
            given = f"{'batch_shape' if item.arg == 'batch_input_shape' else 'shape'}={text}"
        elif layer in _OF_SEQUENCES:
            steps = "None" if length is None else cell.segment(length.value)
            given, gone = f"shape=({steps}, {text})", (*said, length) if length else gone
        else:
            given = f"shape=({text},)"
        batch = keyword(call, "batch_size")
        if batch is not None and item.arg != "batch_input_shape":
            given, gone = f"{given}, batch_size={cell.segment(batch.value)}", (*gone, batch)
        return _Shape(call, item, gone, given, f"{item.arg}= on a layer is Keras 2")
    if layer != "Embedding" or any(each.arg is None for each in call.keywords):
        return None
    if length is not None:
        given = f"shape=({cell.segment(length.value)},)"
        return _Shape(call, length, (length,), given, "input_length= on a layer is Keras 2")
    message = "an Embedding of Keras 3 knows no input before it is called"
    return _Shape(call, None, (), "shape=(None,)", message) if _asks(context) else None


def _asks(context: Context) -> bool:
    return context.once(_asks_uncalled)


def _asks_uncalled(context: Context) -> bool:
    """Whether the document asks something of a model that may not have been called.

    Not where it builds models itself: `model.build(shape)` is refused behind an `Input`.
    """
    if any(_is_method(call.func, context) for call in context.calls.get("build", [])):
        return False
    return any(
        (context.names.of(node) or "").endswith(_DRAWING)
        if not isinstance(node, ast.Attribute) or context.names.of(node) is not None
        else node.attr in _ASKED_UNCALLED and _is_method(node, context)
        for _, node in context.program.walk()
        if isinstance(node, ast.Attribute | ast.Name)
    )


def _is_method(node: ast.expr, context: Context) -> bool:
    """Whether something is asked of an object: not of a module, nor by a class of its parent."""
    return (
        isinstance(node, ast.Attribute)
        and context.names.of(node) is None
        and not isinstance(node.value, ast.Call)
    )


def _layer_name(call: ast.Call, context: Context) -> str:
    return (context.names.of(call.func) or "").rpartition(".")[2]


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


def _is_known_at(statement: ast.stmt, shape: _Shape, context: Context) -> bool:
    """Whether a shape has its value before a statement too, and no loop there computes it."""
    inside = set(ast.walk(statement))
    return not any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in shape.names()
        for node in inside
    )


def _repeated(shape: _Shape, cell: ParsedCell) -> Iterator[Finding]:
    """Behind the first layer Keras 2 did not look at the argument; Keras 3 takes no batch shape."""
    item = shape.given
    if item is not None and item.arg == "batch_input_shape":
        message = "batch_input_shape= is no argument of a layer; only the first entry says it"
        edit = removal(cell, shape.layer, item)
        yield Finding("KR301", cell.keyword_name_span(item), message, Severity.FIXED, (edit,))


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "add" and len(node.args) == 1:
        yield from _added(node, node.func, cell, context)
    elif (context.names.of(node.func) or "").endswith(".Sequential") and node.args:
        yield from _listed(node, cell, context)
    elif keyword(node, "batch_input_shape") is not None:
        yield from _elsewhere(node, cell, context)


def _elsewhere(node: ast.Call, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """A batch's shape of a layer that stands for itself, which Keras 3 does not take."""
    shape = _shape(node, cell, context)
    parent = context.program.parents.get(node)
    if shape is None or shape.given is None:
        return
    if isinstance(parent, ast.Call) and parent.func is node:
        yield from _repeated(shape, cell)
    elif not isinstance(parent, ast.Call | ast.List):
        message = "batch_input_shape= is no argument of a layer: add keras.Input(batch_shape=...)"
        yield Finding("KR301", cell.keyword_name_span(shape.given), message, Severity.MANUAL)


def _added(
    node: ast.Call, function: ast.Attribute, cell: ParsedCell, context: Context
) -> Iterator[Finding]:
    """`model.add(layer)`: the input is added on a line before it."""
    shape = _shape(node.args[0], cell, context)
    statement = context.program.statement(node)
    if shape is None:
        return
    if node not in context.first_layers:
        yield from _repeated(shape, cell)
        return
    if not isinstance(statement, ast.Expr):
        return
    prefix, imports = keras_prefix(context, cell, node)
    owner = cell.segment(function.value)
    place = _outside_loops(statement, owner, context)
    if place is not statement and not _is_known_at(place, shape, context):
        if shape.given is not None and shape.given.arg == "batch_input_shape":
            message = (
                "batch_input_shape= is no argument of a layer: add keras.Input before the loop"
            )
            yield Finding("KR301", cell.span(shape.given), message, Severity.MANUAL)
        return
    start = cell.span(place).start
    line = f"{owner}.add({prefix}Input({shape.text}))"
    lead = cell.source[cell.line_start(start) : start]
    joint = "; " if lead.strip() else cell.newline + lead
    yield _finding(shape, prefix, imports, cell.insert(start, line + joint), cell)


def _listed(node: ast.Call, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """`Sequential([layer, ...])`: the input is the first of the list."""
    layers = node.args[0]
    if not isinstance(layers, ast.List) or not layers.elts:
        return
    for later in layers.elts[1:]:
        again = _shape(later, cell, context)
        if again is not None:
            yield from _repeated(again, cell)
    first = layers.elts[0]
    shape = _shape(first, cell, context)
    if shape is None:
        return
    prefix, imports = keras_prefix(context, cell, node)
    start = cell.span(first).start
    lead = cell.source[cell.line_start(start) : start]
    joint = ", " if lead.strip() else "," + cell.newline + lead
    edit = cell.insert(start, f"{prefix}Input({shape.text}){joint}")
    yield _finding(shape, prefix, imports, edit, cell)


def _finding(
    shape: _Shape, prefix: str, imports: tuple[ImportRequest, ...], edit: Edit, cell: ParsedCell
) -> Finding:
    item = shape.given
    span = cell.keyword_name_span(item) if item is not None else cell.span(shape.layer.func)
    gone = (
        removals(cell, shape.layer, shape.gone)
        if len(shape.gone) > 1
        else [removal(cell, shape.layer, each) for each in shape.gone]
    )
    message = f"{shape.message}; the model's first entry is now {prefix}Input(...)"
    return Finding("KR301", span, message, Severity.FIXED, (edit, *gone), imports)


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
                "import keras\nm = keras.Sequential()\n"
                "m.add(keras.layers.GRU(3, batch_input_shape=(1, 2, 4), input_shape=(2, 4)))",
                "import keras\nm = keras.Sequential()\nm.add(keras.Input(batch_shape=(1, 2, 4)))\n"
                "m.add(keras.layers.GRU(3))",
                "the shape with the batch went before the other",
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
            Example(
                "import keras\nm = keras.Sequential()\nm.add(keras.layers.Embedding(9, 4))\n"
                "m.summary()",
                "import keras\nm = keras.Sequential()\nm.add(keras.Input(shape=(None,)))\n"
                "m.add(keras.layers.Embedding(9, 4))\nm.summary()",
                "an Embedding's input had any length, and the model was built",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
