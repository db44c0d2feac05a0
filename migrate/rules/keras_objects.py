"""What objects of Keras lost: attributes, symbolic tensors, a default activation."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.keras_graph import (
    is_keras,
    is_known_model,
    may_be_model,
    takes_reference,
)
from migrate.rules.keras_symbols import is_layer, is_symbolic
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword
from migrate.tables import canonical

_GUIDE = "https://keras.io/guides/migrating_to_keras_3/"

# Attributes of models that are gone, and what to do.
_OF_MODELS = {
    "sample_weights": "give sample_weight= to fit()",
    "state_updates": "drop it: layers update themselves",
    "targets": "give the targets to fit()",
    "total_loss": "compute the loss in train_step(), or read it from fit()'s history",
    "updates": "drop it: layers update themselves",
    "uses_learning_phase": "give training= to the call",
}
# Of any layer, model or optimizer: nothing else has such names.
_UNIQUE = {
    "inbound_nodes": "use layer.input and layer.output",
    "outbound_nodes": "use layer.input and layer.output",
}
# What a layer of one's own set in Keras 1 and 2, and has no setter today.
_OF_LAYERS = frozenset({"trainable_weights", "non_trainable_weights"})
_SHAPES = {"output_shape": "output.shape", "input_shape": "input.shape"}


def _attribute(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Attribute)
    if context.names.of(node) is not None or not context.libraries & {"keras", "tensorflow"}:
        return
    owner = node.value
    if node.attr == "lr" and isinstance(owner, ast.Attribute) and owner.attr == "optimizer":
        yield Finding(
            "KR306", cell.name_span(node), "an optimizer's lr is its learning_rate today",
            Severity.FIXED, (Edit(cell.name_span(node), "learning_rate"),),
        )  # fmt: skip
    elif node.attr in _SHAPES and _is_layer(owner, cell, context):
        new = _SHAPES[node.attr]
        yield Finding(
            "KR306", cell.name_span(node), f"a layer's {node.attr} is its {new} today",
            Severity.FIXED, (Edit(cell.name_span(node), new),),
        )  # fmt: skip
    elif node.attr in _UNIQUE and node.attr not in context.functions:
        message = f"{node.attr} is gone in Keras 3: {_UNIQUE[node.attr]}"
        yield Finding("KR306", cell.name_span(node), message, Severity.MANUAL)
    elif node.attr in _OF_MODELS and may_be_model(owner, context):
        message = f"{node.attr} of a model is gone in Keras 3: {_OF_MODELS[node.attr]}"
        yield Finding("KR306", cell.name_span(node), message, Severity.MANUAL)
    elif node.attr in _OF_LAYERS and isinstance(node.ctx, ast.Store):
        if _in_class(node, context, ("Layer", "Wrapper", "Recurrent")):
            message = f"a layer's {node.attr} are not assigned in Keras 3: make them by add_weight"
            yield Finding("KR306", cell.name_span(node), message, Severity.MANUAL)
    elif node.attr == "validation_data" and _in_callback(node, context):
        message = "callbacks have no validation_data in Keras 3: give it to the constructor"
        yield Finding("KR306", cell.name_span(node), message, Severity.MANUAL)


def _is_layer(owner: ast.expr, cell: ParsedCell, context: Context) -> bool:
    """Whether an expression is `model.layers[0]`, `Dense(3)`, a name of such, or a loop's layer."""
    if isinstance(owner, ast.Name) and owner.id in context.looped:
        loops = (node for node in cell.nodes if isinstance(node, ast.For | ast.comprehension))
        return any(
            isinstance(loop.target, ast.Name)
            and loop.target.id == owner.id
            and isinstance(loop.iter, ast.Attribute)
            and loop.iter.attr == "layers"
            for loop in loops
        )
    return is_layer(owner, context) and not may_be_model(owner, context)


def _in_class(node: ast.Attribute, context: Context, bases: tuple[str, ...]) -> bool:
    """Whether an attribute is one of `self` in a class with such a base."""
    above = class_of(node, context)
    if above is None:
        return False
    names = [(context.names.of(base) or "").rpartition(".")[2] for base in above.bases]
    return any(name in bases for name in names)


def class_of(node: ast.Attribute, context: Context) -> ast.ClassDef | None:
    """The class in which an attribute of `self` stands."""
    if not isinstance(node.value, ast.Name) or node.value.id != "self":
        return None
    above: ast.AST | None = node
    while above is not None and not isinstance(above, ast.ClassDef):
        above = context.program.parents.get(above)
    return above


def _in_callback(node: ast.Attribute, context: Context) -> bool:
    above = class_of(node, context)
    if above is None or not _in_class(node, context, ("Callback",)):
        return False
    return not any(
        isinstance(other, ast.Attribute)
        and other.attr == node.attr
        and isinstance(other.ctx, ast.Store)
        for other in ast.walk(above)
    )


# What a layer said of one of its calls, and what says it of the only one.
_AT = {
    "get_input_at": ("input", ""),
    "get_output_at": ("output", ""),
    "get_input_shape_at": ("input", ".shape"),
    "get_output_shape_at": ("output", ".shape"),
}


def _at(node: ast.Call, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """`layer.get_output_at(0)`: Keras 3 has the output of a layer that is called once."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _AT:
        return
    if not context.libraries & {"keras", "tensorflow"} or function.attr in context.functions:
        return
    end, shape = _AT[function.attr]
    first = (
        isinstance(node.args[0], ast.Constant) and node.args[0].value == 0 if node.args else False
    )
    span = cell.name_span(function)
    if not first or len(node.args) > 1 or node.keywords:
        message = f"{function.attr} is gone in Keras 3: keep what the layer returned at that call"
        yield Finding("KR306", span, message, Severity.MANUAL)
        return
    new = f"{end}s[0]" if is_known_model(function.value, context) else end
    edit = Edit(Span(cell.index, span.start, cell.span(node).end), new + shape)
    message = f"{function.attr}(0) of a layer is its {end}{shape} today"
    yield Finding("KR306", span, message, Severity.FIXED, (edit,))


def _set_rate(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """`K.set_value(model.optimizer.lr, rate)`: the rate is a variable of Keras today."""
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func) or ""
    if not qualified.endswith("keras.backend.set_value") or len(node.args) != 2:
        return
    variable, value = node.args
    if not isinstance(variable, ast.Attribute) or variable.attr not in ("lr", "learning_rate"):
        if qualified == "keras.backend.set_value":
            message = "keras.backend.set_value is gone: use variable.assign(value)"
            yield Finding("KR306", cell.span(node.func), message, Severity.MANUAL)
        return
    owner = cell.segment(variable.value)
    text = f"{owner}.learning_rate.assign({cell.segment(value)})"
    yield Finding(
        "KR306", cell.span(node), "an optimizer's rate is set by learning_rate.assign() today",
        Severity.FIXED, (Edit(cell.span(node), text),),
    )  # fmt: skip


# -- symbolic tensors -----------------------------------------------------------------------------


def _symbolic(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """TensorFlow's functions on what layers return while a model is put together."""
    assert isinstance(node, ast.Call)
    qualified = canonical(context.names.of(node.func) or "")
    function = node.func
    adds = isinstance(function, ast.Attribute) and function.attr == "add_loss"
    if adds and may_be_model(function.value, context):  # type: ignore[attr-defined]
        message = "add_loss() of a model is gone in Keras 3: call it within a layer"
        yield Finding("KR308", cell.span(function), message, Severity.MANUAL)
    if qualified == "tensorflow.keras.backend.gradients" and not context.graph_mode:
        message = "gradients() needs a graph: use tf.GradientTape"
        yield Finding("KR308", cell.span(node.func), message, Severity.MANUAL)
    if not context.makes_models or takes_reference(context):
        return
    backend = qualified.startswith(("keras.backend.", "tensorflow.keras.backend."))
    if not backend and (not qualified.startswith("tensorflow.") or is_keras(qualified)):
        return
    if qualified.rpartition(".")[2] in _TAKE_SYMBOLIC:
        return
    for argument in [*node.args, *(item.value for item in node.keywords)]:
        for part in _operands(argument):
            if is_symbolic(part, context):
                name = cell.segment(part)
                yield Finding(
                    "KR308", cell.span(node.func),
                    f"Keras 3 gives {name} to layers and keras.ops only: wrap the function in "
                    "keras.layers.Lambda, or use keras.ops", Severity.MANUAL,
                )  # fmt: skip
                return


_TAKE_SYMBOLIC = ("int_shape", "is_keras_tensor", "function", "gradients", "Model", "shape")


def _operands(node: ast.expr) -> Iterator[ast.expr]:
    """The names in an expression that are computed with, not called or looked into."""
    match node:
        case ast.BinOp(left=left, right=right):
            yield from _operands(left)
            yield from _operands(right)
        case ast.UnaryOp(operand=operand):
            yield from _operands(operand)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _operands(part)
        case ast.Subscript(value=value):
            yield from _operands(value)
        case ast.Name():
            yield node


# -- activations ----------------------------------------------------------------------------------

_GATED = ("LSTM", "GRU", "LSTMCell", "GRUCell")


def _gates(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func)
    name = (qualified or "").rpartition(".")[2]
    if not is_keras(qualified) or ".layers." not in (qualified or "") or takes_reference(context):
        return
    named = [i.value for i in node.keywords if i.arg in ("activation", "recurrent_activation")]
    for value in [*named, *(node.args[:1] if name == "Activation" else [])]:
        if isinstance(value, ast.Constant) and value.value == "hard_sigmoid":
            yield Finding(
                "KR309", cell.span(value), "hard_sigmoid rises by 1/6 in Keras 3, by 0.2 before; "
                "tf.keras.backend.hard_sigmoid is the one of then", Severity.MANUAL,
                legacy=False,
            )  # fmt: skip
    if not context.legacy and not (qualified or "").startswith("keras."):
        return  # tf.keras of TensorFlow 2 had sigmoid gates from the start
    given = keyword(node, "recurrent_activation") is not None or len(node.args) > 2
    if name in _GATED and not given and any(item.arg is None for item in node.keywords) is False:
        more = " and reset_after was False" if name.startswith("GRU") else ""
        yield Finding(
            "KR309", cell.span(node.func), f"{name} had hard_sigmoid gates{more} in tf.keras of "
            "TensorFlow 1 and in Keras before 2.3: for those numbers give "
            "recurrent_activation=tf.keras.backend.hard_sigmoid", Severity.MANUAL, legacy=False,
        )  # fmt: skip


def _calls(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if isinstance(node, ast.Attribute):
        return _attribute(node, cell, context)
    assert isinstance(node, ast.Call)
    return [*_at(node, cell, context), *_set_rate(node, cell, context)]


RULES = (
    Rule(
        code="KR306",
        name="keras-attribute",
        summary="Attributes of Keras' models, layers and optimizers that were renamed or are gone.",
        url=_GUIDE,
        examples=(
            Example(
                "from keras import backend as K\nprint(model.optimizer.lr)\n"
                "K.set_value(model.optimizer.lr, 0.1)",
                "from keras import backend as K\nprint(model.optimizer.learning_rate)\n"
                "model.optimizer.learning_rate.assign(0.1)",
            ),
            Example(
                "import keras\nfor layer in model.layers:\n    print(layer.output_shape)",
                "import keras\nfor layer in model.layers:\n    print(layer.output.shape)",
            ),
            Example(
                "import keras\nlayer = keras.layers.Dense(3)\ny = layer(x)\n"
                "print(layer.get_output_shape_at(0), layer.get_input_at(0))",
                "import keras\nlayer = keras.layers.Dense(3)\ny = layer(x)\n"
                "print(layer.output.shape, layer.input)",
                "of the only call",
            ),
            Example("import keras\nrate = plan.lr", None, "no optimizer's"),
        ),
        nodes=(ast.Attribute, ast.Call),
        check=_calls,
    ),
    Rule(
        code="KR308",
        name="keras-symbolic-tensor",
        summary="TensorFlow's functions on the output of a Keras layer are reported where they "
        "stand outside of layers.",
        url=_GUIDE,
        examples=(
            Example(
                "import keras\nimport tensorflow as tf\nx = keras.Input((3,))\n"
                "y = tf.reduce_sum(x)",
                None,
                "reported",
            ),
            Example(
                "import keras\nimport tensorflow as tf\nx = keras.Input((3,))\n"
                "y = keras.layers.Lambda(lambda t: tf.reduce_sum(t))(x)",
                None,
                "in a layer",
            ),
        ),
        nodes=(ast.Call,),
        check=_symbolic,
    ),
    Rule(
        code="KR309",
        name="keras-hard-sigmoid",
        summary="Gates of LSTM and GRU, and hard_sigmoid, compute otherwise than in TensorFlow 1.",
        url="https://keras.io/api/layers/activations/",
        examples=(
            Example("import keras\ny = keras.layers.LSTM(3)(x)", None, "reported"),
            Example(
                "import tensorflow as tf\ny = tf.keras.layers.LSTM(3)(x)",
                None,
                "as in TensorFlow 2 from the start",
            ),
            Example(
                "import keras\ny = keras.layers.LSTM(3, recurrent_activation='sigmoid')(x)",
                None,
                "it says so",
            ),
        ),
        nodes=(ast.Call,),
        check=_gates,
    ),
)
