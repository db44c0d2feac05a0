"""TensorFlow 1.15's op seeds: counted ops against those recorded, and the rule's edges."""

from __future__ import annotations

import json
import sys
import warnings

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference import seeds
from tests.conftest import ROOT

RECORD = ROOT / "fixtures" / "record"
if str(RECORD) not in sys.path:
    sys.path.insert(0, str(RECORD))

import op_constructs  # noqa: E402
import op_counts  # noqa: E402

pytestmark = pytest.mark.tf

# What is not counted exactly; a ledger is for these. The test fails when one of them gets exact.
INEXACT = {
    "einsum": "1.15 made reshapes and products of it, 2.21 has an op for it",
    "einsum mm": "the same",
    "grad tf.einsum('bij,jk->bik', x3, v) | x3, v": "the same",
    "random_flip_lr 4d": "1.15 asserted that unknown sizes are positive, 2.21 does not",
    "random_jpeg": "2.21 clamps the image, by ops",
}


@pytest.fixture(autouse=True)
def _graph_of_its_own():
    """Each test in a graph as TensorFlow 1 made it; TensorFlow's own rule and modes afterwards."""
    tf.disable_control_flow_v2()
    tf.disable_resource_variables()
    tf.disable_tensor_equality()
    tf.disable_v2_tensorshape()
    with tf.Graph().as_default():
        yield
    seeds.release_rule()
    tf.enable_v2_tensorshape()
    tf.enable_tensor_equality()
    tf.enable_resource_variables()
    tf.enable_control_flow_v2()


def op_seed(tensor):
    """The op seed of the random op that a number comes from."""
    operation = tensor.op
    while True:
        try:
            return operation.get_attr("seed2")
        except ValueError:
            operation = operation.inputs[0].op


RECORDED = op_counts.read()
CONSTRUCTS = {label: (setup, code) for label, setup, code in op_constructs.constructs()}


def test_every_construct_is_recorded():
    assert {label for label, _ in RECORDED} == set(CONSTRUCTS)


def apart(labels, batch):
    """The constructs that are not counted, or not seeded, as recorded."""
    seeds.restore_rule()
    found = {
        label: op_counts.measure(tf, batch, *CONSTRUCTS[label], seeds.op_count) for label in labels
    }
    return {
        label: f"{row} instead of {RECORDED[label, str(batch)]}"
        for label, row in found.items()
        if row != RECORDED[label, str(batch)]
    }


# Every tenth construct by default, all of them (a minute and more) with the slow tests.
@pytest.mark.parametrize("batch", [4, None])
def test_some_constructs_count_and_seed_as_recorded(batch):
    labels = [label for label in list(CONSTRUCTS)[::10] if label not in INEXACT]
    assert apart(labels, batch) == {}


@pytest.mark.parametrize("batch", [4, None])
@pytest.mark.parametrize("family", ["strided", "confusion", "precision_at_k", "linspace"])
def test_slices_by_tensors_and_what_has_them_inside_count_as_recorded(family, batch):
    labels = [label for label in CONSTRUCTS if label.startswith(family)]
    assert labels
    assert apart(labels, batch) == {}


@pytest.mark.slow
@pytest.mark.parametrize("batch", [4, None])
def test_all_constructs_count_and_seed_as_recorded(batch):
    found = apart(CONSTRUCTS, batch)
    assert {label: why for label, why in found.items() if label not in INEXACT} == {}
    if batch is None:
        assert set(INEXACT) <= set(found)


# Numbers that genuine 1.15.5 printed; recorded by fixtures/record/seeded_numbers.py.
NUMBERS = json.loads((ROOT / "fixtures" / "golden" / "seeded_numbers.json").read_text())


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_numbers_of_1_15(name):
    import seeded_numbers

    with tf.Graph().as_default():
        seeds.set_random_seed(seeded_numbers.SEED)
        tensors = seeded_numbers.SNIPPETS[name](tf)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            found = [np.asarray(session.run(tensors)).ravel().tolist() for _ in range(2)]
    np.testing.assert_allclose(found, NUMBERS[name], rtol=1e-6, atol=1e-7)


def test_the_seed_is_the_number_of_ops_in_the_graph():
    seeds.set_random_seed(5)
    tf.no_op()
    assert op_seed(tf.random_normal([2])) == 4  # no_op, shape, mean, stddev
    assert op_seed(tf.random_uniform([2])) == 10  # 2.21 holds eight ops here, 1.15 held ten


def test_function_bound_before_the_seed_is_set():
    draw = tf.random_uniform
    seeds.set_random_seed(5)
    assert op_seed(draw([2])) == 3


def test_each_graph_counts_for_itself():
    seeds.set_random_seed(1)
    tf.random_normal([2])
    with tf.Graph().as_default():
        tf.set_random_seed(2)
        assert op_seed(tf.random_normal([2])) == 3
    assert op_seed(tf.random_normal([2])) == 9


def test_own_seed_and_unseeded_graph_are_left_alone():
    seeds.set_random_seed(None)
    assert tf.get_seed(None) == (None, None)
    assert tf.get_seed(7) == (87654321, 7)
    seeds.set_random_seed(3)
    assert tf.get_seed(7) == (3, 7)
    seeds.set_random_seed(0)
    assert tf.get_seed(None) == (0, 2**31 - 1)  # never (0, 0), which would mean unseeded


def test_dropout_that_spells_out_its_ops_is_not_counted_twice():
    from reference.nn import dropout

    seeds.set_random_seed(1)
    x = tf.placeholder(tf.float32, [3, 3])
    dropout(x, 0.5)
    assert seeds.op_count() == len(tf.get_default_graph().get_operations()) == 17


def test_a_graph_is_forgotten_with_its_last_reference():
    import gc
    import weakref

    graph = tf.Graph()
    with graph.as_default():
        seeds.set_random_seed(1)
        tf.random_uniform([2])
    assert graph in seeds._states
    forgotten = weakref.ref(graph)
    del graph
    gc.collect()
    assert forgotten() is None


def test_ledger_has_the_last_word(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps({"random_normal/RandomStandardNormal": [11, 12]}))
    seeds.set_random_seed(1, ledger=path)
    named = tf.random_normal([2]).op.graph.get_operation_by_name(
        "random_normal/RandomStandardNormal"
    )
    assert (named.get_attr("seed"), named.get_attr("seed2")) == (11, 12)
    assert op_seed(tf.random_normal([2])) == 9


def test_ledger_reaches_data_sets():
    seeds.set_random_seed(1, ledger={"ShuffleDataset": [3, 4]})
    shuffled = tf.data.Dataset.range(5).shuffle(5)
    shuffled.make_initializable_iterator()
    operation = tf.get_default_graph().get_operation_by_name("ShuffleDataset")
    assert [tf.get_static_value(tensor) for tensor in operation.inputs[2:4]] == [3, 4]


@pytest.mark.parametrize("ledger", [{"a": [1]}, {"a": 1}, {1: [1, 2]}, {"a": ["1", "2"]}], ids=str)
def test_what_is_no_ledger(ledger):
    with pytest.raises(ValueError, match="seed ledger"):
        seeds.set_random_seed(1, ledger=ledger)


def test_unknown_tensorflow_is_said_once_and_left_alone(monkeypatch):
    from tensorflow.python.framework import random_seed

    monkeypatch.delattr(random_seed, "_graph_to_seed_dict")
    monkeypatch.setattr(seeds, "_warned", False)
    with pytest.warns(UserWarning, match="does not know how TensorFlow"):
        seeds.set_random_seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not seeds.restore_rule()
    assert tf.get_default_graph().seed == 1


def test_release_gives_the_rule_back():
    seeds.set_random_seed(1)
    seeds.release_rule()
    tf.no_op()
    assert op_seed(tf.random_normal([2])) == 0


def test_a_data_set_given_to_an_iterator_of_a_structure_got_no_options():
    seeds.restore_rule()
    data = tf.data.Dataset.range(3)
    iterator = tf.data.Iterator.from_structure(tf.int64, tf.TensorShape([]))
    before = seeds.op_count()
    iterator.make_initializer(data)
    assert seeds.op_count() == before + 1  # under TensorFlow 1.15.5 too
    data.make_initializable_iterator()
    assert seeds.op_count() == before + 7  # the options' three among them
