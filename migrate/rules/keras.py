"""Keras 3 spelling: a model's input is its first entry, not an argument of its first layer."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate import tables
from migrate.edits import Edit, Finding, ImportRequest, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal, removals
from migrate.targets.compat import KERAS_TRAINING

_SHAPES = ("input_shape", "batch_input_shape", "input_dim")
# Of these layers, `input_dim` is the last axis of a sequence of `input_length` steps.
_OF_SEQUENCES = ("SimpleRNN", "LSTM", "GRU", "ConvLSTM2D", "Conv1D", "Convolution1D")
# Of these, a keyword with such a name says something else: a vocabulary's size, the shape itself.
_OTHER_MEANING = {"Embedding": ("input_dim",), "InputLayer": _SHAPES}


def _is_keras(name: str | None) -> bool:
    return name is not None and (name.startswith("keras.") or ".keras." in name)


def _shape_argument(call: ast.expr, context: Context) -> ast.keyword | None:
    if not isinstance(call, ast.Call) or not _is_keras(context.names.of(call.func)):
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


def keras_prefix(context: Context) -> tuple[str, tuple[ImportRequest, ...]]:
    """How the notebook can spell `keras.`, and the import that this needs."""
    for name, bindings in context.names.bound.items():
        if bindings and all(binding in ("keras", "tensorflow.keras") for binding in bindings):
            return f"{name}.", ()
    for name, bindings in context.names.bound.items():
        if bindings and all(binding == "tensorflow" for binding in bindings):
            return f"{name}.keras.", ()
    if any(
        "tensorflow.keras" in (b or "") for known in context.names.bound.values() for b in known
    ):
        return "keras.", (ImportRequest("tensorflow", "keras", "keras"),)
    return "keras.", (ImportRequest("", "keras", "keras"),)


def _first_added(node: ast.Call, context: Context) -> bool:
    """Whether this `model.add(...)` is the first one after the model was made."""
    assert isinstance(node.func, ast.Attribute)
    owner = node.func.value
    if not isinstance(owner, ast.Name):
        return False
    for parsed in context.program.cells:
        for other in parsed.nodes:
            if other is node:
                return True
            if (
                isinstance(other, ast.Call)
                and isinstance(other.func, ast.Attribute)
                and other.func.attr == "add"
                and isinstance(other.func.value, ast.Name)
                and other.func.value.id == owner.id
            ):
                # An earlier model of the same name has its own first layer.
                return _shape_argument(other.args[0] if other.args else other, context) is not None
    return False


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "add" and len(node.args) == 1:
        layer = node.args[0]
        item = _shape_argument(layer, context)
        if item is None or not isinstance(layer, ast.Call) or not _first_added(node, context):
            return
        prefix, imports = keras_prefix(context)
        owner = cell.segment(node.func.value)
        statement = context.program.statement(node)
        if statement is None or not isinstance(statement, ast.Expr):
            return
        start = cell.span(statement).start
        line = f"{owner}.add({_input_call(cell, layer, item, context, prefix)})"
        lead = cell.source[cell.line_start(start) : start]
        joint = "; " if lead.strip() else cell.newline + lead
        edits = (cell.insert(start, line + joint), *_removals(cell, layer, item, context))
    elif (context.names.of(node.func) or "").endswith(".Sequential") and node.args:
        layers = node.args[0]
        if not isinstance(layers, ast.List) or not layers.elts:
            return
        first = layers.elts[0]
        item = _shape_argument(first, context)
        if item is None or not isinstance(first, ast.Call):
            return
        prefix, imports = keras_prefix(context)
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


def _in_graph_mode(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if not (context.legacy and context.graph_mode):
        return
    function = node.func
    if not isinstance(function, ast.Attribute) or context.names.of(function) is not None:
        return
    owner = function.value
    values = context.values.get(owner.id, []) if isinstance(owner, ast.Name) else []
    if function.attr in _WEIGHTS and any(_is_made_by_keras(value, context) for value in values):
        yield Finding(
            "KR302",
            cell.name_span(function),
            f"Keras 3 runs {function.attr}() in eager mode only, and this notebook makes sessions: "
            "run [v.value for v in layer.variables], or assign to them, in the session",
            Severity.MANUAL,
        )
    if function.attr in KERAS_TRAINING and any(_is_model(value, context) for value in values):
        yield Finding(
            "KR302",
            cell.name_span(function),
            f"Keras 3 runs {function.attr}() in eager mode only, and this notebook makes sessions: "
            "move the Keras model into a notebook of its own, or train it in the session",
            Severity.MANUAL,
        )


_CELLS = frozenset(
    f"tensorflow.keras.layers.{name}"
    for name in ("SimpleRNNCell", "GRUCell", "LSTMCell", "StackedRNNCells")
)


def _cell_in_graph(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = tables.canonical(context.names.of(node.func) or "")
    if qualified not in _CELLS or not context.graph_mode or context.trains_keras:
        return
    request = context.free_name("reference.keras", "layers")
    name = qualified.rpartition(".")[2]
    yield Finding(
        "KR304",
        cell.span(node.func),
        f"tf.nn.dynamic_rnn takes no {name} of Keras 3; reference.keras.layers has it as it was",
        Severity.FIXED,
        (Edit(cell.span(node.func), f"{request.asname}.{name}"),),
        (request,),
    )


# Layers that loop over time, with the cell that tf.nn.dynamic_rnn takes in their place.
_LOOPS = {"SimpleRNN": "SimpleRNNCell", "LSTM": "LSTMCell", "GRU": "GRUCell", "RNN": "its cell"}


def _loop_in_graph(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = tables.canonical(context.names.of(node.func) or "")
    name = qualified.rpartition(".")[2]
    if not (context.legacy and context.graph_mode) or context.trains_keras:
        return
    if name not in _LOOPS or not _is_keras(qualified):
        return
    unrolled = keyword(node, "unroll")
    if unrolled is None or name == "GRU":
        yield Finding(
            "KR305",
            cell.span(node.func),
            f"{name} of Keras 3 does not run in the graph of a session; "
            f"use tf.nn.dynamic_rnn with {_LOOPS[name]}",
            Severity.MANUAL,
        )


# Methods of layers and models that read or write their weights at once.
_WEIGHTS = frozenset({"get_weights", "set_weights", "load_weights", "save_weights", "save"})


def _is_made_by_keras(value: ast.expr | None, context: Context) -> bool:
    if not isinstance(value, ast.Call):
        return False
    return _is_keras(context.names.of(value.func)) or _is_model(value, context)


def _is_model(value: ast.expr | None, context: Context) -> bool:
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Name) and value.func.id in context.keras_models:
        return True
    qualified = context.names.of(value.func) or ""
    return _is_keras(qualified) and qualified.rpartition(".")[2] in ("Sequential", "Model")


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
    Rule(
        code="KR302",
        name="keras-in-graph-mode",
        summary="Keras models that are trained or read beside sessions are reported.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                "import tensorflow as tf\nimport keras\nmodel = keras.Sequential()\n"
                "model.fit(x, y)\ntf.set_random_seed(1)",
                "import tensorflow.compat.v1 as tf\nimport keras\nmodel = keras.Sequential()\n"
                "model.fit(x, y)\ntf.set_random_seed(1)",
                "no session: eager mode stays on",
            ),
            Example(
                "import tensorflow as tf\nlayer = tf.keras.layers.Dense(3)\n"
                "sess = tf.Session()\nweights = layer.get_weights()",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "layer = tf.keras.layers.Dense(3)\nsess = tf.Session()\n"
                "weights = layer.get_weights()",
            ),
        ),
        nodes=(ast.Call,),
        check=_in_graph_mode,
    ),
    Rule(
        code="KR304",
        name="keras-cell-in-graph",
        summary="A Keras cell of a graph comes from reference, where dynamic_rnn can take it.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                "import tensorflow as tf\nfrom tensorflow.keras import layers\n"
                "y, _ = tf.nn.dynamic_rnn(layers.GRUCell(4), x, dtype=tf.float32)\n"
                "sess = tf.Session()",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference.keras import layers as tf1_layers\n"
                "from tensorflow.keras import layers\n"
                "y, _ = tf.nn.dynamic_rnn(tf1_layers.GRUCell(4), x, dtype=tf.float32)\n"
                "sess = tf.Session()",
            ),
            Example(
                "import keras\nlayer = keras.layers.RNN(keras.layers.GRUCell(4))",
                None,
                "no graph",
            ),
        ),
        nodes=(ast.Call,),
        check=_cell_in_graph,
    ),
    Rule(
        code="KR305",
        name="keras-loop-in-graph",
        summary="A recurrent layer of Keras beside sessions is reported: its loop over time needs "
        "eager mode or tf.function.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 5, 4])\n"
                "y = tf.keras.layers.LSTM(3)(x)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.placeholder(tf.float32, [None, 5, 4])\ny = tf.keras.layers.LSTM(3)(x)",
            ),
            Example(
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "x = tf.placeholder(tf.float32, [None, 5, 4])\n"
                "y = tf.keras.layers.LSTM(3, unroll=True)(x)",
                None,
                "no loop",
            ),
            Example("import keras\ny = keras.layers.LSTM(3)(x)", None, "no session"),
        ),
        nodes=(ast.Call,),
        check=_loop_in_graph,
    ),
)
