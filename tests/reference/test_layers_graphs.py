"""``reference`` makes the ops that TensorFlow 1.15.5 made: as many, in this order, so named.

The golden file is recorded by ``fixtures/record/record_graphs.py`` under 1.15.5.
"""

import importlib.util
import json
from pathlib import Path

import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import layers, seeds  # noqa: E402
from reference.contrib import rnn  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]

FIXTURES = Path(__file__).parents[2] / "fixtures"


def _graph_cases():
    spec = importlib.util.spec_from_file_location(
        "graph_cases", FIXTURES / "record" / "graph_cases.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MODULE = _graph_cases()
CASES = MODULE.cases(tf, rnn_cell, layers, rnn)
GOLDEN = json.loads((FIXTURES / "golden" / "graphs" / "layers_and_cells.json").read_text())


@pytest.fixture
def op_seeds_of_1_15():
    seeds.restore_rule()
    yield
    seeds.release_rule()


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
    assert [op.name for op in graph.get_operations()] == golden["ops"].split()
    assert [t.name for t in graph.get_collection("regularization_losses")] == golden["losses"]
    assert [op.name for op in graph.get_collection("update_ops")] == golden["updates"]


@pytest.mark.parametrize("name", sorted(n for n, g in GOLDEN["graphs"].items() if g["seeds"]))
def test_random_ops_have_the_seeds_of_1_15(name, op_seeds_of_1_15):
    with tf.Graph().as_default() as graph:
        seeds.set_random_seed(MODULE.SEED)
        CASES[name]()
    random = [op for op in graph.get_operations() if "seed2" in op.node_def.attr]
    found = {op.name: [op.get_attr("seed"), op.get_attr("seed2")] for op in random}
    assert found == GOLDEN["graphs"][name]["seeds"]
