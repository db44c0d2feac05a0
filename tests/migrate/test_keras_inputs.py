"""A Sequential model that starts with an Embedding is built at once, as in Keras 2."""

from __future__ import annotations

import textwrap

import pytest

from tests.migrate.building import codes
from tests.migrate.building import migrated as outcome_of

HEAD = """\
import keras
from keras.models import Sequential
from keras.layers import Dense, Embedding, Flatten, LSTM
"""


def migrated(source: str) -> str:
    return outcome_of(HEAD + textwrap.dedent(source), "script").text.removeprefix(HEAD)


def test_the_length_of_an_embedding_is_the_input():
    source = "m = Sequential()\nm.add(Embedding(9, 4, input_length=n, trainable=False))\n"
    assert migrated(source) == (
        "m = Sequential()\nm.add(keras.Input(shape=(n,)))\nm.add(Embedding(9, 4, trainable=False))\n"
    )


def test_any_length_in_a_list_where_something_is_asked_of_the_model():
    source = "m = Sequential([Embedding(9, 4), LSTM(3)])\n{}\n"
    found = "m = Sequential([keras.Input(shape=(None,)), Embedding(9, 4), LSTM(3)])\n{}\n"
    for asked in ("m.summary()", "print(m.layers[1].output)", "m.load_weights('a.weights.h5')"):
        assert migrated(source.format(asked)) == found.format(asked)
    for not_asked in ("m.fit(x, y)", "m.build((None, 5))\nm.summary()"):
        assert migrated(source.format(not_asked)) == source.format(not_asked)


def test_a_model_that_is_an_attribute():
    source = """\
        class Net:
            def __init__(self):
                self.model = Sequential()
                self.model.add(Embedding(9, 4))
                self.model.add(Embedding(9, 4))
                self.model.summary()
        """
    assert migrated(source).count("self.model.add(keras.Input(shape=(None,)))") == 1


def test_a_second_embedding_gets_no_input():
    source = "m = Sequential()\nm.add(keras.Input((5,)))\nm.add(Embedding(9, 4))\nm.summary()\n"
    assert migrated(source) == source


def test_a_shape_that_a_loop_computes_stays_in_it():
    source = "m = Sequential()\nfor n in (4, 3):\n    m.add(Dense(n, {}))\n"
    assert migrated(source.format("input_shape=(n,)")) == source.format("input_shape=(n,)")
    batch = outcome_of(HEAD + source.format("batch_input_shape=(1, n)"), "script")
    assert "KR301" in codes(batch)
    assert batch.text == HEAD + source.format("batch_input_shape=(1, n)")


@pytest.mark.tf
def test_it_has_its_weights_before_it_is_called():
    pytest.importorskip("tensorflow", reason="needs TensorFlow 2")
    source = "m = Sequential()\nm.add(Embedding(10, 4{}))\nm.add({})\nm.add(Dense(1))\nn = m.count_params()\n"
    scope: dict[str, object] = {}
    for length, second, counted in ((", input_length=5", "Flatten()", 61), ("", "LSTM(3)", 140)):
        text = HEAD + migrated(source.format(length, second))
        exec(compile(text, "embedding", "exec"), scope)
        assert scope["n"] == counted  # as Keras 2.3.1 counts


def test_the_size_of_the_batches_is_the_inputs():
    source = "m = Sequential()\nm.add(Dense(4, input_shape=(6,), batch_size=3))\n"
    found = "m = Sequential()\nm.add(keras.Input(shape=(6,), batch_size=3))\nm.add(Dense(4))\n"
    assert migrated(source) == found


def test_a_batchs_shape_of_a_layer_that_is_called():
    source = "y = LSTM(2, batch_input_shape=(None, 3, 4))(x)\n"
    assert migrated(source) == "y = LSTM(2)(x)\n"
    source = "first = LSTM(2, batch_input_shape=(1, 3, 4))\n"
    kept = outcome_of(HEAD + source, "script")
    assert (kept.text, codes(kept)) == (HEAD + source, ["KR309", "KR301"])


def test_dropout_of_an_embedding_which_keras_2_ignored_goes():
    source = "m = Sequential()\nm.add(Embedding(9, 4, input_length=5, dropout=0.2))\n"
    found = "m = Sequential()\nm.add(keras.Input(shape=(5,)))\nm.add(Embedding(9, 4))\n"
    assert migrated(source) == found


def test_the_mode_of_a_normalization():
    source = (
        "from keras.layers import BatchNormalization\nb = BatchNormalization(axis=1, mode={})\n"
    )
    assert migrated(source.format(0)) == source.replace(", mode={}", "")
    assert outcome_of(HEAD + source.format(2), "script").text == HEAD + source.format(2)
