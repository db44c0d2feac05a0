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


def network():
    layers = [tf.keras.layers.Dense(2), tf.keras.layers.Dropout(0.5), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input((3,)), *layers])
    weights = [np.eye(3, 2), np.ones(2), np.ones((2, 1)), np.zeros(1)]
    model.set_weights(weights)
    return model


def test_a_function_of_layers_computes_what_they_do():
    from reference.keras import backend

    model, x = network(), np.arange(6.0).reshape(2, 3)
    hidden = backend.function([model.layers[0].input], [model.layers[0].output])
    np.testing.assert_array_equal(hidden([x])[0], x[:, :2] + 1)
    last = backend.function(model.inputs, model.outputs[0])
    np.testing.assert_array_equal(last([x]), (x[:, :2] + 1).sum(axis=1, keepdims=True))


def test_the_learning_phase_is_what_the_function_is_given():
    from reference.keras import backend

    model, x = network(), np.ones((400, 3))
    dropped = backend.function(
        [model.layers[0].input, backend.learning_phase()], [model.layers[1].output]
    )
    assert set(np.unique(dropped([x, 0])[0])) == {2.0}
    assert set(np.unique(dropped([x, 1])[0])) == {0.0, 4.0}
    with pytest.raises(TypeError, match="training="):
        bool(backend.learning_phase())
    with pytest.raises(ValueError, match="session"):
        backend.function([model.layers[0].input], [model.layers[0].output], updates=[1])


def test_a_function_of_a_graph_runs_in_the_session():
    from reference.keras import backend

    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.float32, [None])
        total = backend.function([x], [tf.reduce_sum(x), x * 2])
        found = total([[1.0, 2.0]])
    assert found[0] == 3.0
    assert found[1].tolist() == [2.0, 4.0]
