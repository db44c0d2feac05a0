"""What Keras models are fed with: iterators, generators of lists, numbers of steps.

https://keras.io/guides/migrating_to_keras_3/
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword

_GUIDE = "https://keras.io/guides/migrating_to_keras_3/"
_FLOWS = frozenset({"flow", "flow_from_directory", "flow_from_dataframe"})
_STEPS = ("steps_per_epoch", "validation_steps", "steps")
_FED = ("fit", "fit_generator", "evaluate_generator", "predict_generator", "evaluate", "predict")
_GENERATORS = ("fit_generator", "evaluate_generator", "predict_generator")
# Keras 1 counted samples: what its arguments are called as steps, and which argument gives them.
_SAMPLES = {
    "samples_per_epoch": ("steps_per_epoch", "generator"),
    "nb_val_samples": ("validation_steps", "validation_data"),
    "val_samples": ("steps", "generator"),
}
_BATCH_SIZE = "32"


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    if not context.libraries & {"keras", "tensorflow"}:
        return
    if isinstance(node, ast.Yield):
        yield from _yielded(node, cell, context)
        return
    assert isinstance(node, ast.Call)
    function = node.func
    if not isinstance(function, ast.Attribute) or context.names.of(function) is not None:
        return
    if function.attr == "next" and not node.args and _is_flow(function.value, context):
        text = f"next({cell.segment(function.value)})"
        message = "iterators of Keras have no method next today; next() is Python's own"
        edit = Edit(cell.span(node), text)
        yield Finding("KR318", cell.span(node), message, Severity.FIXED, (edit,))
    elif function.attr in _FED and context.makes_models:
        yield from _counted(node, function.attr, cell, context)
    if function.attr in _GENERATORS and function.attr not in context.functions:
        yield from _samples(node, cell, context)


def _is_flow(owner: ast.expr, context: Context) -> bool:
    """Whether an expression is, or may be, an iterator of Keras over images."""
    if isinstance(owner, ast.Call):
        return isinstance(owner.func, ast.Attribute) and owner.func.attr in _FLOWS
    if not isinstance(owner, ast.Name):
        return False
    values = [value for value in context.origins(owner) if value is not None]
    if values:
        return all(isinstance(one, ast.Call) and _is_flow(one, context) for one in values)
    return context.once(_makes_flows)


def _makes_flows(context: Context) -> bool:
    """Whether the document has generators of Keras over images."""
    return any(name.endswith(".ImageDataGenerator") for name in context.names.qualified.values())


# -- numbers of steps -----------------------------------------------------------------------------


def _counted(call: ast.Call, method: str, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """A quotient as a number of steps: Keras 2 went on until it was reached."""
    given = [item.value for name in _STEPS if (item := keyword(call, name)) is not None]
    if method in _GENERATORS and len(call.args) > 1:
        given.append(call.args[1])
    for value in given:
        if _is_quotient(value, context):
            request = context.free_name("math", "ceil")
            span = cell.span(value)
            edits = (cell.replace(value, f"{request.asname}({cell.segment(value)})"),)
            message = "a number of steps is whole today; Keras 2 went on until it was reached"
            yield Finding("KR318", span, message, Severity.FIXED, edits, (request,))


def _is_quotient(value: ast.expr, context: Context) -> bool:
    if isinstance(value, ast.Name):
        return all(one is not None and _divides(one) for one in context.origins(value))
    return _divides(value)


def _divides(value: ast.expr) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)


def _samples(call: ast.Call, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """A number of samples becomes one of steps, if the size of the batches is written."""
    for old, (new, source) in _SAMPLES.items():
        item = keyword(call, old)
        if item is None:
            continue
        named = keyword(call, source)
        given = named.value if named is not None else None
        if given is None and source == "generator" and call.args:
            given = call.args[0]
        size = _batch_size(given, context)
        span = cell.keyword_name_span(item)
        message = f"{old} is {new} today: samples are divided by the size of a batch"
        if size is None:
            edit = Edit(span, new)
            yield Finding("KR318", span, message, Severity.SUGGESTED, (edit,))
            continue
        request = context.free_name("math", "ceil")
        count = cell.segment(item.value)
        plain = isinstance(item.value, ast.Name | ast.Constant | ast.Call | ast.Attribute)
        count = count if plain or isinstance(item.value, ast.Subscript) else f"({count})"
        text = f"{new}={request.asname}({count} / {size})"
        yield Finding(
            "KR318", span, message, Severity.FIXED, (cell.replace(item, text),), (request,)
        )  # fmt: skip


def _batch_size(given: ast.expr | None, context: Context) -> str | None:
    """The size of the batches of an iterator of Keras, as the document writes it."""
    made = context.given(given.id) if isinstance(given, ast.Name) else [given]
    flows = [one for one in made if isinstance(one, ast.Call) and _is_flow(one, context)]
    if len(flows) != 1 or len(made) != 1:
        return None
    size = keyword(flows[0], "batch_size")
    return _BATCH_SIZE if size is None else ast.unparse(size.value)


# -- generators -----------------------------------------------------------------------------------


def _yielded(node: ast.Yield, cell: ParsedCell, context: Context) -> Iterator[Finding]:
    """`yield [a, b], y` to a model: several inputs are a tuple today."""
    if not isinstance(node.value, ast.Tuple):
        return
    lists = [part for part in node.value.elts if isinstance(part, ast.List) and part.elts]
    if not lists or not _feeds(node, context):
        return
    for part in lists:
        span = cell.span(part)
        end = cell.source[: span.end - 1].rstrip()
        comma = "" if len(part.elts) > 1 or end.endswith(",") else ","
        edits = (
            Edit(Span(cell.index, span.start, span.start + 1), "("),
            Edit(Span(cell.index, span.end - 1, span.end), f"{comma})"),
        )
        message = "a generator gives a model's several inputs as a tuple today, not as a list"
        yield Finding("KR318", span, message, Severity.FIXED, edits)


def _feeds(node: ast.AST, context: Context) -> bool:
    """Whether a model is trained or asked with what the function around a node yields."""
    above = context.program.function(node)
    if above is None:
        return False
    fed = context.once(_fed)
    return any(call in fed for call in context.calls.get(above.name, []))


def _fed(context: Context) -> frozenset[ast.expr]:
    """All that models are trained or asked with, names as what they are given."""
    found: set[ast.expr] = set()
    for call in (call for method in _FED for call in context.calls.get(method, [])):
        for given in [*call.args, *(item.value for item in call.keywords)]:
            found.update(context.given(given.id) if isinstance(given, ast.Name) else [given])
            found.update(made for made in context.origins(given) if made is not None)
    return frozenset(found)


_HEAD = "from keras.models import Sequential\nmodel = Sequential([])\n"

RULES = (
    Rule(
        code="KR318",
        name="keras-feeding",
        summary="Iterators, generators and numbers of steps as Keras 3 takes them.",
        url=_GUIDE,
        examples=(
            Example(
                "from keras.preprocessing.image import ImageDataGenerator\n"
                "batches = ImageDataGenerator().flow(x)\nimages = batches.next()",
                "from tensorflow.keras.preprocessing.image import ImageDataGenerator\n"
                "batches = ImageDataGenerator().flow(x)\nimages = next(batches)",
            ),
            Example(
                _HEAD + "def batches():\n    while True:\n        yield [a, b], y\n"
                "model.fit_generator(batches(), steps_per_epoch=len(x) / 32)",
                "from math import ceil\n" + _HEAD + "def batches():\n    while True:\n"
                "        yield (a, b), y\n"
                "model.fit(batches(), steps_per_epoch=ceil(len(x) / 32))",
            ),
            Example(
                "from keras.models import Sequential\nmodel = Sequential([])\n"
                "batches = images.flow(x, y, batch_size=16)\n"
                "model.fit_generator(batches, samples_per_epoch=len(x), nb_epoch=2)",
                "from math import ceil\nfrom keras.models import Sequential\n"
                "model = Sequential([])\nbatches = images.flow(x, y, batch_size=16)\n"
                "model.fit(batches, steps_per_epoch=ceil(len(x) / 16), epochs=2)",
                "Keras 1 counted samples",
            ),
            Example(
                _HEAD + "def pairs():\n    yield [a, b], y\nfor pair in pairs():\n    print(pair)\n"
                "model.fit(x, steps_per_epoch=len(x) // 32)",
                None,
                "no model's, and whole",
            ),
        ),
        nodes=(ast.Call, ast.Yield),
        check=_check,
    ),
)
