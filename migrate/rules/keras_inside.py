"""The Keras inside TensorFlow, whose models and layers do not go together with Keras 3's."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate import tables
from migrate.edits import Edit, Finding, Severity, Span
from migrate.program import ParsedCell
from migrate.rules.imports import reimport, written
from migrate.rules.model import Context, Example, Rule

_INSIDE = "tensorflow.python.keras"
_PUBLIC = "tensorflow.keras"
_LEFTOVER = f"{_INSIDE} is a leftover of Keras 2, whose objects do not go together with Keras 3's"

# Where TensorFlow had the same modules once more.
_COPIES = tuple(
    f"{_INSIDE}.{path}" for path in ("_impl.keras", "api._v1.keras", "api._v2.keras", "api.keras")
)
# What a module of 1.15 showed because it used it.
_BY_THE_WAY = {f"{_PUBLIC}.models.Input": f"{_PUBLIC}.Input"}


def _is_inside(name: str) -> bool:
    return name == _INSIDE or name.startswith(_INSIDE + ".")


def _public(name: str) -> str:
    """The name of `tf.keras` for one inside; empty where there is none."""
    for copy in _COPIES:
        if f"{name}.".startswith(copy + "."):
            name = _INSIDE + name[len(copy) :]
    same = _PUBLIC + name[len(_INSIDE) :]
    same = _BY_THE_WAY.get(same, same)
    if tables.is_public_in_v2(same):
        return same
    known = tables.public_name(name)
    return known if known and known.startswith(_PUBLIC) and tables.is_public_in_v2(known) else ""


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    return _use(node, cell, context) if isinstance(node, ast.Attribute) else _import(node, cell)


def _use(node: ast.Attribute, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """`tf.python.keras.models.Model`, by the whole name."""
    name = context.names.of(node) or ""
    parent = context.program.parents.get(node)
    inner = isinstance(parent, ast.Attribute) and context.names.of(parent) is not None
    new = _public(name) if _is_inside(name) and not inner else ""
    root: ast.expr = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not new or context.names.of(root) not in ("tensorflow", "tensorflow.compat.v1"):
        return
    edit = cell.replace(node, cell.segment(root) + new.removeprefix("tensorflow"))
    yield _finding(name, new, cell.span(node), (edit,))


def _import(node: ast.AST, cell: ParsedCell) -> Iterable[Finding]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if _is_inside(alias.name):
                new = _public(alias.name) if alias.asname else ""
                edits = (cell.replace(alias, f"{new} as {alias.asname}"),) if new else ()
                yield _finding(alias.name, new, cell.span(alias), edits)
        return
    assert isinstance(node, ast.ImportFrom)
    if node.level or not (node.module or "").startswith("tensorflow.python"):
        return
    assert node.module is not None
    groups: dict[str, list[str]] = {}
    moved = []
    for alias in node.names:
        star = alias.name == "*"
        old = node.module if star else f"{node.module}.{alias.name}"
        new = _public(old) if _is_inside(old) else ""
        if new:
            moved.append(f"{old} is {new}")
        elif _is_inside(old) and tables.resolves_in_v2(old):
            yield _finding(old, "", cell.span(alias), ())
        home, _, name = (new or old).rpartition(".") if not star else (new or old, "", "*")
        groups.setdefault(home, []).append(written(alias, name))
    if moved:
        edit = reimport(node, groups, cell)
        message = f"{'; '.join(moved)}: {_LEFTOVER}"
        yield Finding("KR312", cell.span(node), message, Severity.FIXED, (edit,))


def _finding(old: str, new: str, span: Span, edits: tuple[Edit, ...]) -> Finding:
    if edits:
        return Finding("KR312", span, f"{old} is {new}: {_LEFTOVER}", Severity.FIXED, edits)
    message = f"{old}: {_LEFTOVER}; import what tf.keras has in its place"
    return Finding("KR312", span, message, Severity.MANUAL)


RULES = (
    Rule(
        code="KR312",
        name="keras-inside",
        summary="What is taken from tensorflow.python.keras comes from tensorflow.keras.",
        url="https://keras.io/guides/migrating_to_keras_3/",
        examples=(
            Example(
                "from tensorflow.python.keras.models import Sequential\n"
                "from tensorflow.python.keras.optimizers import Adam\n"
                "optimizer = Adam(lr=0.1)",
                "from tensorflow.keras.models import Sequential\n"
                "from tensorflow.keras.optimizers import Adam\n"
                "optimizer = Adam(learning_rate=0.1)",
                "other rules follow the names",
            ),
            Example(
                "from tensorflow.python import keras, pywrap_tensorflow\n"
                "import tensorflow.python.keras.layers as L",
                "from tensorflow import keras\nfrom tensorflow.python import pywrap_tensorflow\n"
                "import tensorflow.keras.layers as L",
            ),
            Example(
                "from tensorflow.python.keras.saving import model_config",
                None,
                "reported: it is nowhere else",
            ),
            Example(
                "import tensorflow as tf\nmodel = tf.python.keras.models.Sequential()\n"
                "model.fit(x, y)",
                "import tensorflow as tf\nmodel = tf.keras.models.Sequential()\nmodel.fit(x, y)",
                "by the whole name",
            ),
            Example("from tensorflow.keras.layers import Dense", None, "public"),
        ),
        nodes=(ast.Import, ast.ImportFrom, ast.Attribute),
        check=_check,
    ),
)
