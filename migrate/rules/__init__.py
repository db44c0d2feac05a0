"""All rules: the registry, the run over a document, and what silences a finding."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from migrate.document import Cell
from migrate.edits import Finding
from migrate.rules.model import Context, Example, Rule

__all__ = [
    "EARLY", "Context", "Example", "Rule", "all_rules", "find_rule", "is_left_alone",
    "is_silenced", "run",
]  # fmt: skip

#: Rules whose edits are made first, alone: the others go by the names that these bring.
EARLY = frozenset({"KR312", "TF113"})

_NOQA = re.compile(
    r"#\s*noqa(?::\s*(?P<codes>[A-Z]+[0-9]*(?:[,\s]+[A-Z]+[0-9]*)*))?", re.IGNORECASE
)
_TAG = re.compile(r"rnn-migrate[-:]ignore(?:=(?P<code>[A-Z0-9]+))?")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    from migrate.rules import (
        arguments,
        call_shapes,
        cells,
        environment,
        keras,
        keras_arrays,
        keras_classes,
        keras_files,
        keras_frozen,
        keras_generators,
        keras_graph,
        keras_inputs,
        keras_inside,
        keras_lists,
        keras_merge,
        keras_objects,
        keras_optimizers,
        keras_outputs,
        keras_rates,
        keras_shared,
        keras_sizes,
        keras_tensorboard,
        keras_tensors,
        keras_variables,
        keras_weighting,
        methods,
        neighbour_places,
        neighbours,
        numpy_dtypes,
        numpy_generators,
        numpy_promotion,
        numpy_ragged,
        numpy_scalars,
        numpy_strings,
        pandas_reading,
        prose,
        python2,
        reproducibility,
        spelling,
        tensorflow_names,
        tensorflow_packages,
    )

    modules = (
        arguments, call_shapes, cells, environment, keras, keras_arrays, keras_classes, keras_files,
        keras_frozen, keras_generators, keras_graph, keras_inputs, keras_inside, keras_lists,
        keras_merge, keras_objects, keras_optimizers, keras_outputs, keras_rates, keras_shared,
        keras_sizes, keras_tensorboard, keras_tensors, keras_variables, keras_weighting, methods,
        neighbour_places, neighbours, numpy_dtypes, numpy_generators, numpy_promotion, numpy_ragged,
        numpy_scalars, numpy_strings, pandas_reading, prose, python2, reproducibility, spelling,
        tensorflow_names, tensorflow_packages,
    )  # fmt: skip
    found = [rule for module in modules for rule in module.RULES]
    return tuple(sorted(found, key=lambda rule: rule.code))


def find_rule(code: str) -> Rule | None:
    """The rule with this code or name, or None."""
    return next(
        (rule for rule in all_rules() if code.upper() == rule.code or code.lower() == rule.name),
        None,
    )


def run(context: Context) -> Iterator[Finding]:
    """The findings of all rules over a document, rule by rule where they share a place."""
    by_type: dict[type[ast.AST], list[Rule]] = {}
    for rule in all_rules():
        for node_type in rule.nodes:
            by_type.setdefault(node_type, []).append(rule)
    for rule in all_rules():
        if rule.check_cell is not None:
            for cell in context.document.cells:
                yield from rule.check_cell(cell, context)
    for parsed, node in context.program.walk():
        for rule in by_type.get(type(node), ()):
            if rule.check is not None:
                yield from rule.check(node, parsed, context)


def is_left_alone(cell: Cell) -> bool:
    """Whether a tag of the cell silences every rule."""
    return any((match := _TAG.fullmatch(tag)) and match["code"] is None for tag in cell.tags)


def is_silenced(finding: Finding, cell: Cell) -> bool:
    """Whether a `# noqa` on the finding's line, or a tag of its cell, silences it.

    `# noqa` silences every rule, `# noqa: TF105` one; the cell tags are `rnn-migrate-ignore`
    and `rnn-migrate-ignore=TF105`.
    """
    for tag in cell.tags:
        match = _TAG.fullmatch(tag)
        if match is not None and (match["code"] is None or finding.code.startswith(match["code"])):
            return True
    noqas = _noqas(cell.source)
    if not noqas:
        return False
    heads = noqas.get(cell.source.count("\n", 0, finding.span.start), ())
    return finding.code.startswith(heads)


@lru_cache(maxsize=8)
def _noqas(source: str) -> dict[int, tuple[str, ...]]:
    """By line, from 0, the heads of the codes that its `# noqa` silences."""
    if "noqa" not in source.lower():
        return {}
    found = {}
    for number, line in enumerate(source.split("\n")):
        noqa = _NOQA.search(line)
        if noqa is not None:
            found[number] = tuple(re.split(r"[,\s]+", (noqa["codes"] or "").upper()))
    return found
