"""Dropout under a seed is that of TensorFlow 1.15.5 to the last bit."""

from __future__ import annotations

import json
import sys

import pytest
import tensorflow.compat.v1 as tf

from reference import nn, seeds
from tests.conftest import ROOT

RECORD = ROOT / "fixtures" / "record"
if str(RECORD) not in sys.path:
    sys.path.insert(0, str(RECORD))

import seeded_dropout  # noqa: E402

pytestmark = pytest.mark.tf

# Recorded under TensorFlow 1.15.5 by fixtures/record/seeded_dropout.py.
GOLDEN = json.loads((ROOT / "fixtures" / "golden" / "seeded_dropout.json").read_text())


@pytest.fixture(autouse=True)
def _graphs():
    with tf.Graph().as_default():
        yield
    seeds.release_rule()


def test_every_call_is_recorded():
    assert set(GOLDEN) == set(seeded_dropout.CALLS)


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_bits_of_1_15(name):
    made = seeded_dropout.bits(tf, seeds.set_random_seed, nn.dropout, name)
    assert made == GOLDEN[name]


@pytest.mark.parametrize(
    ("name", "alike"),
    [("keep_prob, fed", False), ("keep_prob 0.4", False), ("keep_prob 0.7", True)],
)
def test_todays_own_has_the_magnitudes_where_the_rule_leaves_it(name, alike):
    made = seeded_dropout.bits(tf, seeds.set_random_seed, tf.nn.dropout, name)
    assert (magnitudes(made) == magnitudes(GOLDEN[name])) is alike


def magnitudes(runs: list[list[list[int]]]) -> list[list[int]]:
    """The bits less the sign, since 1.15 drops a negative number to -0."""
    return [[bits & 0x7FFFFFFF for array in run for bits in array] for run in runs]
