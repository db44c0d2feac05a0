"""What `benchmarks/equal_bits.py` counts as different."""

import ast
import sys

import numpy as np
import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import equal_bits


@pytest.mark.parametrize(
    ("new", "share", "far"),
    [
        ([1.0, 2.0, np.nan, 4.0], 0.0, 0.0),
        ([1.0, 2.0, np.nan, 4.0000005], 0.25, 4.76837158203125e-07 / 4),
        ([1.0, 2.0, 3.0, 4.0], 0.25, 0.0),
    ],
)
def test_share_and_distance(new: list[float], share: float, far: float) -> None:
    old = np.array([1, 2, np.nan, 4], np.float32)
    assert equal_bits.compared([old], [np.array(new, np.float32)]) == (share, far)


def test_the_worst_of_several_results() -> None:
    ones = np.ones(2, np.float32)
    assert equal_bits.compared([ones, ones], [ones, ones * 2]) == (1.0, 1.0)


def test_lines_are_expressions_and_said_once() -> None:
    found = equal_bits.lines(equal_bits.FUNCTIONS) + equal_bits.lines(equal_bits.OPTIMIZERS)
    assert len(found) == len(set(found))
    for line in found:
        ast.parse(line, mode="eval")
