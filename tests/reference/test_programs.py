"""Migrated programs print what TensorFlow 1.15.5, or an older one, printed."""

import os
import re
import subprocess
import sys

import pytest

from migrate.api import left_to_do, migrate_text
from tests.conftest import ROOT

NUMBER = re.compile(r"-?\d+\.\d*(?:e-?\d+)?")


@pytest.mark.tf
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("keras_sequences", marks=pytest.mark.slow),
        "keras_network",
        "keras_model",
        "keras_classes",
        "eager_summaries",
        "eager_checkpoints",
        "ptb_reader",
        "seq2seq_decoder_functions",
    ],
)
def test_a_program_prints_the_same_digits(name, tmp_path):
    source = (ROOT / "fixtures" / "record" / f"{name}.py").read_text(encoding="utf-8")
    outcome = migrate_text(source, "script")
    assert not left_to_do(outcome)
    path = tmp_path / "program.py"
    path.write_text(outcome.text, encoding="utf-8")
    settings = {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, env={**os.environ, **settings}
    )
    assert done.returncode == 0, done.stderr
    wanted = (ROOT / "fixtures" / "golden" / "programs" / f"{name}.txt").read_text("utf-8")
    texts = [re.sub(r"\s", "", NUMBER.sub("#", text)) for text in (done.stdout, wanted)]
    assert texts[0] == texts[1]
    found, expected = (list(map(float, NUMBER.findall(t))) for t in (done.stdout, wanted))
    assert found == pytest.approx(expected, rel=2e-5, abs=1e-6)
