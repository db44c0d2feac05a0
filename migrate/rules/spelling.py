"""Names that nothing defines and keywords that nothing accepts, next to a likely one."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule


def edit_distance(first: str, second: str) -> int:
    """How many letters must be changed, added, dropped or swapped with their neighbour.

    >>> edit_distance("batch_fisrt", "batch_first")
    1
    """
    before: list[int] = []
    last: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, last, row = last, row, [i]
        for j, other in enumerate(second, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _likely(name: str, known: Iterable[str]) -> str | None:
    """The one known name that `name` most likely means, or None."""
    near = []
    for other in known:
        if other == name or len(other) < 3:
            continue
        part = len(name) >= 5 and (other.endswith("_" + name) or other.startswith(name + "_"))
        limit = 1 if len(name) < 9 else 2
        if part:
            near.append((0, other))
        elif len(name) >= 4 and abs(len(name) - len(other)) <= limit:
            distance = edit_distance(name, other)
            if distance <= limit:
                near.append((distance, other))
    near.sort()
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]


# A document in which so many names are undefined gets them from elsewhere (`%run`, a kernel's own).
_FROM_ELSEWHERE = 100


def _meant(context: Context) -> dict[str, str | None]:
    """What each undefined name most likely means; nothing where all may come from elsewhere."""
    several = {name.id for names in context.undefined.values() for name in names}
    if len(several) > _FROM_ELSEWHERE:
        return {}
    return {name: _likely(name, context.names.bound) for name in several}


def _undefined(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Module)
    if context.names.stars or context.broken or context.document.kind == "script":
        return  # names may come from elsewhere
    meant = context.once(_meant)
    for name in context.undefined.get(cell.index, ()):
        if name.id not in meant or name.id in context.captured or name.id == "get_ipython":
            continue
        likely = meant[name.id]
        if likely is None:
            if name.id not in ("tf", "display", "In", "Out", "_", "__", "exit", "quit", "__file__"):
                yield Finding(
                    "RUN511", cell.span(name), f"nothing defines {name.id}", Severity.MANUAL,
                    legacy=False,
                )  # fmt: skip
            continue
        yield Finding(
            "RUN511", cell.span(name), f"nothing defines {name.id}; {likely} is likely meant",
            Severity.SUGGESTED, (Edit(cell.span(name), likely),), legacy=False,
        )  # fmt: skip


def _keyword(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Module)
    counts = context.keywords
    for call in cell.nodes:
        if not isinstance(call, ast.Call) or context.names.of(call.func) is None:
            continue  # the keywords of the notebook's own functions are its own
        for item in call.keywords:
            if item.arg is None or len(item.arg) < 6:
                continue
            likely = _likely_keyword(item.arg)
            if likely is None and counts[item.arg] == 1:
                likely = _near(item.arg, (name for name, count in counts.items() if count > 1))
            if likely is None:
                continue
            span = cell.keyword_name_span(item)
            yield Finding(
                "RUN512", span, f"no such argument: {item.arg}; {likely} is likely meant",
                Severity.SUGGESTED, (Edit(span, likely),), legacy=False,
            )  # fmt: skip


@cache
def _likely_keyword(name: str) -> str | None:
    """The well-known keyword that a name is one letter away from."""
    return None if name in _KEYWORDS else _near(name, sorted(_KEYWORDS))


def _near(name: str, known: Iterable[str]) -> str | None:
    for other in known:
        if abs(len(name) - len(other)) <= 1 and edit_distance(name, other) == 1:
            return None if _numbered(name, other) else other
    return None


def _numbered(first: str, second: str) -> bool:
    """x1 and x2, or optimize and optimizer, are two names and not one misspelt."""
    same = first.rstrip("0123456789") == second.rstrip("0123456789")
    return same or first.startswith(second) or second.startswith(first)


_KEYWORDS = frozenset(
    {
        "batch_first", "bidirectional", "hidden_size", "input_size", "num_layers", "num_units",
        "activation", "learning_rate", "return_sequences", "return_state", "input_shape",
        "initial_state", "sequence_length", "time_major", "feed_dict", "output_keep_prob",
        "input_keep_prob", "state_is_tuple", "forget_bias", "keep_prob", "batch_size", "optimizer",
    }
)  # fmt: skip


RULES = (
    Rule(
        code="RUN511",
        name="undefined-name",
        summary="A name that nothing in the notebook defines; a near one is suggested.",
        url="https://docs.python.org/3/library/exceptions.html#NameError",
        examples=(
            Example("x_one_hot = [1]\nprint(one_hot)", "x_one_hot = [1]\nprint(x_one_hot)"),
            Example("x_one_hot = [1]\nprint(x_one_hot)", None, "defined"),
        ),
        nodes=(ast.Module,),
        check=_undefined,
    ),
    Rule(
        code="RUN512",
        name="misspelt-keyword",
        summary="A keyword argument that is one letter away from the one that exists.",
        url="https://docs.python.org/3/glossary.html#term-argument",
        examples=(
            Example(
                "from torch import nn\nnn.LSTM(5, 8, batch_fisrt=True)",
                "from torch import nn\nnn.LSTM(5, 8, batch_first=True)",
            ),
            Example("from torch import nn\nnn.LSTM(5, 8, batch_first=True)", None, "spelt right"),
            Example("import numpy\nnumpy.einsum('ij->ji', x, optimize=True)", None, "a word"),
        ),
        nodes=(ast.Module,),
        check=_keyword,
    ),
)
