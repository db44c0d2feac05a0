"""`reference.sklearn.datasets.load_boston` against scikit-learn 1.0.2's (`boston_prices.json`)."""

import importlib
import json
import sys
from pathlib import Path

import pytest

from migrate.api import left_to_do, migrate_text
from reference.sklearn import datasets

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "record"))
recorder = importlib.import_module("boston_prices")
sys.path.pop(0)


def test_numbers_names_and_types_are_those_of_scikit_learn():
    golden = json.loads((FIXTURES / "golden" / "boston_prices.json").read_text(encoding="utf-8"))
    assert recorder.answer(datasets) == golden


def test_a_document_may_change_what_it_loaded():
    datasets.load_boston().data[0, 0] = 99.0
    prices = datasets.load_boston()
    assert prices.data[0, 0] == 0.00632
    prices.data /= 2
    assert prices.target[0] == 24.0


def test_keys_are_attributes():
    prices = datasets.load_boston()
    assert set(prices) == {"data", "target", "feature_names", "DESCR"}
    assert "PTRATIO" in prices.DESCR
    prices.note = "mine"
    assert prices["note"] == "mine"
    with pytest.raises(AttributeError, match="filename"):
        _ = prices.filename


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn.datasets import load_boston\nprint(load_boston().target[0])",
        "from sklearn import datasets\nprint(datasets.load_boston().target[0])",
        "import sklearn.datasets as d\nprint(d.load_boston()['target'][0])",
    ],
)
def test_documents_load_it_from_here(source, capsys):
    outcome = migrate_text(source, "script")
    assert left_to_do(outcome) == []
    exec(compile(outcome.text, "document", "exec"), {})
    assert capsys.readouterr().out == "24.0\n"
