"""What models of Keras lost (`reference.keras.models`), on Keras' own models."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow", reason="needs TensorFlow 2")

pytestmark = pytest.mark.tf


def test_names_are_those_of_what_evaluate_returns():
    from reference.keras.models import metrics_names

    x, y = np.ones((4, 3)), np.arange(4.0).reshape(4, 1)
    model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae", "accuracy"])
    assert metrics_names(model) == ["loss", "mae", "accuracy"]
    values = model.evaluate(x, y, verbose=0)
    named = dict(zip(metrics_names(model), values, strict=True))
    assert named == model.evaluate(x, y, verbose=0, return_dict=True)


def test_names_of_several_outputs():
    from reference.keras.models import metrics_names

    x, y = np.ones((4, 3)), np.arange(4.0).reshape(4, 1)
    inputs = tf.keras.Input((3,))
    outputs = [tf.keras.layers.Dense(1, name=name)(inputs) for name in "ab"]
    model = tf.keras.Model(inputs, outputs)
    model.compile("sgd", {"a": "mse", "b": "mae"}, metrics={"a": ["mae"], "b": ["mse"]})
    values = model.evaluate(x, [y, y], verbose=0)
    named = dict(zip(metrics_names(model), values, strict=True))
    assert named == model.evaluate(x, [y, y], verbose=0, return_dict=True)


def test_states_are_zero_again():
    from reference.keras.models import reset_states

    layers = [tf.keras.layers.LSTM(2, stateful=True), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input(batch_shape=(1, 2, 3)), *layers])
    x = np.ones((1, 2, 3))
    first, second = np.asarray(model(x)), np.asarray(model(x))
    assert not np.array_equal(first, second)
    reset_states(model)
    np.testing.assert_array_equal(np.asarray(model(x)), first)
