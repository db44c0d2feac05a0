"""A compiled model that is frozen for the model around it: Keras 3 then trains neither.

Keras 2 kept what was trainable when a model was compiled. Keras 3 asks when it trains, so the
critic of a GAN, frozen behind `compile()`, would never learn:
https://keras.io/guides/migrating_to_keras_3/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import statement_insertion

_TRAINING = ("train_on_batch", "fit", "fit_generator")


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _TRAINING:
        return
    if context.graph_mode or not context.makes_models or context.names.of(function) is not None:
        return
    model = ast.unparse(function.value)
    if not _is_frozen(_known_as(function.value, context), context):
        return
    statement = context.program.statement(node)
    message = (
        f"{model} was frozen after it was compiled, which Keras 2 did not mind here: it learns "
        "today if it is trainable now"
    )
    if not isinstance(statement, ast.Assign | ast.Expr):
        yield Finding("KR322", cell.span(function), message, Severity.MANUAL)
        return
    edits = (
        _before(statement, f"{model}.trainable = True", cell),
        statement_insertion(cell, statement, [f"{model}.trainable = False"]),
    )
    yield Finding("KR322", cell.span(function), message, Severity.FIXED, edits)


def _before(statement: ast.stmt, line: str, cell: ParsedCell) -> Edit:
    """The edit that puts a statement before another, on a line of its own where that has one."""
    start = cell.span(statement).start
    lead = cell.mask.text[cell.line_start(start) : start]
    return cell.insert(start, line + ("; " if lead.strip() else cell.newline + lead))


def _known_as(model: ast.expr, context: Context) -> str:
    """The text of a model, by its first name where it has several (`frozen = critic`)."""
    return context.same_name(model.id) if isinstance(model, ast.Name) else ast.unparse(model)


def _is_frozen(model: str, context: Context) -> bool:
    """Whether a model is compiled, then frozen, and never made trainable again."""
    history = context.once(_histories).get(model, [])
    frozen = [place for place, event in history if event == "frozen"]
    compiled = [place for place, event in history if event == "compiled"]
    thawed = any(event == "thawed" for _, event in history)
    return bool(frozen and compiled) and not thawed and min(compiled) < min(frozen)


def _histories(context: Context) -> dict[str, list[tuple[tuple[int, int], str]]]:
    """What happens to x where, by its text: `x.compile(...)`, `x.trainable = False`, or True."""
    found: dict[str, list[tuple[tuple[int, int], str]]] = {}
    for cell, node in context.program.walk():
        event, owners = "", []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            event, owners = "compiled", [node.func] if node.func.attr == "compile" else []
        elif isinstance(node, ast.Assign):
            no = isinstance(node.value, ast.Constant) and node.value.value is False
            event = "frozen" if no else "thawed"
            owners = [
                target
                for target in node.targets
                if isinstance(target, ast.Attribute) and target.attr == "trainable"
            ]
        for owner in owners:
            place = (cell.index, owner.lineno)
            found.setdefault(_known_as(owner.value, context), []).append((place, event))
    return found


_HEAD = (
    "from keras.models import Sequential, Model\ncritic = Sequential()\n"
    "critic.compile('sgd', 'mse')\ncritic.trainable = False\nboth = Model(a, b)\n"
    "both.compile('sgd', 'mse')\n"
)

RULES = (
    Rule(
        code="KR322",
        name="keras-frozen-model",
        summary="A model that is frozen behind its compile() is made trainable while it is trained "
        "itself, as the critic of a GAN was.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                _HEAD + "for _ in range(9):\n    loss = critic.train_on_batch(x, y)\n"
                "    both.train_on_batch(z, y)",
                _HEAD + "for _ in range(9):\n    critic.trainable = True\n"
                "    loss = critic.train_on_batch(x, y)\n    critic.trainable = False\n"
                "    both.train_on_batch(z, y)",
            ),
            Example(
                _HEAD + "critic.trainable = True\ncritic.train_on_batch(x, y)",
                None,
                "the document thaws it itself",
            ),
            Example(
                "from keras.models import Sequential\nmodel = Sequential()\n"
                "model.trainable = False\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y)",
                None,
                "frozen before it was compiled: Keras 2 trained nothing either",
            ),
            Example(
                "from keras.models import Sequential\nbase.trainable = False\n"
                "model = Sequential([base])\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y)",
                None,
                "frozen for good",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
