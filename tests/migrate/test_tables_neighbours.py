"""The neighbours' table, row by row against the installed libraries: the old is gone, the new is there."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import inspect
import re
import sys
import warnings
from functools import cache
from typing import Any

import pytest

from migrate.api import left_to_do, migrate_text
from migrate.rules.numpy_dtypes import TEXTS
from migrate.tables import neighbours as table
from migrate.tables.neighbours import Neighbour

ROWS = table.neighbours()
INSTALLED = {
    library: importlib.util.find_spec(library) is not None
    for library in {row.library for row in ROWS} - {""}
}
#: Slow to import: these rows are checked where TensorFlow is.
HEAVY = {"keras", "tensorflow"}


@cache
def find(name: str) -> Any:
    """The object under a dotted name; None when there is none."""
    parts = name.split(".")
    if len(parts) == 1 and hasattr(builtins, name):
        return getattr(builtins, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = importlib.import_module(parts[0])
            for end, part in enumerate(parts[1:], 2):
                # An attribute first: a module of tf.keras that is imported by its whole name is
                # made a second time, and takes the place of the first.
                if not hasattr(value, part):
                    importlib.import_module(".".join(parts[:end]))
                value = getattr(value, part)
        except (AttributeError, ImportError):
            return None
    return value


def problems(*changes: str, heavy: bool) -> list[str]:
    """What is wrong with the rows of these kinds, as text."""
    found = []
    for row in ROWS:
        if row.change in changes and (row.library in HEAVY) is heavy and INSTALLED[row.library]:
            problem = check(row)
            if problem:
                found.append(f"{row.change} {row.name} {row.old}: {problem}")
    return found


def precedes_removal(library: str) -> bool:
    """Whether this Python still has a release in which what the table calls removed is there.

    Python itself removed its names up to 3.13; the releases of NumPy, scikit-learn and others
    that removed theirs no longer install on Python 3.10.
    """
    return sys.version_info < ((3, 13) if library in sys.stdlib_module_names else (3, 11))


def check(row: Neighbour) -> str:
    """What is wrong with a row, empty when nothing is."""
    if row.change in ("symbol", "module", "report"):
        if find(row.name) is not None:
            return "" if precedes_removal(row.library) else "is there after all"
        return f"{row.new} is missing" if row.new and find(row.new) is None else ""
    if row.change in ("method", "attribute"):
        owner_name, _, attribute = row.name.rpartition(".")
        owner = find(owner_name)
        if owner is None:
            return "no such class"
        if hasattr(owner, attribute):
            return "" if precedes_removal(row.library) else "is there after all"
        return "" if not row.new or hasattr(owner, row.new) else f"{row.new} is missing"
    if row.change == "keyword" and not row.name.endswith("_generator"):
        return check_keyword(row)
    return ""


def check_keyword(row: Neighbour) -> str:
    function = find(row.name)
    if function is None:
        return "no such function"
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return "has no signature"
    if row.old in parameters:
        return "" if precedes_removal(row.library) else "takes it after all"
    open_ended = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    if row.new and row.new not in parameters and not open_ended:
        return f"does not take {row.new}"
    return ""


@pytest.mark.parametrize(
    "changes", [("symbol", "module", "report"), ("keyword",), ("method", "attribute")]
)
def test_rows_are_true_of_the_installed_libraries(changes: tuple[str, ...]) -> None:
    assert problems(*changes, heavy=False) == []


@pytest.mark.tf
@pytest.mark.parametrize(
    "changes", [("symbol", "module", "report"), ("keyword",), ("method", "attribute")]
)
def test_rows_are_true_of_keras(changes: tuple[str, ...]) -> None:
    assert problems(*changes, heavy=True) == []


def test_style_names_are_there() -> None:
    style = pytest.importorskip("matplotlib.style", reason="matplotlib is an extra: plot")
    styles = [row for row in ROWS if row.name.startswith("matplotlib") and ".style." in row.name]
    assert len(styles) > 40
    for row in styles:
        assert row.old.strip('"') not in style.available
        assert row.new.strip('"') in style.available


@pytest.mark.parametrize("row", ROWS[:: max(1, len(ROWS) // 200)], ids=lambda row: row.name)
def test_rows_say_what_to_do(row: Neighbour) -> None:
    assert row.new or row.advice or row.severity == "fixed"
    assert row.link.startswith("https://")
    assert not row.advice or row.advice.endswith((".", ")"))


def test_every_row_is_complete() -> None:
    for row in ROWS:
        assert row.severity in ("fixed", "suggested", "manual")
        assert row.new or row.advice or row.severity == "fixed", row
        if row.change == "value":
            assert re.fullmatch(r'(\w+=)?("[^"]*"|\w+|-numpy\.\w+)', row.old), row
        if row.change == "positional":
            assert re.fullmatch(r"\d(:\d)?", row.old), row


def test_no_row_stands_twice() -> None:
    assert len(set(ROWS)) == len(ROWS)


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("numpy.float", "float"),
        ("numpy.Inf", "numpy.inf"),
        ("sklearn.cross_validation", "sklearn.model_selection"),
        (
            "sklearn.cross_validation.cross_val_score",
            "sklearn.model_selection.cross_val_score",
        ),
        ("sklearn.cross_validation.KFold", ""),
        ("sklearn.externals.joblib.dump", "joblib.dump"),
        ("keras.layers.core.Dense", "keras.layers.Dense"),
        ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
        ("scipy.misc.imread", "reference.scipy.misc.imread"),
        ("scipy.misc.pilutil.imsave", "reference.scipy.misc.imsave"),
        ("keras.layers.core.Merge", ""),
        ("numpy.math.pi", "math.pi"),
        ("matplotlib.cm.get_cmap", "matplotlib.pyplot.get_cmap"),
    ],
)
def test_moved(name: str, new: str) -> None:
    row = table.moved(name)
    assert row is not None
    assert row.new == new
    assert row.new or row.advice


@pytest.mark.parametrize(
    "name", ["numpy.array", "sklearn.svm.SVC", "keras.layers.Dense", "os.path"]
)
def test_what_stayed_has_no_row(name: str) -> None:
    assert table.moved(name) is None


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("import pandas as pd\nx = pd.DataFrame().get_value(0, 'a')", 1),
        ("import pandas as pd\nrows = []\nrows.append(pd.DataFrame())", 0),
    ],
)  # fmt: skip
def test_a_method_that_is_gone_is_left_to_do(source: str, left: int) -> None:
    found = left_to_do(migrate_text(source, "script"))
    assert [item.finding.code for item in found] == ["NP403"] * left


@pytest.mark.skipif(not INSTALLED["numpy"], reason="needs NumPy")
def test_texts_for_dtypes() -> None:
    import numpy

    for text, meant in TEXTS.items():
        numpy.dtype(meant)
        if precedes_removal("numpy"):
            continue
        with pytest.raises(TypeError):
            numpy.dtype(text)
