"""What `reference.math` and `reference.seeds` have of 1.15.5's kernels is so to the last bit."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference import math, seeds
from tests.conftest import ROOT

RECORD = ROOT / "fixtures" / "record"
if str(RECORD) not in sys.path:
    sys.path.insert(0, str(RECORD))

import seeded_kernels  # noqa: E402

pytestmark = pytest.mark.tf

# Recorded under TensorFlow 1.15.5 by fixtures/record/seeded_kernels.py.
GOLDEN = json.loads((ROOT / "fixtures" / "golden" / "seeded_kernels.json").read_text())


@pytest.fixture(autouse=True)
def _graphs():
    with tf.Graph().as_default():
        yield
    seeds.release_rule()


def test_every_shape_is_recorded():
    assert set(GOLDEN["sigmoid"]) == set(seeded_kernels.SHAPES)
    assert set(GOLDEN["softmax"]) == set(seeded_kernels.ROWS)
    assert set(GOLDEN["linspace"]) == set(seeded_kernels.SPACES)


@pytest.mark.parametrize("name", sorted(GOLDEN["sigmoid"]))
def test_names_bits_and_op_seeds_of_1_15(name):
    made = seeded_kernels.bits(tf, seeds.set_random_seed, math.sigmoid, name)
    assert made == GOLDEN["sigmoid"][name]


@pytest.mark.parametrize("name", sorted(GOLDEN["softmax"]))
def test_softmax_and_what_goes_back_through_cross_entropies(name):
    made = seeded_kernels.classified(tf, seeds.set_random_seed, math.softmax, name)
    assert made == GOLDEN["softmax"][name]


def test_todays_softmax_and_cross_entropies_have_other_bits():
    made = seeded_kernels.classified(tf, tf.set_random_seed, tf.nn.softmax, "ten classes")
    golden = GOLDEN["softmax"]["ten classes"]
    differs = [one != other for one, other in zip(made, golden, strict=True)]
    assert all(differs[each] for each in (2, 4, 6))


def test_softmax_of_another_axis_or_type_is_todays():
    x = tf.placeholder(tf.float32, [3, 4])
    assert math.softmax(x, axis=0).op.type != "SelectV2"
    assert math.softmax(x, axis=1).op.type == math.softmax(x, dim=-1).op.type == "SelectV2"
    assert math.softmax(tf.placeholder(tf.float64, [3, 4])).op.type == "Softmax"
    assert math.softmax(tf.placeholder(tf.float32, [3, None])).op.type == "Softmax"
    assert math.softmax(tf.placeholder(tf.float32, [3, 128])).op.type == "SelectV2"
    assert math.softmax(tf.placeholder(tf.float32, [3, 129])).op.type == "Softmax"
    with pytest.raises(ValueError, match="axis"):
        math.softmax(x, axis=1, dim=1)


@pytest.mark.parametrize(("classes", "anew"), [(128, True), (129, False)])
def test_cross_entropies_of_many_classes_keep_todays_gradient(classes, anew):
    seeds.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, classes])
    labels = tf.placeholder(tf.int32, [None])
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=x)
    tf.gradients(loss, x)
    kinds = {operation.type for operation in tf.get_default_graph().get_operations()}
    assert ("Floor" in kinds) is anew


def test_cross_entropy_has_a_second_derivative_as_it_had():
    seeds.set_random_seed(1)
    x = tf.placeholder(tf.float32, [2, 3])
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[1.0, 0.0, 0.0]] * 2, logits=x)
    (first,) = tf.gradients(loss, x)
    (second,) = tf.gradients(first[:, 0], x)
    with tf.Session() as session:
        made = session.run(second, {x: [[0.0, 0.0, 0.0]] * 2})
    assert made == pytest.approx(np.array([[2.0, -1.0, -1.0]] * 2) / 9, rel=1e-6)


@pytest.mark.parametrize("name", sorted(GOLDEN["linspace"]))
def test_linspace_is_the_op_of_1_15(name):
    made = seeded_kernels.spaced(tf, seeds.set_random_seed, math.linspace, name)
    assert made == GOLDEN["linspace"][name]


def test_todays_own_have_other_bits():
    made = seeded_kernels.bits(tf, tf.set_random_seed, tf.sigmoid, "full registers")
    differs = [
        one != other for one, other in zip(made, GOLDEN["sigmoid"]["full registers"], strict=True)
    ]
    assert differs[3:7] == [True] * 4


def test_a_graph_without_a_seed_keeps_todays_gradient():
    seeds.set_random_seed(1)
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32)
        assert {each.op.type for each in tf.gradients(tf.log(x), x)} == {"Mul"}


@pytest.mark.parametrize("dtype", [tf.float64, tf.float16, tf.complex64])
def test_other_types_have_the_op_itself(dtype):
    assert math.sigmoid(tf.placeholder(dtype), name="s").op.type == "Sigmoid"
