"""What else broke since 2016 in such notebooks: NumPy, scikit-learn, SciPy, matplotlib, pandas,
Keras.

The rows are in `neighbours.tsv`, kept by hand; a test holds each against the installed libraries:
the old name is missing, the new one is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, cast

Change = Literal[
    "symbol",
    "module",
    "report",
    "keyword",
    "value",
    "number",
    "listed",
    "positional",
    "method",
    "method_keyword",
    "attribute",
    "add_keyword",
    "advice",
    "string",
    "subscript",
]
Severity = Literal["fixed", "suggested", "manual"]

_LINKS = {
    "numpy": "https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",
    "sklearn": "https://scikit-learn.org/stable/whats_new.html",
    "scipy": "https://docs.scipy.org/doc/scipy/release.html",
    "matplotlib": "https://matplotlib.org/stable/api/prev_api_changes/index.html",
    "pandas": "https://pandas.pydata.org/docs/whatsnew/index.html",
    "skimage": "https://scikit-image.org/docs/stable/release_notes/index.html",
    "PIL": "https://pillow.readthedocs.io/en/stable/deprecations.html",
    "keras": "https://keras.io/guides/migrating_to_keras_3/",
    "tensorflow": "https://keras.io/guides/migrating_to_keras_3/",
}
_PYTHON = "https://docs.python.org/3/whatsnew/index.html"

#: Methods whose names other objects have too (lists, arrays, queues, other libraries' models): a
#: row about one holds only where the object is known to come from the row's library.
COMMON_METHODS = frozenset(
    {"append", "compress", "consolidate", "first", "hold", "last", "lookup", "mad", "nonzero"}
    | {"order", "pad", "predict_proba", "ptp", "ravel", "sort", "swapaxes"}
    | {"get_value", "set_value"}
)


@dataclass(frozen=True)
class Neighbour:
    """One thing that changed in a library beside TensorFlow.

    Attributes:
        change: what kind of row this is:
            `symbol`: `name` is `new` today (`new` without a dot is a builtin);
            `module`: what stands below the module `name` stands below `new`;
            `report`: `name` is gone; `advice` says what to do;
            `keyword`: the keyword argument `old` of `name` is `new` today, or goes when `new` is
            empty (then `advice` may say what to write instead);
            `value`: the argument `old` (`keyword="value"`, `keyword=-numpy.inf`, or a quoted first
            argument) is `new`;
            `number`: the argument `old`, a number as text, becomes the number;
            `listed`: the argument `old`, at the place `new`, may be no single float but a list;
            `positional`: the positional argument with the index `old` must be named `new`; `1:2`
            means that these two become one tuple of that name;
            `method`: the last part of `name` is a method that objects of the class before it lost;
            `new` has its name today, or is empty;
            `method_keyword`: the method `name`, called with the keyword `old`, is the method `new`;
            `add_keyword`: the call may need the keyword argument in `new`;
            `advice`: the call may fail; `advice` says why (`old` is the argument concerned);
            `string`: a text in a string literal that means trouble (an address that is gone);
            `subscript`: a whole string literal, used as a key or as `monitor=`, that is `new`
            today.
        name: the qualified name it is about (`"pandas.DataFrame.ix"`), or the text to look for.
        old: the old keyword, value or position, empty if the row is about the name itself.
        new: today's spelling, empty if there is none.
        severity: `fixed` when the change is safe, `suggested` when it may not be what is meant,
            `manual` when a person has to do it.
        advice: what to do, or what else to know; never empty when there is no new spelling and the
            severity is not `fixed`.
    """

    change: Change
    name: str
    old: str
    new: str
    severity: Severity
    advice: str

    @property
    def library(self) -> str:
        """The package that the name is of, empty for strings."""
        if self.change in ("string", "subscript"):
            return ""
        return self.name.split(".")[0]

    @property
    def link(self) -> str:
        """Where the library says so."""
        return _LINKS.get(self.library, _PYTHON)


@cache
def neighbours() -> tuple[Neighbour, ...]:
    """Return all rows, in the order of the file."""
    text = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines()[1:]:
        change, name, old, new, severity, advice = line.split("\t")
        rows.append(
            Neighbour(cast(Change, change), name, old, new, cast(Severity, severity), advice)
        )
    return tuple(rows)


@cache
def _by_name() -> dict[str, tuple[Neighbour, ...]]:
    found: dict[str, list[Neighbour]] = {}
    for row in neighbours():
        found.setdefault(row.name, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def _libraries() -> frozenset[str]:
    return frozenset(row.library for row in neighbours()) - {""}


def rows_for(qualified: str) -> tuple[Neighbour, ...]:
    """Return the rows about exactly this name: its keywords, values and positions, or itself.

    >>> [row.new for row in rows_for("keras.optimizers.Adam") if row.old == "lr"]
    ['learning_rate']
    """
    if qualified.split(".", 1)[0] not in _libraries():
        return ()
    return _by_name().get(qualified, ())


def moved(qualified: str) -> Neighbour | None:
    """Return what became of a symbol or of something in a module that moved.

    For a module's row the result is about the symbol: its `new` is the whole new name.

    >>> moved("sklearn.cross_validation.train_test_split").new
    'sklearn.model_selection.train_test_split'
    >>> moved("numpy.float").new
    'float'
    """
    parts = qualified.split(".")
    if parts[0] not in _libraries():
        return None
    for end in range(len(parts), 0, -1):
        head = ".".join(parts[:end])
        for row in _by_name().get(head, ()):
            if row.change in ("symbol", "report", "module"):
                rest = parts[end:]
                new = ".".join([row.new, *rest]) if row.new else ""
                further = moved(new) if new and new != qualified else None
                if further is not None:
                    return replace(further, name=qualified)
                if not rest:
                    return row
                return Neighbour(
                    "symbol" if new else "report", qualified, "", new, row.severity, row.advice
                )
    return None


@cache
def methods() -> dict[str, tuple[Neighbour, ...]]:
    """Return the rows about methods and attributes by the name of the method or attribute.

    >>> [row.new for row in methods()["as_matrix"]]
    ['to_numpy', 'to_numpy']
    """
    found: dict[str, list[Neighbour]] = {}
    for row in neighbours():
        if row.change in ("method", "method_keyword", "attribute"):
            found.setdefault(row.name.rpartition(".")[2], []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


_OF_ARGUMENTS = ("keyword", "value", "number", "listed", "positional")


@cache
def of_objects() -> dict[str, tuple[Neighbour, ...]]:
    """Return the rows about arguments of methods by the name of the method.

    An object's class is rarely known, so of rows that say the same of two classes one is kept.

    >>> [row.new for row in of_objects()["fit"] if (row.library, row.old) == ("keras", "nb_epoch")]
    ['epochs']
    """
    found: dict[str, dict[tuple[str, ...], Neighbour]] = {}
    for row in neighbours():
        parts = row.name.split(".")
        if row.change in _OF_ARGUMENTS and parts[-2][:1].isupper():
            same = (row.library, row.change, row.old, row.new)
            found.setdefault(parts[-1], {}).setdefault(same, row)
    return {name: tuple(rows.values()) for name, rows in found.items()}


@cache
def places(name: str) -> frozenset[str]:
    """Return the positional arguments of a function that must be named today.

    >>> sorted(places("keras.Model.evaluate_generator"))
    ['1']
    """
    return frozenset(row.old for row in _by_name()[name] if row.change == "positional")


@cache
def strings() -> tuple[Neighbour, ...]:
    """Return the `string` rows."""
    return tuple(row for row in neighbours() if row.change == "string")
