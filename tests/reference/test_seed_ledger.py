"""A ledger end to end: recorded under TensorFlow 1.15.5, honoured by the migrated program."""

import json
import os
import subprocess
import sys

import pytest

from migrate.api import migrate_text
from tests.conftest import ROOT

PROGRAM = ROOT / "fixtures" / "record" / "ledger_program.py"
GOLDEN = ROOT / "fixtures" / "golden" / "ledger"
SEEDED = "seeds.set_random_seed(7)"


def printed(text, folder):
    """What a migrated program prints."""
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    settings = {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    done = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, env={**os.environ, **settings}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.tf
def test_a_recorded_ledger_gives_the_numbers_of_tensorflow_1(tmp_path):
    text = migrate_text(PROGRAM.read_text(encoding="utf-8"), "script").text
    assert text.count(SEEDED) == 1
    ledger = GOLDEN / "program.seeds.json"
    with_ledger = text.replace(SEEDED, f"seeds.set_random_seed(7, ledger={str(ledger)!r})")
    wanted = (GOLDEN / "program.txt").read_text(encoding="utf-8")
    assert printed(with_ledger, tmp_path) == wanted
    assert printed(text, tmp_path) != wanted, "counting became exact: show the ledger otherwise"


def test_the_ledger_holds_every_random_op_of_the_program():
    named = json.loads((GOLDEN / "program.seeds.json").read_text(encoding="utf-8"))
    assert {name.partition("/")[0] for name in named} >= {
        "random_normal",
        "random_uniform",
        "dropout",
        "w",
        "ShuffleDataset",
    }
