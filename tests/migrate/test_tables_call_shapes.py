"""The table of parameters is in step with TensorFlow, and judges calls as Python does."""

from __future__ import annotations

import importlib
import inspect
import runpy

import pytest

from migrate.tables.call_shapes import TABLE, shape
from tests.conftest import ROOT

_LAYERS = "tensorflow.keras.layers."


@pytest.mark.tf
def test_the_table_is_in_step() -> None:
    script = runpy.run_path(str(ROOT / "migrate/tables/generate/call_shapes.py"))
    version = importlib.import_module("tensorflow").__version__
    if not version.startswith("2.21."):
        pytest.skip(f"the table is of TensorFlow 2.21, this is {version}")
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    ours = [line for line in lines if line.startswith("reference.")]
    theirs, now = lines[len(ours) :], script["rows"]()
    if not importlib.import_module("keras").__version__.startswith("3.15."):
        # The layers' parameters are Keras', which has versions of its own.
        theirs, now = ([row for row in rows if _LAYERS not in row] for rows in (theirs, now))
    assert theirs == now, "run generate/call_shapes.py"
    # What `reference` has gained since is not judged; what the table says must be so.
    wrong = set(ours) - set(script["reference_rows"]())
    assert not wrong, "run generate/call_shapes.py"
    assert len(ours) > 1000


CALLS = [
    ("SparseTensor", 0, []),
    ("SparseTensor", 3, []),
    ("matmul", 2, ["transpose_b"]),
    ("matmul", 1, []),
    ("matmul", 2, ["b"]),
    ("matmul", 2, ["transposed"]),
    ("placeholder", 4, []),
    ("nn.sampled_softmax_loss", 2, []),
    ("reduce_sum", 1, ["reduction_indices", "keep_dims"]),
    ("Session", 0, ["config"]),
]


@pytest.mark.tf
@pytest.mark.parametrize(("name", "places", "names"), CALLS)
def test_calls_are_judged_as_python_does(name: str, places: int, names: list[str]) -> None:
    function = importlib.import_module("tensorflow.compat.v1")
    for part in name.split("."):
        function = getattr(function, part)
    try:
        inspect.signature(function).bind(*range(places), **dict.fromkeys(names))
        fits = True
    except TypeError:
        fits = False
    found = shape(f"tensorflow.{name}")
    assert found is not None
    assert (found.misfit(places, names) == "") == fits


def test_what_is_said() -> None:
    sparse = shape("tensorflow.SparseTensor")
    assert sparse is not None
    assert sparse.misfit(2, []) == "dense_shape is missing"
    assert sparse.misfit(4, []) == "it takes 3 positional arguments, not 4"
    assert sparse.misfit(3, ["values"]) == "values given twice"
    assert sparse.misfit(3, ["a", "b"]) == "it takes no a or b"
    assert shape("tensorflow.no_such_name") is None
