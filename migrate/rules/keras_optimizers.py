"""Optimizers of TensorFlow 1 that a Keras model is compiled with: Keras 3 takes its own only."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrate import tables
from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.keras import keras_prefix
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument, keyword, removal


@dataclass(frozen=True)
class _Successor:
    """Keras' optimizer for one of `tf.train`.

    Attributes:
        name: its name in `keras.optimizers`.
        renamed: keyword arguments that are called otherwise.
        positional: how many positional arguments mean the same.
        epsilon: the default of `tf.train`, where Keras has another one.
    """

    name: str
    renamed: dict[str, str] = field(default_factory=dict)
    positional: int = 1
    epsilon: str = ""


_SUCCESSORS = {
    "tensorflow.train.AdamOptimizer": _Successor(
        "Adam", {"beta1": "beta_1", "beta2": "beta_2"}, 4, "1e-8"
    ),
    "tensorflow.train.GradientDescentOptimizer": _Successor("SGD"),
    "tensorflow.train.MomentumOptimizer": _Successor("SGD", {"use_nesterov": "nesterov"}, 2),
    "tensorflow.train.RMSPropOptimizer": _Successor("RMSprop", {"decay": "rho"}, 4, "1e-10"),
    "tensorflow.train.AdagradOptimizer": _Successor("Adagrad", positional=2),
    "tensorflow.train.AdadeltaOptimizer": _Successor("Adadelta", positional=3),
    "tensorflow.train.FtrlOptimizer": _Successor("Ftrl", positional=3),
}
# What only the optimizers of tf.train take; it changes no number.
_DROPPED = "use_locking"
_OF_TENSORFLOW = frozenset({"minimize", "compute_gradients", "apply_gradients"})


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    if not context.trains_keras or not _compiles(node, context):
        return
    for home, call in _made(argument(node, 0, "optimizer"), cell, context):
        successor = _SUCCESSORS.get(tables.canonical(context.names.of(call.func) or ""))
        if successor is None or len(call.args) > successor.positional:
            continue
        prefix, imports = keras_prefix(context, cell, call)
        spelling = f"{prefix}optimizers.{successor.name}"
        yield Finding(
            "KR303", home.span(call.func),
            f"Keras 3 compiles with its own optimizers; this one is {spelling}",
            Severity.FIXED, _edits(call, home, successor, spelling), imports,
        )  # fmt: skip


def _compiles(call: ast.Call, context: Context) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "compile"
        and context.names.of(function) is None
    )


def _made(
    optimizer: ast.expr | None, cell: ParsedCell, context: Context
) -> Iterator[tuple[ParsedCell, ast.Call]]:
    """The calls that make an optimizer, each with its cell, if Keras alone uses it."""
    if isinstance(optimizer, ast.Call):
        yield cell, optimizer
    if not isinstance(optimizer, ast.Name):
        return
    if optimizer.id in context.once(_of_tensorflow):
        return
    for value in context.origins(optimizer):
        if isinstance(value, ast.Call):
            yield context.once(_homes)[value], value


def _of_tensorflow(context: Context) -> frozenset[str]:
    """The names whose methods are those of TensorFlow's optimizers."""
    return frozenset(
        node.value.id
        for _, node in context.program.walk()
        if isinstance(node, ast.Attribute)
        and node.attr in _OF_TENSORFLOW
        and isinstance(node.value, ast.Name)
    )


def _homes(context: Context) -> dict[ast.Call, ParsedCell]:
    """The cell of each call."""
    return {node: cell for cell, node in context.program.walk() if isinstance(node, ast.Call)}


def _edits(
    call: ast.Call, cell: ParsedCell, successor: _Successor, spelling: str
) -> tuple[Edit, ...]:
    edits = [Edit(cell.span(call.func), spelling)]
    for item in call.keywords:
        if item.arg == _DROPPED:
            edits.append(removal(cell, call, item))
        elif item.arg in successor.renamed:
            edits.append(Edit(cell.keyword_name_span(item), successor.renamed[item.arg]))
    if successor.epsilon and len(call.args) < successor.positional and not keyword(call, "epsilon"):
        end = cell.span(call).end - 1
        before = cell.source[:end].rstrip()[-1]
        lead = {"(": "", ",": " "}.get(before, ", ")
        edits.append(cell.insert(end, f"{lead}epsilon={successor.epsilon}"))
    return tuple(edits)


# Of the package `keras` up to 2.2: the place from which arguments mean something else in Keras 3,
# and what they were.
_FORMER = {
    "SGD": (2, ("decay", "nesterov")),
    "RMSprop": (2, ("epsilon", "decay")),
    "Adagrad": (1, ("epsilon", "decay")),
    "Adadelta": (3, ("decay",)),
    "Adam": (4, ("decay", "amsgrad")),
    "Adamax": (4, ("decay",)),
    "Nadam": (4, ("schedule_decay",)),
}


def _positions(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """A number in a place that Keras 3 gave to another argument."""
    assert isinstance(node, ast.Call)
    home, _, name = (context.names.of(node.func) or "").rpartition(".")
    if home != "keras.optimizers" or name not in _FORMER:
        return
    place, former = _FORMER[name]
    given = node.args[place:]
    if not given or (isinstance(given[0], ast.Constant) and isinstance(given[0].value, bool)):
        return  # a flag, as Keras 2.3 has it there
    message = (
        f"{name}: from argument {place + 1} on Keras 2 meant {', '.join(former)}, Keras 3 means "
        "others: write names"
    )
    yield Finding("KR313", cell.span(given[0]), message, Severity.MANUAL)


RULES = (
    Rule(
        code="KR313",
        name="keras-optimizer-positions",
        summary="Positional arguments of Keras 2 optimizers that mean something else in Keras 3.",
        url="https://keras.io/api/optimizers/",
        examples=(
            Example("import keras\no = keras.optimizers.SGD(0.1, 0.9, 1e-6, True)", None, "named"),
            Example("import keras\no = keras.optimizers.SGD(0.1, 0.9, True)", None, "as ever"),
        ),
        nodes=(ast.Call,),
        check=_positions,
    ),
    Rule(
        code="KR303",
        name="keras-optimizer",
        summary="A tf.train optimizer that compiles a Keras model becomes Keras' own.",
        url="https://keras.io/api/optimizers/",
        examples=(
            Example(
                "import tensorflow as tf\nmodel = tf.keras.Sequential()\n"
                "model.compile(optimizer=tf.train.AdamOptimizer(0.01, beta1=0.8), loss='mse')\n"
                "model.fit(x, y)",
                "import tensorflow.compat.v1 as tf\nmodel = tf.keras.Sequential()\n"
                "model.compile(optimizer=tf.keras.optimizers.Adam(0.01, beta_1=0.8, epsilon=1e-8), "
                "loss='mse')\nmodel.fit(x, y)",
            ),
            Example(
                "import tensorflow as tf\nmodel = tf.keras.Sequential()\n"
                "step = tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True)\n"
                "model.compile(step, 'mse')\nmodel.fit(x, y)",
                "import tensorflow.compat.v1 as tf\nmodel = tf.keras.Sequential()\n"
                "step = tf.keras.optimizers.SGD(0.1, 0.9, nesterov=True)\n"
                "model.compile(step, 'mse')\nmodel.fit(x, y)",
            ),
            Example(
                "import tensorflow as tf\nmodel = tf.keras.Sequential()\n"
                "step = tf.train.AdamOptimizer()\nmodel.compile(step, 'mse')\nmodel.fit(x, y)\n"
                "train = step.minimize(loss)",
                "import tensorflow.compat.v1 as tf\nmodel = tf.keras.Sequential()\n"
                "step = tf.train.AdamOptimizer()\nmodel.compile(step, 'mse')\nmodel.fit(x, y)\n"
                "train = step.minimize(loss)",
                "a step of TensorFlow's own needs TensorFlow's own optimizer",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
