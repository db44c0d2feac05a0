"""The update rules against the originals' equations, in both forms, and against `tf.train`."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras
import tensorflow as tf
import tensorflow.compat.v1 as tf1

from reference.models import training

pytestmark = pytest.mark.tf

RATE, STEPS = 0.1, 60
START = np.array([3.0, -0.5, 1e-3, 0.0], np.float32)
SCALE = np.array([1.0, 10.0, 1e-4, 1.0], np.float32)  # of the loss sum(scale * w²) / 2


def adam(w):
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, STEPS + 1):
        g = SCALE * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w - RATE * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-8)
    return w


def torch_adam(w):
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, STEPS + 1):
        g = SCALE * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w - RATE * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w


def rmsprop(w):
    v = np.zeros_like(w)
    for _ in range(STEPS):
        g = SCALE * w
        v = 0.9 * v + 0.1 * g * g
        w = w - RATE * g / (np.sqrt(v) + 1e-7)
    return w


def sgd(w):
    for _ in range(STEPS):
        w = w - RATE * SCALE * w
    return w


ORACLES = {"torch_adam": torch_adam, "rmsprop": rmsprop, "sgd": sgd}


def in_keras(optimizer):
    weight = keras.Variable(START, name="w")
    optimizer.build([weight])
    for _ in range(STEPS):
        optimizer.apply([tf.constant(SCALE) * weight], [weight])
    return weight.numpy()


def in_graph(make_step):
    with training.graph():
        weight = tf1.Variable(START, name="w")
        step = make_step(tf1.reduce_sum(SCALE * weight * weight) / 2)
        with tf1.Session() as session:
            session.run(tf1.global_variables_initializer())
            for _ in range(STEPS):
                session.run(step)
            return session.run(weight)


@pytest.mark.parametrize("rule", ORACLES)
def test_a_rule_follows_its_equations_in_both_forms(rule):
    wanted = ORACLES[rule](START.astype(np.float64))
    of_keras = in_keras(training.Optimizer(rule, RATE))
    assert of_keras == pytest.approx(wanted, rel=2e-5, abs=2e-5)
    of_graph = in_graph(lambda loss: training.minimize(loss, rule, RATE))
    assert of_graph == pytest.approx(of_keras, rel=1e-6, abs=1e-7)


def test_adam_is_tensorflow_1s_and_keras_adam_is_not():
    # TensorFlow 1's 1 - 0.999 in float32 is 1.3e-5 off, which the oracle's is not
    original = in_graph(lambda loss: tf1.train.AdamOptimizer(RATE).minimize(loss))
    assert original == pytest.approx(adam(START.astype(np.float64)), rel=2e-4, abs=2e-5)
    apart = np.abs(in_keras(training.Adam(RATE)) - original).max()
    of_keras = np.abs(in_keras(keras.optimizers.Adam(RATE)) - original).max()
    assert apart <= 3e-7
    assert of_keras > 30 * apart


def test_a_weight_that_stands_for_two_moves_twice_as_far():
    def moved(*twice):
        weight = keras.Variable(START, name="w")
        optimizer = training.Optimizer("torch_adam", RATE, twice)
        optimizer.apply([tf.constant(SCALE) * weight], [weight])
        return START - weight.numpy()

    assert moved("w") == pytest.approx(2 * moved("other"), abs=1e-6)
    assert moved("other")[:2] == pytest.approx([0.1, -0.1], rel=1e-4)


def test_a_gradient_of_rows_is_zero_elsewhere():
    table = keras.Variable(np.ones((3, 2), np.float32))
    rows = tf.IndexedSlices(tf.ones((1, 2)), tf.constant([1]), tf.constant([3, 2]))
    training.Optimizer("sgd", RATE).apply([rows], [table])
    assert table.numpy()[:, 0] == pytest.approx([1.0, 0.9, 1.0])


def test_a_trained_model_is_saved_with_its_optimizer(tmp_path):
    from reference.models import apple

    model = apple.build()
    apple.train(model, 3)
    model.save(tmp_path / "apple.keras")
    again = keras.models.load_model(tmp_path / "apple.keras")
    assert (again.optimizer.rule, again.optimizer.twice) == ("torch_adam", ("rnn_cell/bias",))
    assert apple.train(again, 3) == pytest.approx(apple.train(model, 3), rel=1e-5)


def test_an_unknown_rule_is_an_error():
    with pytest.raises(KeyError):
        training.Optimizer("newton")
