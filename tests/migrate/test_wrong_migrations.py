"""Deliberately wrong migrations, judged by recordings of genuine TensorFlow 1.15.5: caught, named.

The right migration of the same notebook is close; so the verdict on the mistake is due to the mistake.
"""

import importlib.util
import sys

import pytest

from migrate.api import migrate_path, migrate_text
from migrate.verify import report
from migrate.verify.baseline import recording_path
from migrate.verify.compare import Verdict
from migrate.verify.notebook import verify_outcome
from migrate.verify.settings import Settings
from tests.conftest import ROOT

WRONG = ROOT / "fixtures" / "wrong"
_spec = importlib.util.spec_from_file_location("wrong_kinds", WRONG / "kinds.py")
kinds = importlib.util.module_from_spec(_spec)
sys.modules["wrong_kinds"] = kinds
_spec.loader.exec_module(kinds)
# One that is named by a tensor and one by a seed in every run; the others take as long each.
FAST = ("swapped_cross_entropy", "another_seed")
PARAMETERS = [
    pytest.param(kind, id=kind.name, marks=[] if kind.name in FAST else [pytest.mark.slow])
    for kind in kinds.KINDS
]


def verified(kind, monkeypatch, mistake):
    """The verdict on the migrated notebook, with or without the mistake."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = WRONG / f"{kind.name}.ipynb"
    outcome = migrate_path(path)
    if mistake:
        assert outcome.text.count(kind.right) == 1
        outcome = migrate_text(outcome.text.replace(kind.right, kind.wrong))
        assert kind.wrong in outcome.text
    settings = Settings(require=Verdict.CLOSE, baseline=recording_path(path), write=False)
    return verify_outcome(path, outcome, settings)


@pytest.mark.tf
@pytest.mark.parametrize("kind", PARAMETERS)
def test_the_right_migration_is_close_and_the_wrong_one_is_caught_and_named(kind, monkeypatch):
    right = verified(kind, monkeypatch, mistake=False)
    assert right.exit_code == 0, report.text([right])
    assert right.judged
    assert right.diverging == ""
    wrong = verified(kind, monkeypatch, mistake=True)
    assert wrong.exit_code == 1, report.text([wrong])
    assert wrong.cells[-1].verdict is Verdict.DIFFERENT
    assert kind.named in wrong.diverging
    assert wrong.diverging in report.text([wrong])


def test_the_notebooks_are_those_of_the_table():
    for kind in kinds.KINDS:
        assert (WRONG / f"{kind.name}.ipynb").read_text("utf-8") == kinds.notebook(kind)
    assert {path.stem for path in WRONG.glob("*.ipynb")} == {kind.name for kind in kinds.KINDS}


def test_recordings_are_genuine_and_small():
    for kind in kinds.KINDS:
        text = recording_path(WRONG / f"{kind.name}.ipynb").read_text("utf-8")
        assert "tensorflow 1.15.5" in text
        assert len(text) < 8000
