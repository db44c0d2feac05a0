"""Imports from inside of TensorFlow come from where their objects are today."""

import pytest

from migrate.api import left_to_do, migrate_text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from tensorflow.python.estimator.canned import dnn", "from reference import estimator as dnn"),
        ("from tensorflow.python.ops.rnn import rnn_cell_impl", "from reference.nn import rnn_cell as rnn_cell_impl"),
        ("from tensorflow.python.keras.optimizer_v2 import adam", "from tensorflow.keras import optimizers as adam"),
        ("from tensorflow.python.keras.models import Input", "from tensorflow.keras import Input"),
        ("from tensorflow.python.keras._impl.keras.datasets import mnist", "from tensorflow.keras.datasets import mnist"),
        ("from tensorflow_core.python.keras.api._v2.keras import layers", "from tensorflow.keras import layers"),
        ("from tensorflow_core.python.keras.layers import LSTM", "from tensorflow.keras.layers import LSTM"),
        ("from tensorflow_estimator.python.estimator.canned import dnn", "from reference import estimator as dnn"),
        ("from tensorflow_estimator import estimator", "from reference import estimator"),
        ("from tensorflow.contrib.framework.python.ops import audio_ops",
         "from reference.contrib.framework.python.ops import audio_ops"),
    ],
)  # fmt: skip
def test_it_comes_from_today(before, after):
    outcome = migrate_text(before + "\n", "script")
    assert outcome.text == after + "\n"
    assert left_to_do(outcome) == []


def test_a_name_of_an_internal_module_that_was_public_elsewhere():
    source = "from tensorflow.python.feature_column import feature_column as fc\nx = fc.numeric_column('a')\n"
    outcome = migrate_text(source, "script")
    assert "x = tf.feature_column.numeric_column('a')" in outcome.text
    assert left_to_do(outcome) == []


def test_what_is_gone_is_still_named():
    source = "from tensorflow_estimator.python.estimator.canned import head\n"
    assert [item.finding.code for item in left_to_do(migrate_text(source, "script"))] == ["TF106"]
