"""A checkpoint that TensorFlow 1.15.5 saved loads into the same model made of ``reference``."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import layers  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402

pytestmark = pytest.mark.tf

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOLDER = FIXTURES / "golden" / "checkpoints" / "layers_and_cells"
EXPECTED = json.loads((FOLDER / "expected.json").read_text())


def _build():
    path = FIXTURES / "record" / "checkpoint_model.py"
    spec = importlib.util.spec_from_file_location("checkpoint_model", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build(tf, rnn_cell, layers)


def test_resource_variables_restore_it_too():
    _check_restored(use_resource=True)


@pytest.mark.usefixtures("like_tensorflow_1")
def test_outputs_of_the_restored_model_are_those_of_1_15():
    _check_restored()


def _check_restored(use_resource=None):
    with tf.Graph().as_default(), tf.variable_scope("", use_resource=use_resource):
        feeds, outputs = _build()
        names = {v.op.name: v.shape.as_list() for v in tf.global_variables()}
        assert names == EXPECTED["variables"]
        with tf.Session() as session:
            tf.train.Saver().restore(session, str(FOLDER / "model"))
            inputs = {feeds[name]: value for name, value in EXPECTED["inputs"].items()}
            values = session.run(outputs, inputs)
    for name, golden in EXPECTED["outputs"].items():
        # 1e-6 of the largest value: matrix products sum in another order than 1.15's.
        np.testing.assert_allclose(
            values[name], golden, rtol=1e-6, atol=1e-6 * np.abs(golden).max()
        )
