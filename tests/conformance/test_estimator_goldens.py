"""Estimators: trained, evaluated, asked, restored and refused as TensorFlow 1.15.5 did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conformance import judging

estimator_cases = pytest.importorskip("estimator_cases")
import closeness  # noqa: E402
import estimator_situations  # noqa: E402
import golden_file  # noqa: E402

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.tf

FOLDER = Path(judging.cases.GOLDEN) / "estimators"
TOLERANCE = judging.cases.TOLERANCE
GOLDENS = sorted(path.stem for path in FOLDER.glob("*.json"))
SITUATIONS = golden_file.load(FOLDER / "situations.json")


@pytest.fixture
def api():
    with judging.graph_behaviour():
        yield judging.cases.Api(genuine=False)


def _recorded(value: Any) -> Any:
    return golden_file.decode(golden_file.encode(value))


def _check(found: Any, golden: Any) -> None:
    worst, unequal = closeness.apart(_recorded(found), golden)
    assert not unequal
    assert worst <= TOLERANCE


def test_every_case_has_its_golden_and_every_golden_its_case():
    assert sorted([*estimator_cases.CASES, "situations"]) == GOLDENS
    assert set(SITUATIONS["situations"]) == set(estimator_situations.SITUATIONS)
    assert set(SITUATIONS["refused"]) == set(estimator_situations.REFUSED)


@pytest.mark.parametrize("name", estimator_cases.CASES)
def test_training_evaluation_and_predictions_are_those_of_1_15(name, api, tmp_path):
    golden = golden_file.load(FOLDER / f"{name}.json")
    _check(estimator_cases.run(name, api, str(tmp_path)), golden)


@pytest.mark.parametrize("name", estimator_cases.CASES)
def test_a_checkpoint_of_1_15_is_evaluated_as_it_was_there(name, api, tmp_path):
    golden = golden_file.load(FOLDER / f"{name}.json")
    made, features, labels = estimator_cases.CASES[name](
        api, estimator_cases.settings(api, str(tmp_path))
    )
    once = estimator_cases.batches(api, features, labels, 1)
    path = str(FOLDER / name / golden["checkpoint"])
    found = made.evaluate(once, checkpoint_path=path)
    assert list(found) == [*sorted(set(found) - {"global_step"}), "global_step"]
    _check(found, golden["evaluated"])


@pytest.mark.parametrize("name", estimator_situations.SITUATIONS)
def test_situations_are_those_of_1_15(name, api, tmp_path):
    found = estimator_situations.SITUATIONS[name](api, str(tmp_path))
    _check(found, SITUATIONS["situations"][name])


@pytest.mark.parametrize("name", estimator_situations.REFUSED)
def test_refusals_are_those_of_1_15(name, api):
    assert estimator_situations.refusal(name, api) == SITUATIONS["refused"][name]
