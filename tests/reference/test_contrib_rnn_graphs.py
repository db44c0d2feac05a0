"""The further cells make the ops, variables and take the parameters of TensorFlow 1.15.5.

The golden file is recorded by ``fixtures/record/record_contrib_rnn_graphs.py`` under 1.15.5.
"""

import importlib.util
import inspect
import json
from pathlib import Path

import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import rnn  # noqa: E402
from reference.contrib.rnn.python.ops import rnn_cell  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]

FIXTURES = Path(__file__).parents[2] / "fixtures"
GOLDEN = json.loads((FIXTURES / "golden" / "graphs" / "contrib_rnn.json").read_text())


def found(name):
    return getattr(rnn, name, None) or getattr(rnn_cell, name)


def _cases():
    spec = importlib.util.spec_from_file_location(
        "contrib_rnn_graph_cases", FIXTURES / "record" / "contrib_rnn_graph_cases.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.cases(tf, found)


CASES = _cases()


def test_every_case_is_recorded_and_every_recording_has_its_case():
    assert sorted(CASES) == sorted(GOLDEN["graphs"])
    assert GOLDEN["tensorflow"].startswith("1.15.")


@pytest.mark.parametrize("name", sorted(CASES))
def test_graph_is_that_of_1_15(name):
    with tf.Graph().as_default() as graph:
        CASES[name]()
    golden = GOLDEN["graphs"][name]
    trained = {v.name for v in graph.get_collection("trainable_variables")}
    variables = graph.get_collection("variables")
    assert [[v.name, v.shape.as_list(), v.name in trained] for v in variables] == golden[
        "variables"
    ]
    # TensorFlow 2.21's ones_like names its constant more fully; it is one op all the same.
    names = [op.name.replace("/Shape/shape_as_tensor", "/Shape") for op in graph.get_operations()]
    assert names == golden["ops"].split()


def shown(parameter):
    if parameter.default is parameter.empty:
        return parameter.name
    value = parameter.default
    plain = value is None or isinstance(value, (bool, int, float, str, tuple))
    return f"{parameter.name}={value!r}" if plain else f"{parameter.name}=<{type(value).__name__}>"


@pytest.mark.parametrize("name", sorted(GOLDEN["parameters"]))
def test_parameters_are_those_of_1_15(name):
    if GOLDEN["parameters"][name] is None:
        assert inspect.isabstract(found(name)) or name == "GRUBlockCell"
        return
    parameters = inspect.signature(found(name)).parameters.values()
    named = [p for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    assert ", ".join(map(shown, named)) == GOLDEN["parameters"][name]


@pytest.mark.parametrize("name", sorted(GOLDEN["parameters"]))
def test_it_is_documented(name):
    assert len(inspect.getdoc(found(name)).split()) > 10
