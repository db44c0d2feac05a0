"""Every case against its golden; no case without a golden, no golden without a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import judging

CASES = judging.cases.all_cases()
FAMILIES = {made.family for made in CASES.values()}


def test_every_case_has_a_golden():
    missing = [key for key, made in CASES.items() if not Path(made.path).exists()]
    assert not missing, "record them: fixtures/record/README.md"


def test_every_golden_has_a_case():
    folder = Path(judging.cases.GOLDEN)
    found = {f"{path.parent.name}/{path.stem}" for path in folder.glob("*/*.json")}
    strays = sorted(key for key in found - set(CASES) if key.split("/")[0] in FAMILIES)
    assert not strays, "goldens that no case asks for"


@pytest.mark.tf
@pytest.mark.parametrize("key", list(CASES))
def test_golden(key):
    made = CASES[key]
    verdict = judging.judge(key)
    assert not verdict.unequal
    assert verdict.worst <= made.tolerance, f"{verdict.where}: {verdict.worst:.2e}"


@pytest.mark.tf
def test_a_case_without_a_golden_fails_and_writes_none(monkeypatch, tmp_path):
    monkeypatch.setattr(judging.cases, "GOLDEN", str(tmp_path))
    with pytest.raises(FileNotFoundError):
        judging.judge("core_cells/basic_rnn")
    assert not list(tmp_path.iterdir())
