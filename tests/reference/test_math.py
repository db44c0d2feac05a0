"""The sigmoid, linspace and the gradients of sigmoid and log are 1.15.5's to the last bit."""

from __future__ import annotations

import json
import sys

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
    assert set(GOLDEN["linspace"]) == set(seeded_kernels.SPACES)


@pytest.mark.parametrize("name", sorted(GOLDEN["sigmoid"]))
def test_names_bits_and_op_seeds_of_1_15(name):
    made = seeded_kernels.bits(tf, seeds.set_random_seed, math.sigmoid, name)
    assert made == GOLDEN["sigmoid"][name]


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
