"""`class_weight=` that is no dictionary weighed nothing under Keras 2.2.4, 2.3.1 and tf.keras 1.15."""

from __future__ import annotations

import pytest

from migrate.api import left_to_do
from tests.migrate.building import migrated

HEAD = "import numpy as np\nfrom keras.models import Sequential\nmodel = Sequential([])\n"


@pytest.mark.parametrize(
    ("before", "given"),
    [
        ("", "[0.5, 2.0]"),
        ("", "'balanced'"),
        ("", "'auto'"),
        ("w = np.array([0.5, 2.0])\nv = w\n", "v"),
        ("from sklearn.utils.class_weight import compute_class_weight\n"
         "w = compute_class_weight('balanced', classes=c, y=y)\n", "w"),
    ],
)  # fmt: skip
def test_it_goes(before, given):
    source = f"{HEAD}{before}model.fit(x, y, class_weight={given}, epochs=2)\n"
    outcome = migrated(source, "script")
    assert outcome.text == f"{HEAD}{before}model.fit(x, y, epochs=2)\n"
    assert left_to_do(outcome) == []


@pytest.mark.parametrize("given", ["{0: 1.0, 1: 2.0}", "None", "dict(enumerate(w))", "weights"])
def test_a_dictionary_or_something_unknown_stays(given):
    source = f"{HEAD}model.fit(x, y, class_weight={given}, epochs=2)\n"
    assert migrated(source, "script").text == source


def test_beside_a_generator_it_is_left_to_do():
    source = (
        f"{HEAD}def batches():\n    while True:\n        yield x, y\n"
        "model.fit_generator(batches(), steps_per_epoch=2, class_weight={0: 1, 1: 2})\n"
    )
    found = left_to_do(migrated(source, "script"))
    assert [item.finding.code for item in found] == ["KR323"]
