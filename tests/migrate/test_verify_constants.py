"""`--set`: constants at the top level of cells get other values, everything else stays."""

import pytest

from migrate.document import Cell, parse
from migrate.verify.constants import (
    ConstantError,
    depending_cells,
    overridden,
    override,
    parse_settings,
)
from migrate.verify.tags import wishes
from tests.conftest import ROOT
from tests.migrate.building import notebook, sources


@pytest.mark.parametrize(
    ("why", "before", "values", "after"),
    [
        ("a comment stays", "n = 30  # 회\n", {"n": "2"}, "n = 2  # 회\n"),
        ("one of a tuple", "a, (n, b) = 1, (2, 3)", {"n": "9"}, "a, (n, b) = 1, (9, 3)"),
        ("one of several targets", "m = n = 3", {"n": "4"}, "m = n = 4"),
        ("an annotation", "n: int = 3", {"n": "4"}, "n: int = 4"),
        ("every assignment", "n = 3\nn = 5", {"n": "4"}, "n = 4\nn = 4"),
        ("arithmetic of literals", "n = 60 * -60", {"n": "1"}, "n = 1"),
        ("constants only", "n = 3\nn = len([n])", {"n": "4"}, "n = 4\nn = len([n])"),
        ("not inside a function", "n = 3\ndef f():\n    n = 5", {"n": "4"}, "n = 4\ndef f():\n    n = 5"),
        ("two names", "n = 3; m = 'a'", {"n": "4", "m": "'나'"}, "n = 4; m = '나'"),
        ("behind Korean text", "word, n = '우유', 3", {"n": "4"}, "word, n = '우유', 4"),
    ],
)  # fmt: skip
def test_values_are_replaced(why, before, values, after):
    assert overridden(before, "script", values) == after, why


def test_only_the_value_changes_in_a_notebook():
    text = notebook(
        "%matplotlib inline\ntotal_epoch = 30\n", "# md: total_epoch = 30", "print(total_epoch)"
    )
    new = overridden(text, "notebook", {"total_epoch": "2"})
    assert new == text.replace("30\\n", "2\\n")
    assert sources(new)[0] == "%matplotlib inline\ntotal_epoch = 2\n"


@pytest.mark.parametrize(
    ("source", "name", "says"),
    [
        ("m = 3", "n", "no cell assigns n"),
        ("def f():\n    n = 3", "n", "no cell assigns n"),
        ("n = f(3)", "n", r"n is no constant, cell 1 assigns f\(3\)"),
    ],
)
def test_a_name_that_cannot_be_set_is_an_error(source, name, says):
    with pytest.raises(ConstantError, match=says):
        overridden(source, "script", {name: "1"})


@pytest.mark.parametrize("item", ["n", "=2", "a b=2", "n=", "n=f()", "n=1 2", "n=__import__('os')"])
def test_what_is_no_setting_is_refused(item):
    with pytest.raises(ConstantError, match="--set"):
        parse_settings([item])


def test_nothing_to_set_changes_nothing():
    document = parse(notebook("n = 3"), "notebook")
    assert override(document, {}) is document.text


@pytest.mark.parametrize(
    ("why", "cells", "depending"),
    [
        ("assigning it is not using it", ["n = 3\nprint('a')", "print(n)", "print('b')"], {2}),
        ("through a name", ["n = 3", "m = n + 1", "print(m)", "print(k)"], {2, 3}),
        ("through an object that was worked on", ["n = 3\ns = S()", "s.run(n)", "print(s.x)"], {2, 3}),
        ("not through a module", ["import numpy as np\nn = 3", "np.zeros(n)", "np.ones(1)"], {2}),
        ("through a function", ["n = 3", "def f():\n    return n", "f()"], {2, 3}),
    ],
)  # fmt: skip
def test_cells_that_depend_on_a_name(why, cells, depending):
    assert depending_cells(parse(notebook(*cells), "notebook"), ["n"]) == depending, why


def test_the_course_s_training_depends_on_its_number_of_steps():
    path = ROOT / "fixtures/course/2_contrib_rnn.ipynb"
    document = parse(path.read_text("utf-8"), "notebook")
    assert depending_cells(document, ["total_step"]) == {4}


@pytest.mark.parametrize(
    ("tags", "source", "asked"),
    [
        ((), "x", (False, False, False)),
        (("skip",), "x", (True, False, False)),
        (("nbval-skip",), "x", (True, False, False)),
        (("raises-exception",), "x", (False, True, False)),
        (("nbval-raises-exception", "nbval-ignore-output"), "x", (False, True, True)),
        ((), "# NBVAL_SKIP\nx", (True, False, False)),
        ((), "#PYTEST_VALIDATE_IGNORE_OUTPUT\nx", (False, False, True)),
        ((), "print('# NBVAL_SKIP')", (False, False, False)),
    ],
)
def test_tags_and_comments(tags, source, asked):
    found = wishes(Cell(0, "code", source, tags))
    assert (found.skip, found.may_raise, found.ignore_output) == asked
