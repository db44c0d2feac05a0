"""Which names are KerasTensors: what layers return while a model is put together."""

from __future__ import annotations

import ast
from collections.abc import Container

from migrate.rules.keras_graph import is_keras, is_known_model, is_model
from migrate.rules.model import Context

# Functions of keras.layers that join tensors.
_JOINING = frozenset(
    {"add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract"}
)


def is_symbolic(node: ast.expr | None, context: Context) -> bool:
    """Whether an expression is what a Keras layer returned outside of a function's arguments."""
    return _is_made(node, context, context.once(symbolic_names))


def symbolic_names(context: Context) -> frozenset[str]:
    """The names that are KerasTensors wherever they are bound.

    A name counts if each of its values comes from an `Input` or is a layer's answer to such a name;
    `x = Dense(3)(x)` is one, if another value of `x` is. A name that is assigned anything else
    somewhere is not known; what a loop over data binds does not count.
    """
    values = {
        name: given
        for name in context.values
        if (given := context.bindings(name))
        and all(isinstance(value, _MAY_BE_MADE) for value in given)
    }
    known = set(values)
    while True:
        for name in values:
            if name in known and not all(_is_made(value, context, known) for value in values[name]):
                known.discard(name)
        grounded = _grounded(values, known, context)
        if grounded == known:
            return frozenset(known)
        known = grounded


def _grounded(
    values: dict[str, list[ast.expr | None]], names: set[str], context: Context
) -> set[str]:
    """Those of the names that lead back to an `Input`, in the order of the document at best."""
    found: set[str] = set()
    size = -1
    while len(found) > size:
        size = len(found)
        for name, given in values.items():
            open_name = name in names and name not in found
            if open_name and any(_is_made(value, context, found) for value in given):
                found.add(name)
    return found


_MAY_BE_MADE = (ast.Call, ast.Name, ast.Attribute, ast.Subscript)


def _is_made(node: ast.expr | None, context: Context, known: Container[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, ast.Attribute):
        return node.attr in _ENDS and is_layer(node.value, context)
    if isinstance(node, ast.Subscript):
        listed = node.value
        return (
            isinstance(listed, ast.Attribute)
            and listed.attr in _LISTS_OF_ENDS
            and is_known_model(listed.value, context)
        )
    if not isinstance(node, ast.Call):
        return False
    qualified = context.names.of(node.func) or ""
    if is_keras(qualified):
        joins = ".layers." in qualified and qualified.rpartition(".")[2] in _JOINING
        return qualified.endswith(".Input") or (joins and _takes(node, context, known))
    if isinstance(node.func, ast.Name) and node.func.id in context.functions:
        returned = context.returned.get(node.func.id, [])
        return bool(returned) and all(
            not isinstance(each, ast.Call) and _is_made(each, context, known) for each in returned
        )
    return is_layer(node.func, context) and _takes(node, context, known)


_ENDS = frozenset({"input", "output"})
_LISTS_OF_ENDS = frozenset({"inputs", "outputs"})


def is_layer(maker: ast.expr, context: Context) -> bool:
    """Whether an expression is a layer of Keras, or a model, which is one."""
    return all(_makes_layer(one, context) for one in context.origins(maker))


def _makes_layer(made: ast.expr | None, context: Context) -> bool:
    if _is_part_of_model(made):
        return True
    if not isinstance(made, ast.Call):
        return False
    qualified = context.names.of(made.func) or ""
    return is_model(made, context) or (
        is_keras(qualified)
        and ".layers." in qualified
        and qualified.rpartition(".")[2] not in {*_JOINING, "Input"}
    )


def _is_part_of_model(node: ast.expr | None) -> bool:
    """Whether an expression is a layer out of a model: `m.layers[0]`, `m.get_layer('a')`."""
    match node:
        case ast.Subscript(
            value=ast.Attribute(attr="layers"), slice=ast.Constant() | ast.UnaryOp()
        ):
            return True
        case ast.Call(func=ast.Attribute(attr="get_layer")):
            return True
    return False


def _takes(call: ast.Call, context: Context, known: Container[str]) -> bool:
    """Whether a call is given a KerasTensor, alone or in a list."""
    given = [part for one in call.args for part in getattr(one, "elts", [one])]
    return any(_is_made(part, context, known) for part in given)
