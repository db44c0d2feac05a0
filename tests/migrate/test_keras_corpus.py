"""What course documents with Keras 1 and 2 do, from the whole document to the whole document."""

from __future__ import annotations

import textwrap

import pytest

from migrate.api import Options, left_to_do, migrate_text


def migrated(source: str, **options: bool) -> str:
    """The migrated script; a second run must change nothing."""
    text = textwrap.dedent(source)
    once = getattr(migrate_text(text, "script", Options(**options)), "text", text)
    assert getattr(migrate_text(once, "script", Options(**options)), "text", once) == once
    return once


def left(source: str) -> list[str]:
    """The codes of what is left to do by hand."""
    found = left_to_do(migrate_text(textwrap.dedent(source), "script"))
    return [item.finding.code for item in found]


@pytest.mark.parametrize(
    ("statement", "use"),
    [
        ("from keras.wrappers.scikit_learn import KerasClassifier", "KerasClassifier(make)"),
        ("from keras.wrappers import scikit_learn", "scikit_learn.KerasClassifier(make)"),
        ("import tensorflow as tf", "tf.keras.wrappers.scikit_learn.KerasClassifier(make)"),
    ],
)
def test_estimators_of_scikit_learn_come_from_reference_and_stay_eager(statement, use):
    source = f"""\
        {statement}
        from keras.models import Sequential
        def make():
            model = Sequential([])
            model.compile('adam', 'mse')
            return model
        scores = cross_val_score({use}, x, y)
        """
    result = migrated(source)
    assert "from reference.keras.wrappers" in result
    assert "disable_v2_behavior" not in result
    assert left(source) == []
