"""Arguments that scikit-learn took by their place, and takes by name only since 1.0.

https://scikit-learn-enhancement-proposals.readthedocs.io/en/latest/slep009/proposal.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.edits import Edit, Finding, Severity
from migrate.program import ParsedCell
from migrate.rules.model import Context, Example, Rule
from migrate.rules.spans import keyword, removal
from migrate.tables.keyword_only import places_of
from migrate.tables.neighbours import moved


def _check(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    assert isinstance(node, ast.Call)
    qualified = context.names.of(node.func) or ""
    row = moved(qualified)
    places = places_of(row.new if row is not None else qualified)
    if places is None or len(node.args) <= places.kept:
        return
    short = qualified.rpartition(".")[2]
    named = {item.arg for item in node.keywords}
    names = places.order[places.kept : len(node.args)]
    spread = any(isinstance(each, ast.Starred) for each in node.args)
    known = places.kept + len(names) == len(node.args) and not named & {"-", *names}
    if spread or not known or "-" in names:
        message = f"{short} takes {places.kept} arguments by place today: name the others"
        yield Finding("NP411", cell.span(node.func), message, Severity.MANUAL)
        return
    given = node.args[places.kept :]
    edits: tuple[Edit, ...] = tuple(
        cell.insert(cell.span(each).start, f"{name}=")
        for each, name in zip(given, names, strict=True)
    )
    message = f"{short} takes these arguments by name only: {', '.join(names)}"
    yield Finding("NP411", cell.span(given[0]), message, Severity.FIXED, edits)


_FOLDS = frozenset(f"sklearn.model_selection.{name}" for name in ("KFold", "StratifiedKFold"))


def _folds(node: ast.AST, cell: ParsedCell, context: Context) -> Iterable[Finding]:
    """A seed of folds that are not shuffled, which was ignored and is refused today."""
    assert isinstance(node, ast.Call)
    seed, shuffle = keyword(node, "random_state"), keyword(node, "shuffle")
    if seed is None or len(node.args) > 1 or context.names.of(node.func) not in _FOLDS:
        return
    if isinstance(seed.value, ast.Constant) and seed.value.value is None:
        return
    if shuffle is None or (isinstance(shuffle.value, ast.Constant) and not shuffle.value.value):
        message = "random_state= of folds that are not shuffled was ignored, and is refused today"
        edit = removal(cell, node, seed)
        yield Finding("NP413", cell.keyword_name_span(seed), message, Severity.FIXED, (edit,))


RULES = (
    Rule(
        code="NP411",
        name="neighbour-by-name",
        summary="Arguments that scikit-learn takes by name only get their names.",
        url="https://scikit-learn-enhancement-proposals.readthedocs.io/en/latest/slep009/proposal.html",
        examples=(
            Example(
                "from sklearn.svm import SVC\nfrom sklearn.datasets import make_moons\n"
                "x, y = make_moons(100, True, 0.1)\nmodel = SVC(1.0, 'rbf', gamma='auto')",
                "from sklearn.svm import SVC\nfrom sklearn.datasets import make_moons\n"
                "x, y = make_moons(100, shuffle=True, noise=0.1)\n"
                "model = SVC(C=1.0, kernel='rbf', gamma='auto')",
            ),
            Example(
                "from sklearn.datasets import make_moons\nx = make_moons(100)\ny = make_moons(*a)",
                None,
                "still by place; what a star spreads is reported",
            ),
        ),
        nodes=(ast.Call,),
        check=_check,
    ),
    Rule(
        code="NP413",
        name="seed-without-shuffle",
        summary="random_state= of KFold without shuffle=True, which did nothing, goes.",
        url="https://scikit-learn.org/stable/whats_new/v0.24.html",
        examples=(
            Example(
                "from sklearn.model_selection import KFold\n"
                "folds = KFold(n_splits=10, random_state=seed)",
                "from sklearn.model_selection import KFold\nfolds = KFold(n_splits=10)",
            ),
            Example(
                "from sklearn.model_selection import KFold\n"
                "folds = KFold(10, shuffle=True, random_state=1)",
                None,
                "shuffled by the seed",
            ),
        ),
        nodes=(ast.Call,),
        check=_folds,
    ),
)
