"""The five documents: migrated, clean, a second run a no-op, and run to their last cell."""

import importlib.util
import re
import shutil

import pytest

from migrate.api import Migrated, Options, Unchanged, left_to_do, migrate_path, migrate_text
from tests.conftest import ROOT

NOTEBOOKS = ROOT / "fixtures" / "notebooks"
DATA = ROOT / "fixtures" / "data"
DOCUMENTS = [
    "a_rnn_course.ipynb",
    "b1_hihello.ipynb",
    "b2_web_navigation.ipynb",
    "c_rnn_notes.ipynb",
    "d_gohome.ipynb",
    "e_keras_hihello.md",
]
# What the documents themselves let fail: C7 and C8 misspell an argument and use an undefined
# name; one fence of E is a signature in prose.
RAISES = {"c_rnn_notes.ipynb": {"NameError"}, "e_keras_hihello.md": {"SyntaxError"}}
# Genuine TensorFlow 1.15 takes hours for the whole schedule of B2 (52,739 classes).
SHORTER = {"b2_web_navigation.ipynb": ("total_step = 1000", "total_step = 11")}
HIHELLO_LOSSES = [
    9.841545, 0.0010517602, 0.0005449307, 0.00036002332, 0.00026131285, 0.00019955996,
    0.00015819301, 0.00012874755, 0.00010681257, 9.036139e-05,
]  # fmt: skip


def migration(name):
    outcome = migrate_path(NOTEBOOKS / name, Options(unsafe_fixes=name.startswith("d_")))
    assert isinstance(outcome, Migrated | Unchanged)
    return outcome


@pytest.fixture
def folder(tmp_path):
    """A working folder with the data where the documents look for it."""
    shutil.copytree(DATA, tmp_path / "data")
    shutil.copytree(DATA, tmp_path / "mnist" / "data")
    return tmp_path


def run(name, folder, monkeypatch):
    from migrate.verify.run import run_text

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    outcome = migration(name)
    old, new = SHORTER.get(name, ("", ""))
    assert old in outcome.text
    text = outcome.text.replace(old, new) if old else outcome.text
    return run_text(text, outcome.document.kind, folder, timeout=1500)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_is_left_to_do(name):
    assert not left_to_do(migration(name))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_second_run_changes_nothing_and_check_is_clean(name):
    outcome = migration(name)
    again = migrate_text(outcome.text, outcome.document.kind, Options(unsafe_fixes=True))
    changed = [item for item in again.findings if item.applied]
    if name.startswith("c_"):
        changed = [item for item in changed if item.finding.code != "RUN512"]
    assert not changed
    assert not [item for item in again.findings if item.finding.legacy]


@pytest.mark.tf
def test_b1_prints_the_losses_of_tensorflow_1(folder, monkeypatch):
    result = run("b1_hihello.ipynb", folder, monkeypatch)
    assert not result.errors
    printed = "".join(result.printed(number) for number in result.numbers)
    rows = re.findall(r"^(\d+) (\S+) (\w+)$", printed, re.MULTILINE)
    assert [int(step) for step, _, _ in rows] == list(range(0, 1000, 100))
    losses = [float(loss) for _, loss, _ in rows]
    assert losses == pytest.approx(HIHELLO_LOSSES, rel=1e-6)
    assert rows[-1][2] == "ihello"


@pytest.mark.slow
@pytest.mark.tf
@pytest.mark.parametrize("name", [name for name in DOCUMENTS if not name.startswith("b1")])
def test_every_cell_runs(name, folder, monkeypatch):
    if name.startswith("c_") and importlib.util.find_spec("torch") is None:
        pytest.skip("document C uses PyTorch: pip install torch")
    result = run(name, folder, monkeypatch)
    raised = {error.name for error in result.errors}
    assert raised == RAISES.get(name, set()), result.errors


def test_what_a_document_lets_fail_is_named():
    outcome = migrate_path(NOTEBOOKS / "c_rnn_notes.ipynb")
    messages = " ".join(item.finding.message for item in outcome.findings)
    assert "batch_fisrt; batch_first is likely meant" in messages
    post = migrate_path(NOTEBOOKS / "e_keras_hihello.md")
    assert "NB101" in [item.finding.code for item in post.findings]
