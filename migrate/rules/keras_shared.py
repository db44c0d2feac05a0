"""One optimizer that compiles several Keras models: in Keras 3 it is of one model only.

https://keras.io/guides/migrating_to_keras_3/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.keras_graph import is_keras
from migrate.rules.model import Context, Example, Rule, dotted
from migrate.rules.spans import argument


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    given = _compiled_with(node)
    made = _made(given, context)
    if given is None or not made or context.graph_mode:
        return
    text = ast.unparse(given)
    same = context.once(_compilations)[text]
    is_first = same[0] is given
    if not _is_repeated(node, made, context) and (is_first or len(same) <= len(made)):
        return
    copy = f"type({text}).from_config({text}.get_config())"
    message = f"an optimizer is of one model in Keras 3, and {text} compiles several: a copy"
    yield Finding("KR316", cell.span(given), message, Severity.FIXED, (cell.replace(given, copy),))


def _compiled_with(call: ast.Call) -> ast.expr | None:
    """The optimizer of a `model.compile(...)`, None for another call."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "compile":
        return None
    return argument(call, 0, "optimizer")


def _compilations(context: Context) -> dict[str, list[ast.expr]]:
    """What all `x.compile(...)` are given, by its text, from top to end."""
    found: dict[str, list[ast.expr]] = {}
    for call in context.in_order(ast.Call):
        given = _compiled_with(call) if isinstance(call, ast.Call) else None
        if given is not None:
            found.setdefault(ast.unparse(given), []).append(given)
    return found


def _is_repeated(call: ast.Call, made: list[ast.Call], context: Context) -> bool:
    """Whether a compilation runs several times for one optimizer, in a loop or a function."""
    above = context.program.parents.get(call)
    while above is not None:
        again = isinstance(above, ast.For | ast.While)
        if isinstance(above, ast.FunctionDef):
            again = len(context.calls.get(above.name, [])) > max(1, len(made))
        if again:
            inner = set(ast.walk(above))
            return not any(one in inner for one in made)
        above = context.program.parents.get(above)
    return False


def _made(given: ast.expr | None, context: Context) -> list[ast.Call]:
    """The calls that make an optimizer of Keras, if a name is of nothing else."""
    values = context.origins(given) if given is not None and dotted(given) else []
    made = [value for value in values if isinstance(value, ast.Call)]
    names = [context.names.of(value.func) or "" for value in made]
    known = all(is_keras(name) and ".optimizers." in name for name in names)
    return made if known and len(made) == len(values) else []


_TWO = (
    "from keras.models import Sequential\nfrom keras.optimizers import Adam\n"
    "a, b = Sequential(), Sequential()\nstep = Adam()\na.compile('adam', 'mse')\n"
)

RULES = (
    Rule(
        code="KR316",
        name="keras-shared-optimizer",
        summary="An optimizer that compiles several models is copied for each further one.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                _TWO + "a.compile(step, 'mse')\nb.compile(loss='mse', optimizer=step)",
                _TWO + "a.compile(step, 'mse')\n"
                "b.compile(loss='mse', optimizer=type(step).from_config(step.get_config()))",
            ),
            Example(
                _TWO + "for one in (a, b):\n    one.compile(step, 'mse')",
                _TWO + "for one in (a, b):\n"
                "    one.compile(type(step).from_config(step.get_config()), 'mse')",
                "in a loop",
            ),
            Example(
                _TWO + "a.compile(step, 'mse')\nstep = Adam()\nb.compile(step, 'mse')",
                None,
                "one for each",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
