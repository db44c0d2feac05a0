"""`decay=` of a Keras optimizer, which Keras 3 ignores: the same rate is a schedule today.

https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate import tables
from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import argument, keyword, removal

_HOMES = ("keras.optimizers", "tensorflow.keras.optimizers")
# The rates that Keras 2 took where none was given; of the others (Adagrad, Nadam, ...) Keras 3's
# own default is another number, so they must say theirs.
_DEFAULTS = {"SGD": "0.01", "Adam": "0.001", "RMSprop": "0.001"}
_OPTIMIZERS = frozenset({*_DEFAULTS, "Adagrad", "Adadelta", "Adamax", "Nadam"})
# Keras 1 and 2 had each under this name too: `optimizers.rmsprop`.
_IN_SMALL_LETTERS = {name.lower(): name for name in _OPTIMIZERS}
# What sets an optimizer's rate, which must be a number then.
_SETTERS = frozenset({"ReduceLROnPlateau", "LearningRateScheduler"})
_SCHEDULE = "InverseTimeDecay"
_LOST = (
    f"Keras 3 ignores decay; keras.optimizers.schedules.{_SCHEDULE}(rate, 1, decay) is the same "
    "rate, where nothing else sets it"
)


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    home, _, name = tables.canonical(context.names.of(node.func) or "").rpartition(".")
    name = _IN_SMALL_LETTERS.get(name, name)
    item = keyword(node, "decay")
    if home not in _HOMES or name not in _OPTIMIZERS or item is None:
        return
    span = cell.keyword_name_span(item)
    if isinstance(item.value, ast.Constant) and item.value.value in (0, None):
        edit = removal(cell, node, item)
        yield Finding("KR315", span, "decay is gone, and was zero", Severity.FIXED, (edit,))
        return
    rate = _rate(node)
    if context.once(_sets_rates) or (rate is None and name not in _DEFAULTS):
        yield Finding("KR315", span, _LOST, Severity.MANUAL)
        return
    request = context.free_name(f"{home}.schedules", _SCHEDULE)
    begin, end = f"{request.asname}(", f", 1, {cell.segment(item.value)})"
    edits: tuple[Edit, ...]
    if rate is None:
        edits = (cell.replace(item, f"learning_rate={begin}{_DEFAULTS[name]}{end}"),)
    else:
        span_of_rate = cell.span(rate)
        edits = (
            cell.insert(span_of_rate.start, begin),
            cell.insert(span_of_rate.end, end),
            removal(cell, node, item),
        )
    message = f"decay of an optimizer is a schedule of its rate today, {_SCHEDULE}"
    yield Finding("KR315", span, message, Severity.FIXED, edits, (request,))


def _rate(call: ast.Call) -> ast.expr | None:
    return argument(call, 0, "lr" if keyword(call, "lr") is not None else "learning_rate")


def _sets_rates(context: Context) -> bool:
    """Whether the document sets a rate itself, by a callback or by hand."""
    if any(name.rpartition(".")[2] in _SETTERS for name in context.names.qualified.values()):
        return True
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in ("lr", "learning_rate")
        and isinstance(node.value, ast.Attribute | ast.Name)
        for _, node in context.program.walk()
    )


RULES = (
    Rule(
        code="KR315",
        name="keras-optimizer-decay",
        summary="decay= of a Keras optimizer becomes the schedule that gives the same rates.",
        url="https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/",
        examples=(
            Example(
                "from keras.optimizers import SGD\n"
                "sgd = SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True)",
                "from keras.optimizers.schedules import InverseTimeDecay\n"
                "from keras.optimizers import SGD\n"
                "sgd = SGD(learning_rate=InverseTimeDecay(0.01, 1, 1e-6), momentum=0.9, "
                "nesterov=True)",
            ),
            Example(
                "import keras\na = keras.optimizers.Adam(decay=rate)\n"
                "b = keras.optimizers.Adam(0.1, decay=0.0)",
                "from keras.optimizers.schedules import InverseTimeDecay\nimport keras\n"
                "a = keras.optimizers.Adam(learning_rate=InverseTimeDecay(0.001, 1, rate))\n"
                "b = keras.optimizers.Adam(0.1)",
                "the default rate, and no decay",
            ),
            Example(
                "from keras import optimizers\no = optimizers.rmsprop(lr=0.1, decay=1e-6)",
                "from keras.optimizers.schedules import InverseTimeDecay\n"
                "from keras import optimizers\n"
                "o = optimizers.RMSprop(learning_rate=InverseTimeDecay(0.1, 1, 1e-6))",
                "a name in small letters",
            ),
            Example(
                "import keras\no = keras.optimizers.RMSprop(0.1, decay=0.1)\n"
                "c = keras.callbacks.ReduceLROnPlateau()",
                None,
                "a callback sets the rate: reported",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
)
