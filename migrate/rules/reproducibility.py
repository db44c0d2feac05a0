"""Results that differ from run to run, whatever the seed."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule


def _set_order(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    ordered = isinstance(node.func, ast.Name) and node.func.id in ("list", "tuple", "enumerate")
    if not ordered or not node.args or context.names.bound.get(_called(node)):
        return
    inner = node.args[0]
    is_set = isinstance(inner, ast.Set | ast.SetComp) or (
        isinstance(inner, ast.Call) and _called(inner) in ("set", "frozenset")
    )
    if is_set:
        yield Finding(
            "RUN501", cell.span(node),
            "the order of a set of strings changes from run to run; sorted(...) keeps it",
            Severity.MANUAL, legacy=False,
        )  # fmt: skip


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _is_filled(node: ast.Call, context: Context) -> bool:
    """Whether an empty array is filled: `torch.empty(3).normal_()`, or `a[i] = x` anywhere."""
    parent = context.program.parents.get(node)
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0].id in context.filled
    return not isinstance(parent, ast.Expr)


def _uninitialised(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    called = context.names.of(node.func)
    empty = called in ("torch.empty", "numpy.empty", "torch.Tensor.new_empty")
    sized = called in ("torch.Tensor", "torch.FloatTensor", "torch.LongTensor") and node.args
    if empty and _is_filled(node, context):
        return
    if empty or (sized and all(_is_number(argument) for argument in node.args)):
        yield Finding(
            "RUN502", cell.span(node),
            f"{called}(...) of sizes is uninitialised memory; its numbers differ from run to run",
            Severity.MANUAL, legacy=False,
        )  # fmt: skip


RULES = (
    Rule(
        code="RUN501",
        name="set-order",
        summary="A list made of a set has another order in every run (string hashes are salted).",
        url="https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED",
        examples=(
            Example("chars = list(set('hihello'))", None, "reported"),
            Example("chars = sorted(set('hihello'))", None, "sorted: nothing to report"),
        ),
        nodes=(ast.Call,),
        check=_set_order,
    ),
    Rule(
        code="RUN502",
        name="uninitialised-tensor",
        summary="A tensor made from sizes alone holds whatever was in memory.",
        url="https://docs.pytorch.org/docs/stable/tensors.html",
        examples=(
            Example("import torch\nx = torch.Tensor(1, 10, 5)", None, "reported"),
            Example("import numpy\na = numpy.empty(3)\na[0] = 1", None, "filled"),
        ),
        nodes=(ast.Call,),
        check=_uninitialised,
    ),
)
