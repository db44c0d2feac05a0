"""Cost grows as the document does, whatever it is made of."""

import gc
import sys
import time

import pytest

from migrate import api
from migrate.api import Migrated, Unchanged, migrate_text
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from scaling import ODD, typical


def seconds(text):
    begin = time.process_time()
    assert isinstance(migrate_text(text), Migrated | Unchanged)
    return time.process_time() - begin


DOCUMENTS = {**ODD, "typical cells": lambda n: typical(14 * n)}


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_four_times_the_document_costs_far_from_sixteen_times(kind):
    migrate_text(typical(5))  # the tables are read once
    small, large = DOCUMENTS[kind](150), DOCUMENTS[kind](600)
    ratios = []
    for _ in range(3):
        ratios.append(seconds(large) / max(seconds(small), 0.02))
        if ratios[-1] < 8:
            return
    pytest.fail(f"4 times the document costs {min(ratios):.1f} times as much")


def test_a_report_shows_a_part_of_a_very_long_line():
    outcome = migrate_text(
        "import tensorflow as tf\nx = [" + "tf.mul(1, 2), " * 10_000 + "]", "script"
    )
    assert len(outcome.findings) > 2_000
    assert max(len(item.source) for item in outcome.findings) <= 400
    assert all("tf.mul" in item.source for item in outcome.findings[1:])


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_of_cycles_is_left_as_it_was(was_on, monkeypatch):
    during = []
    monkeypatch.setattr(
        api.compat, "classify", lambda context: during.append(gc.isenabled()) or 1 / 0
    )
    try:
        gc.enable() if was_on else gc.disable()
        with pytest.raises(ZeroDivisionError):
            migrate_text(typical(1))
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
    assert during == [False]


def test_many_documents_leave_no_garbage_behind():
    migrate_text(typical(50))
    gc.collect()
    migrate_text(typical(50))
    assert gc.collect() < 100
