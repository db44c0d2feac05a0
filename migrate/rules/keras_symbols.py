"""Which names are KerasTensors: what layers return while a model is put together."""

from __future__ import annotations

import ast
from collections.abc import Container

from migrate.rules.keras_graph import is_keras, is_model
from migrate.rules.model import Context

# Functions of keras.layers that join tensors.
_JOINING = frozenset(
    {"add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract"}
)


def is_symbolic(node: ast.expr | None, context: Context) -> bool:
    """Whether a name or a call is what a Keras layer returned outside of a function's arguments."""
    return _is_made(node, context, context.once(symbolic_names))


def symbolic_names(context: Context) -> frozenset[str]:
    """The names that are KerasTensors wherever they are assigned.

    A name counts if each of its values comes from an `Input` or is a layer's answer to such a name;
    `x = Dense(3)(x)` is one, if another value of `x` is. A name that is anything else somewhere is
    not known.
    """
    open_names = {
        name: values
        for name, values in context.values.items()
        if values and all(isinstance(value, ast.Call) for value in values)
    }
    known: set[str] = set()
    while True:
        found = {
            name for name, values in open_names.items()
            if name not in known
            and any(_is_made(value, context, known) for value in values)
            and all(_is_made(value, context, known | {name}) for value in values)
        }  # fmt: skip
        if not found:
            return frozenset(known)
        known |= found


def _is_made(node: ast.expr | None, context: Context, known: Container[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in known
    if not isinstance(node, ast.Call):
        return False
    qualified = context.names.of(node.func) or ""
    if is_keras(qualified):
        joins = ".layers." in qualified and qualified.rpartition(".")[2] in _JOINING
        return qualified.endswith(".Input") or (joins and _takes(node, context, known))
    makers: list[ast.expr | None] = [node.func]
    if isinstance(node.func, ast.Name):
        makers = context.values.get(node.func.id, [])
    return (
        bool(makers)
        and all(_is_layer(one, context) for one in makers)
        and _takes(node, context, known)
    )


def _is_layer(maker: ast.expr | None, context: Context) -> bool:
    """Whether an expression makes a layer, or a model, which is one."""
    if not isinstance(maker, ast.Call):
        return False
    qualified = context.names.of(maker.func) or ""
    return is_model(maker, context) or (is_keras(qualified) and ".layers." in qualified)


def _takes(call: ast.Call, context: Context, known: Container[str]) -> bool:
    """Whether a call is given a KerasTensor, alone or in a list."""
    given = [part for one in call.args for part in getattr(one, "elts", [one])]
    return any(_is_made(part, context, known) for part in given)
