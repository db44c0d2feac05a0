"""`reference.keras.wrappers.scikit_learn` against TensorFlow 1.15.5 (`keras_wrappers.json`)."""

import importlib
import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is an extra: test")
pytest.importorskip("tensorflow", reason="needs TensorFlow 2")

import tensorflow as tf
from sklearn import model_selection

from reference.keras.wrappers import scikit_learn

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "record"))
recorder = importlib.import_module("keras_wrappers")
sys.path.pop(0)

pytestmark = pytest.mark.tf


def near(value):
    """What a recorded value is compared with: numbers within 1e-6, all else as it is."""
    if isinstance(value, dict):
        return {key: near(part) for key, part in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [near(part) for part in value]
    if isinstance(value, float) or (isinstance(value, list) and isinstance(value[0], float)):
        return pytest.approx(value, rel=1e-6, abs=1e-6)
    return value


@pytest.fixture(scope="module")
def answers():
    assert tf.executing_eagerly(), "a test before this one turned eager mode off"
    return recorder.answers(scikit_learn, tf.keras, model_selection)


GOLDEN = json.loads((FIXTURES / "golden" / "keras_wrappers.json").read_text(encoding="utf-8"))


def test_every_question_was_recorded(answers):
    assert set(answers) == set(GOLDEN)


@pytest.mark.parametrize("question", sorted(GOLDEN))
def test_answers_are_those_of_1_15(answers, question):
    assert answers[question] == near(GOLDEN[question])


@pytest.mark.parametrize("kind", [None, "classifier", "regressor"])
def test_scikit_learn_is_told_what_a_document_says_of_an_estimator(kind):
    estimator = scikit_learn.KerasClassifier(lambda: None)
    if kind is not None:
        estimator._estimator_type = kind
    tags = importlib.import_module("sklearn.utils")
    if not hasattr(tags, "get_tags"):
        pytest.skip("scikit-learn before 1.6 has no tags")
    found = tags.get_tags(estimator)
    assert found.estimator_type == kind
    assert (found.classifier_tags is not None) is (kind == "classifier")
