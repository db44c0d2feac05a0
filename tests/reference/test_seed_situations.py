"""When and where a seed is set, and who takes one: as recorded under TensorFlow 1.15.5."""

import json

import numpy as np
import pytest

from tests.conformance import judging

import seed_situations  # isort: skip - on the path by `judging`

RECORDED = json.loads(
    (judging.ROOT / "fixtures" / "golden" / "seed_situations.json").read_text(encoding="utf-8")
)


def test_every_situation_is_recorded():
    assert set(RECORDED) == set(seed_situations.SITUATIONS)


@pytest.mark.tf
@pytest.mark.parametrize("name", sorted(seed_situations.SITUATIONS))
def test_seeds_and_numbers_of_1_15(name):
    api = judging.cases.Api(genuine=False)
    with judging.graph_behaviour():
        found = seed_situations.measure(seed_situations.SITUATIONS[name], api)
    for seeds, recorded in zip(found["seeds"], RECORDED[name]["seeds"], strict=True):
        assert {key: seeds.get(key) for key in recorded} == recorded
    for numbers, recorded in zip(found["numbers"], RECORDED[name]["numbers"], strict=True):
        np.testing.assert_allclose(numbers, recorded, rtol=1e-6, atol=1e-6)
