"""Keras in the graph of a session, where Keras 3 has its own variables, seeds and no loops."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate import tables
from migrate.edits import Edit, Finding, ImportRequest, Severity
from migrate.program import ParsedCell
from migrate.rules.imports import reimport, written
from migrate.rules.model import Context, Example, Rule, dotted
from migrate.rules.spans import keyword
from migrate.targets.compat import KERAS_TRAINING

_GUIDE = "https://keras.io/guides/migrating_to_keras_3/"
# The homes of `tf.keras`, of which `reference.keras` has a part as it was. Keras' own package was
# the same beside sessions, but for its layers' names (`dense_1`) and, since 2.3, gates.
_HOMES = (
    "keras",
    "tensorflow.keras",
    "tensorflow.contrib.keras",
    "tensorflow.python.keras",
    "reference.contrib.keras",
)


_MODULES = {f"reference.keras.{name}" for name in ("backend", "layers", "models")}


def _path_in_keras(qualified: str | None) -> str:
    """`layers.LSTM` for `tensorflow.keras.layers.LSTM`; empty for what is not of `tf.keras`."""
    name = tables.canonical(qualified or "")
    return next((name[len(home) + 1 :] for home in _HOMES if name.startswith(home + ".")), "")


def is_keras(name: str | None) -> bool:
    """Whether a name is of Keras itself, as `keras` or as `tf.keras`."""
    if name is None or name.startswith("reference.keras"):
        return False
    return name.startswith("keras.") or ".keras." in name


def _rebuilt(qualified: str | None) -> str:
    """The symbol of `reference.keras` that a name of `tf.keras` (or a part of it) has become."""
    parts = _path_in_keras(qualified).split(".")
    for end in range(1, len(parts) + 1):
        symbol = "reference.keras." + ".".join(parts[:end])
        if parts[0] and tables.is_reference(symbol) and symbol not in _MODULES:
            return symbol
    return ""


def takes_reference(context: Context) -> bool:
    """Whether the document calls its layers in a session's graph, and nothing needs Keras' own."""
    return context.graph_mode and not context.trains_keras and not context.joins_layers


# Arguments of layers that Keras 3 lost or renamed, and that those of reference take as ever.
KEPT_ARGUMENTS = frozenset(
    {"adjustment", "alpha", "dynamic", "fused", "implementation", "time_major", "weights"}
    | {"virtual_batch_size"}
)


def taken(qualified: str | None, context: Context) -> bool:
    """Whether KR304 takes a name from `reference.keras`."""
    return takes_reference(context) and bool(_rebuilt(qualified))


def _request(context: Context) -> ImportRequest:
    # Not `keras`, which is a package of its own.
    name = context.free_name("reference", "keras").asname
    return ImportRequest("reference", "keras", "tf1_keras" if name == "keras" else name)


def _from_reference(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if not takes_reference(context):
        return
    if isinstance(node, ast.ImportFrom):
        yield from _import(node, cell)
        return
    assert isinstance(node, ast.Attribute)
    symbol = _rebuilt(context.names.of(node))
    parent = context.program.parents.get(node)
    if not symbol or (isinstance(parent, ast.Attribute) and _rebuilt(context.names.of(parent))):
        return
    request = _request(context)
    at: ast.expr = node
    while (
        isinstance(at, ast.Attribute) and tables.canonical(context.names.of(at) or "") not in _HOMES
    ):
        at = at.value
    if isinstance(at, ast.Attribute):
        edit = Edit(cell.span(at), request.asname)
    else:
        edit = Edit(cell.span(node), request.asname + symbol.removeprefix("reference.keras"))
    yield Finding(
        "KR304", cell.span(node), f"in a session's graph this is {symbol}, as TensorFlow 1.15 "
        "had it", Severity.FIXED, (edit,), (request,),
    )  # fmt: skip


def _import(node: ast.ImportFrom, cell: ParsedCell) -> Iterable[Finding]:
    module = tables.canonical(node.module or "")
    if node.level or not (module in _HOMES or _path_in_keras(module)):
        return
    groups: dict[str, list[str]] = {}
    for alias in node.names:
        symbol = _rebuilt(f"{node.module}.{alias.name}")
        home, _, name = symbol.rpartition(".") if symbol else (node.module or "", "", alias.name)
        groups.setdefault(home, []).append(written(alias, name))
    if list(groups) != [node.module]:
        yield Finding(
            "KR304", cell.span(node), "in a session's graph these layers are those of "
            "reference.keras, as TensorFlow 1.15 had them", Severity.FIXED,
            (reimport(node, groups, cell),),
        )  # fmt: skip


# What Keras 3 does not do in a session's graph, and what to do instead.
_FAILING = {
    **dict.fromkeys(
        ("SimpleRNN", "LSTM", "GRU", "RNN", "Bidirectional", "CuDNNLSTM", "CuDNNGRU", "ConvLSTM2D"),
        "{name} of Keras 3 does not run in the graph of a session; use tf.nn.dynamic_rnn with a "
        "cell, or reference.keras.layers in place of Keras' layers",
    ),
    **dict.fromkeys(
        ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "Deconvolution2D"),
        "{name} of Keras 3 needs a known batch size in the graph of a session; use "
        "tf.nn.conv2d_transpose, or reference.keras.layers in place of Keras' layers",
    ),
}


def _failing(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = tables.canonical(context.names.of(node.func) or "")
    name = qualified.rpartition(".")[2]
    if not context.graph_mode or context.trains_keras or not is_keras(qualified):
        return
    if name in ("Model", "Sequential") and not taken(qualified, context):
        if context.has_model_functions and context.program.function(node) is not None:
            yield Finding("KR305", cell.span(node.func), _NAMED_ANEW, Severity.MANUAL)
        return
    if name not in _FAILING or taken(qualified, context):
        return
    if keyword(node, "unroll") is None or name == "GRU":
        message = _FAILING[name].format(name=name)
        yield Finding("KR305", cell.span(node.func), message, Severity.MANUAL)


_NAMED_ANEW = (
    "Keras 3 names the variables of each further model otherwise, so that an estimator does not "
    "find them in its checkpoint: use tf.layers, or reference.keras.layers, on the tensors"
)


def _in_graph_mode(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if not (context.legacy and context.graph_mode):
        return
    function = node.func
    if not isinstance(function, ast.Attribute) or context.names.of(function) is not None:
        return
    values = context.origins(function.value)
    method = function.attr
    if any(_loses(method, value, context) for value in values):
        instead = "run [v.value for v in layer.variables], or assign to them, in the session"
        yield _eager_only(function, instead, cell)
    if method in KERAS_TRAINING and any(is_model(value, context) for value in values):
        instead = "move the Keras model into a notebook of its own, or train it in the session"
        yield _eager_only(function, instead, cell)


def _eager_only(function: ast.Attribute, instead: str, cell: ParsedCell) -> Finding:
    message = (
        f"Keras 3 runs {function.attr}() in eager mode only, and this notebook makes sessions: "
        f"{instead}"
    )
    return Finding("KR302", cell.name_span(function), message, Severity.MANUAL)


# Methods of layers and models that read or write their weights at once.
_FILES = frozenset({"load_weights", "save_weights", "save"})
_WEIGHTS = _FILES | {"get_weights", "set_weights"}


def _loses(method: str, value: ast.expr | None, context: Context) -> bool:
    """Whether a layer or model that an expression makes has not the method in a session."""
    if method not in _WEIGHTS or not isinstance(value, ast.Call):
        return False
    if taken(context.names.of(value.func), context):
        return method in _FILES
    return is_keras(context.names.of(value.func)) or is_model(value, context)


def is_model(value: ast.expr | None, context: Context, depth: int = 3) -> bool:
    """Whether an expression makes a Keras model: its class, or a function that returns one."""
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Name) and depth:
        if value.func.id in context.keras_models:
            return True
        for result in context.returned.get(value.func.id, []):
            made = context.values.get(result.id, []) if isinstance(result, ast.Name) else [result]
            if any(is_model(one, context, depth - 1) for one in made):
                return True
    qualified = context.names.of(value.func) or ""
    return is_keras(qualified) and (
        qualified.rpartition(".")[2] in ("Sequential", "Model") or ".applications." in qualified
    )


def may_be_model(owner: ast.expr, context: Context) -> bool:
    """Whether an expression is a Keras model, or a name that is given one somewhere."""
    return any(is_model(value, context) for value in context.origins(owner))


def is_known_model(owner: ast.expr, context: Context) -> bool:
    """Whether an expression is a name of Keras models, made or loaded, and of nothing else."""
    path = dotted(owner)
    if not path:
        return False
    answers = context.once(_model_answers)
    if path not in answers:
        answers[path] = all(
            is_model(one, context) or _is_loaded(one, context) for one in context.origins(owner)
        )
    return answers[path]


def _model_answers(context: Context) -> dict[str, bool]:
    """What has been asked: by name, whether it is of models only."""
    return {}


def _is_loaded(value: ast.expr | None, context: Context) -> bool:
    if not isinstance(value, ast.Call):
        return False
    name = context.names.of(value.func) or ""
    loaders = ("load_model", "model_from_json", "clone_model")
    return is_keras(name) and name.rpartition(".")[2] in loaders


RULES = (
    Rule(
        code="KR302",
        name="keras-in-graph-mode",
        summary="Keras models that are trained or read beside sessions are reported.",
        url=_GUIDE,
        examples=(
            Example(
                "import tensorflow as tf\nimport keras\nmodel = keras.Sequential()\n"
                "model.fit(x, y)\ntf.set_random_seed(1)",
                "import tensorflow.compat.v1 as tf\nimport keras\nmodel = keras.Sequential()\n"
                "model.fit(x, y)\ntf.set_random_seed(1)",
                "no session: eager mode stays on",
            ),
            Example(
                "import tensorflow as tf\nlayer = tf.keras.layers.PReLU()\n"
                "sess = tf.Session()\nweights = layer.get_weights()",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "layer = tf.keras.layers.PReLU()\nsess = tf.Session()\n"
                "weights = layer.get_weights()",
            ),
        ),
        nodes=(ast.Call,),
        check=_in_graph_mode,
    ),
    Rule(
        code="KR304",
        name="keras-layer-in-graph",
        summary="A Keras layer of a session's graph comes from reference, with TensorFlow 1.15's "
        "variables, seeds and loops over time.",
        url=_GUIDE,
        examples=(
            Example(
                "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 5, 4])\n"
                "y = tf.keras.layers.LSTM(3)(x)",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import keras as tf1_keras\n"
                "x = tf.placeholder(tf.float32, [None, 5, 4])\n"
                "y = tf1_keras.layers.LSTM(3)(x)",
            ),
            Example(
                "import tensorflow as tf\nfrom tensorflow.keras import layers\n"
                "y, _ = tf.nn.dynamic_rnn(layers.GRUCell(4), x, dtype=tf.float32)\n"
                "sess = tf.Session()",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import keras as tf1_keras\n"
                "from tensorflow.keras import layers\n"
                "y, _ = tf.nn.dynamic_rnn(tf1_keras.layers.GRUCell(4), x, dtype=tf.float32)\n"
                "sess = tf.Session()",
            ),
            Example(
                "import tensorflow as tf\nfrom tensorflow.keras.layers import Dense, PReLU\n"
                "y = PReLU()(Dense(4)(x))\nsess = tf.Session()",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference.keras.layers import Dense\n"
                "from tensorflow.keras.layers import PReLU\n"
                "y = PReLU()(Dense(4)(x))\nsess = tf.Session()",
            ),
            Example(
                "import keras\nlayer = keras.layers.RNN(keras.layers.GRUCell(4))",
                None,
                "no graph",
            ),
            Example(
                "import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.layers.LSTM(4)])\n"
                "model.compile('adam', 'mse')\nmodel.fit(x, y)",
                None,
                "Keras' own loop runs in eager mode",
            ),
        ),
        nodes=(ast.Attribute, ast.ImportFrom),
        check=_from_reference,
    ),
    Rule(
        code="KR305",
        name="keras-loop-in-graph",
        summary="A layer that Keras 3 does not run beside sessions, and that reference cannot "
        "replace, is reported.",
        url=_GUIDE,
        examples=(
            Example(
                "import tensorflow as tf\nimport keras\nx = keras.Input((5, 4))\n"
                "y = keras.layers.LSTM(3)(x)\nsess = tf.Session()",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\nimport keras\n"
                "x = keras.Input((5, 4))\ny = keras.layers.LSTM(3)(x)\nsess = tf.Session()",
            ),
            Example(
                "import tensorflow as tf\ndef model_fn(features, labels, mode):\n"
                "    a = tf.keras.Input((3,))\n    b = tf.keras.Model(a, a)\n"
                "    return tf.estimator.EstimatorSpec(mode, predictions=b(features))",
                "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
                "from reference import estimator\ndef model_fn(features, labels, mode):\n"
                "    a = tf.keras.Input((3,))\n    b = tf.keras.Model(a, a)\n"
                "    return estimator.EstimatorSpec(mode, predictions=b(features))",
            ),
            Example(
                "import tensorflow.compat.v1 as tf\nimport keras\ntf.disable_v2_behavior()\n"
                "x = keras.Input((5, 4))\nsess = tf.Session()\n"
                "y = keras.layers.LSTM(3, unroll=True)(x)",
                None,
                "no loop",
            ),
            Example("import keras\ny = keras.layers.LSTM(3)(x)", None, "no session"),
        ),
        nodes=(ast.Call,),
        check=_failing,
    ),
)
