"""`reference.scipy.misc` against what SciPy 1.1 made of the same arrays (`scipy_images.json`)."""

import importlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PIL", reason="Pillow comes with matplotlib, an extra: plot")

from reference.scipy import misc

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
GOLDEN = json.loads((FIXTURES / "golden" / "scipy_images.json").read_text(encoding="utf-8"))
sys.path.insert(0, str(FIXTURES / "record"))
cases = importlib.import_module("scipy_image_cases")
sys.path.pop(0)

#: Pillow's own sentences, which it worded anew.
OF_PILLOW = {"imrotate lanczos"}


def test_every_case_was_recorded_and_every_function_is_asked():
    assert set(GOLDEN) == set(cases.CASES)
    asked = {name.split()[0] for name in GOLDEN}
    assert asked == set(misc.__all__) - {"imshow"}


@pytest.mark.parametrize("function", sorted({name.split()[0] for name in GOLDEN}))
def test_arrays_and_errors_are_those_of_scipy(function):
    apart = []
    for name in (name for name in GOLDEN if name.split()[0] == function):
        given, wanted = cases.answer(cases.CASES[name], misc), GOLDEN[name]
        if name in OF_PILLOW:
            given, wanted = given[:1], wanted[:1]
        if given != wanted:
            apart.append(name)
    assert apart == []


def test_a_picture_is_shown_by_the_named_viewer(tmp_path, monkeypatch):
    shown = tmp_path / "shown.png"
    copy = f'{sys.executable} -c "import shutil, sys; shutil.copy(sys.argv[1], {str(shown)!r})"'
    monkeypatch.setenv("SCIPY_PIL_IMAGE_VIEWER", copy)
    picture = cases.pixels(4, 5, 3)
    misc.imshow(picture)
    assert np.array_equal(misc.imread(shown), picture)
    monkeypatch.setenv(
        "SCIPY_PIL_IMAGE_VIEWER", os.fspath(tmp_path / "no viewer").replace(" ", "_")
    )
    with pytest.raises(RuntimeError, match="Could not execute image viewer"):
        misc.imshow(picture)


def test_without_pillow_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with pytest.raises(ImportError, match="need Pillow: pip install pillow"):
        misc.imread("a.png")
