"""Baselines: stored outputs of every notebook format, recordings, and what is no baseline."""

import base64
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify.baseline import (
    Baseline,
    BaselineError,
    CellOutput,
    cell_output,
    judge,
    read_recording,
    recording_path,
    stored_outputs,
    write_recording,
)
from migrate.verify.compare import Verdict
from tests.conftest import ROOT


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def stored(*cells):
    listed = [
        {"cell_type": "code", "execution_count": count, "outputs": outputs, "source": ""}
        for count, outputs in cells
    ]
    return stored_outputs(json.dumps({"cells": listed, "nbformat": 4}))


def test_stored_outputs_are_text_results_and_errors():
    traceback = {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}
    result = {"output_type": "execute_result", "data": {"text/plain": ["(1,\n", " 2)"]}}
    found = stored(
        (1, [stream(["a\n", "b\n"]), stream("noise", "stderr"), result]), (2, [traceback])
    )
    assert found.cells[1].text == "a\nb\n(1,\n 2)"
    assert found.cells[2].error == "NameError"


def test_a_cell_that_ran_and_printed_nothing_has_a_baseline_and_one_that_never_ran_has_none():
    found = stored((1, []), (None, []))
    assert judge(found.cells.get(1), CellOutput()).verdict.value == "identical"
    assert judge(found.cells.get(1), CellOutput("x")).verdict.value == "different"
    assert judge(found.cells.get(2), CellOutput("x")).verdict.value == "no baseline"


def test_format_3():
    cell = {"cell_type": "code", "input": "", "prompt_number": 1, "outputs": [
        {"output_type": "stream", "stream": "stdout", "text": "a\n"},
        {"output_type": "pyout", "text": ["5"]}, {"output_type": "pyerr", "ename": "E"}]}  # fmt: skip
    found = stored_outputs(json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3}))
    assert found.cells == {1: CellOutput("a\n", "5", (), "E")}


def test_scripts_have_no_stored_outputs():
    assert stored_outputs("import tensorflow as tf\n").cells == {}


def test_the_documents_own_outputs_are_read():
    found = stored_outputs((ROOT / "fixtures/notebooks/b1_hihello.ipynb").read_text("utf-8"))
    assert found.cells[8].printed.startswith("0 9.841545 illlel\n")


@pytest.mark.parametrize(
    ("why", "old", "new", "verdict"),
    [
        ("a traceback", CellOutput(error="NameError"), CellOutput("1"), "no baseline"),
        ("warnings only", CellOutput("WARNING:tensorflow:From a.py:4: The name\n\n"), CellOutput(), "no baseline"),
        ("raises now", CellOutput("1"), CellOutput("1", error="TypeError"), "error"),
        ("raises now as before", CellOutput(error="TypeError"), CellOutput(error="TypeError"), "error"),
        ("prints the same", CellOutput("1"), CellOutput("1"), "identical"),
        ("shown, not printed", CellOutput("", "1.5"), CellOutput("", "1.7"), "similar"),
    ],
)  # fmt: skip
def test_what_is_a_baseline(why, old, new, verdict):
    assert judge(old, new).verdict.value == verdict, why


def test_a_cell_tagged_to_raise_is_judged_by_what_it_raises():
    raises = CellOutput("a", error="ValueError")
    assert judge(raises, raises, may_raise=True).verdict.value == "identical"
    assert judge(raises, CellOutput("a"), may_raise=True).verdict.value == "different"


def png(draw):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    def encoded(size, **options):
        figure = Figure(figsize=size)
        draw(figure.subplots(), **options)
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
        return base64.b64encode(stream.getvalue()).decode()

    return encoded


def test_pictures_are_judged_by_structure():
    falling = png(lambda axes, color="b": axes.plot([4, 2, 1, 0.5], color=color, linewidth=4))
    filled = png(lambda axes: axes.imshow([[0, 1], [1, 0]], cmap="gray"))
    old = CellOutput(pictures=(falling((3, 2)),))
    same, recoloured = (
        CellOutput(pictures=(falling((3, 2)),)),
        CellOutput(pictures=(falling((3, 2), color="g"),)),
    )
    other, none = CellOutput(pictures=(filled((3, 2)),)), CellOutput()
    assert judge(old, same).verdict.value == "identical"
    assert judge(old, recoloured).verdict.value in ("close", "similar")
    assert judge(old, other).verdict.value == "different"
    assert judge(old, none).verdict.value == "different"
    assert "structural similarity" in judge(old, other).note


def test_without_matplotlib_a_picture_has_no_baseline(monkeypatch):
    from migrate.verify import images

    monkeypatch.setattr(images, "find_spec", lambda name: None)
    old, new = CellOutput(pictures=("aGVsbG8=",)), CellOutput(pictures=("aGVsbG9v",))
    found = judge(old, new)
    assert found.verdict.value == "no baseline"
    assert "rnn-migrate[plot]" in found.note


TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"), max_size=20)
CELLS = st.dictionaries(
    st.integers(1, 99),
    st.builds(CellOutput, TEXT, TEXT, st.tuples(), st.none() | st.just("NameError")),
    max_size=4,
)


@settings(max_examples=50, deadline=None)
@given(CELLS, st.dictionaries(st.just("n"), st.just("2")))
def test_a_recording_is_read_as_it_was_written(tmp_path_factory, cells, constants):
    path = recording_path(tmp_path_factory.mktemp("recordings") / "가.ipynb")
    text = write_recording(Baseline(cells, "", constants), "가.ipynb", "Python 3.7")
    path.write_text(text, encoding="utf-8")
    again = read_recording(path)
    assert again.cells == cells
    assert again.constants == constants
    assert write_recording(again, "가.ipynb", "Python 3.7") == text


def test_a_recording_has_a_printed_line_a_line():
    text = write_recording(Baseline({2: CellOutput("0 9.8 우유\n1 2.5\n")}), "a.ipynb", "x")
    assert '    "0 9.8 우유",\n    "1 2.5",\n' in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not valid JSON"),
        ("{}", "is no recording"),
        ('{"format": "rnn-migrate recording 1"}', "must be objects"),
        ('{"format": "rnn-migrate recording 1", "cells": {"1": []}}', "cell '1' must be"),
        (
            '{"format": "rnn-migrate recording 1", "cells": {"1": {"printed": "a"}}}',
            "list of texts",
        ),
    ],
)
def test_what_is_no_recording_is_said(tmp_path, text, says):
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(BaselineError, match=says):
        read_recording(tmp_path / "r.json")


def test_a_missing_recording_is_said(tmp_path):
    with pytest.raises(BaselineError, match="cannot be read"):
        read_recording(tmp_path / "missing.json")


def test_a_picture_s_own_text_is_not_compared():
    shown = {"output_type": "display_data", "data": {"text/plain": "<Figure>", "image/png": "aGk="}}
    assert cell_output([shown]) == CellOutput(pictures=("aGk=",))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ({"text/html": "<b>0.5</b> <i>x</i>"}, {"text/html": "<td>0.5</td><td>x</td>"}, "identical"),
        ({"text/html": "<b>0.5</b>"}, {"text/html": "<b>0.7</b>"}, "similar"),
        ({"text/latex": "$a$"}, {"text/latex": "$b$"}, "different"),
        ({"image/jpeg": "aGk="}, {"image/jpeg": "aGo="}, "different"),
        ({"image/svg+xml": "<svg>1</svg>"}, {"image/svg+xml": "<svg>2</svg>"}, "different"),
        ({"text/html": "<b>0.5</b>", "text/plain": "0.5"}, {"text/html": "", "text/plain": "0.5"}, "identical"),
    ],
)  # fmt: skip
def test_a_result_without_plain_text_is_judged_too(one, other, verdict):
    old, new = (cell_output([{"output_type": "display_data", "data": d}]) for d in (one, other))
    assert judge(old, new).verdict.value == verdict


def test_two_curves_are_not_alike_for_their_white_ground():
    numpy = pytest.importorskip("numpy")
    x = numpy.linspace(0, 1, 50)
    curve = png(lambda axes, y, **style: axes.plot(x, y, **style))
    falling, size = numpy.exp(-5 * x), (6, 4)
    old = CellOutput(pictures=(curve(size, y=falling),))
    for y in (1 - x, x, numpy.exp(-3 * x)):
        assert not judge(old, CellOutput(pictures=(curve(size, y=y),))).verdict.meets(Verdict.CLOSE)
    recoloured = CellOutput(pictures=(curve((5.5, 4), y=falling, color="g"),))
    assert judge(old, recoloured).verdict is Verdict.CLOSE
