"""`contrib.layers` makes the ops that TensorFlow 1.15.5 made: as many, in this order, so named.

The golden file is recorded by ``fixtures/record/record_contrib_layers_graphs.py`` under 1.15.5.
"""

import importlib.util
import json
from pathlib import Path

import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import layers  # noqa: E402

pytestmark = pytest.mark.tf

FIXTURES = Path(__file__).parents[2] / "fixtures"


def _cases():
    path = FIXTURES / "record" / "contrib_layers_graph_cases.py"
    spec = importlib.util.spec_from_file_location("contrib_layers_graph_cases", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.cases(tf, layers)


CASES = _cases()
GOLDEN = json.loads((FIXTURES / "golden" / "graphs" / "contrib_layers.json").read_text())


@pytest.fixture(autouse=True)
def _like_tensorflow_1():
    """Reference variables, and ``tf.cond`` made of switches: both make other ops than today's."""
    resources, functions = tf.resource_variables_enabled(), tf.control_flow_v2_enabled()
    tf.disable_resource_variables()
    tf.disable_control_flow_v2()
    yield
    if resources:
        tf.enable_resource_variables()
    if functions:
        tf.enable_control_flow_v2()


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
    described = [[v.name, v.shape.as_list(), v.name in trained] for v in variables]
    assert described == golden["variables"]
    assert [op.name for op in graph.get_operations()] == golden["ops"].split()
    assert [t.name for t in graph.get_collection("regularization_losses")] == golden["losses"]
    assert [op.name for op in graph.get_collection("update_ops")] == golden["updates"]
