"""Keras layers in the model functions of estimators, which make graphs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.migrate.building import codes, migrated

ROOT = Path(__file__).resolve().parents[2]
SOURCE = """\
import tensorflow as tf

def model_fn(features, labels, mode):
    {made}
    return tf.estimator.EstimatorSpec(mode, predictions=made)

def create(folder):
    own = tf.estimator.Estimator(model_fn, folder)
    own = tf.contrib.estimator.add_metrics(own, metric)
    return own

own = create('folder')
print(own.evaluate(lambda: x))
"""


@pytest.mark.parametrize(
    "made",
    [
        "made = tf.keras.layers.Dense(3)(features)",
        "made = tf.keras.Sequential([tf.keras.layers.Dense(3)])(features)",
    ],
)
def test_layers_and_sequences_come_from_reference(made):
    outcome = migrated(SOURCE.format(made=made), "script")
    assert made.replace("tf.keras", "tf1_keras") in outcome.text
    assert "tf.disable_v2_behavior()" in outcome.text


def test_a_model_of_inputs_and_outputs_is_left_to_do():
    made = "a = tf.keras.Input((3,)); made = tf.keras.Model(a, a)(features)"
    outcome = migrated(SOURCE.format(made=made), "script")
    assert "KR305" in codes(outcome)


def test_a_keras_model_that_is_trained_beside_stays_eager():
    made = "made = tf.layers.dense(features, 3)"
    fit = "m = tf.keras.Sequential([tf.keras.layers.Dense(1)])\nm.fit(x, y)\n"
    outcome = migrated(SOURCE.format(made=made) + fit, "script")
    assert "disable_v2_behavior" not in outcome.text
    assert "KR305" not in codes(outcome)


@pytest.mark.tf
def test_the_digits_are_those_of_1_15(tmp_path):
    """What TensorFlow 1.15.5 printed of the same document."""
    pytest.importorskip("tensorflow", reason="needs TensorFlow 2")
    source = f"""\
import tensorflow as tf
import numpy as np

def model_fn(features, labels, mode):
    model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation='relu'), tf.keras.layers.Dense(1)])
    out = model(features['x'])
    loss = tf.losses.mean_squared_error(labels, out)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, predictions=out, loss=loss, train_op=step)

config = tf.estimator.RunConfig(model_dir={str(tmp_path / "kept")!r}, tf_random_seed=1)
own = tf.estimator.Estimator(model_fn, config=config)
X, Y = np.ones((8, 3), np.float32), np.ones((8, 1), np.float32)
fn = tf.estimator.inputs.numpy_input_fn({{'x': X}}, Y, batch_size=8, num_epochs=None, shuffle=False)
own.train(fn, steps=2)
found = own.evaluate(fn, steps=1)['loss']
names = own.get_variable_names()
"""
    program = migrated(source, "script").text + "print(repr(float(found)))\nprint(*names)\n"
    path = tmp_path / "document.py"
    path.write_text(program, encoding="utf-8")
    # In a process of its own, for it turns TensorFlow 2's behaviour off.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, env=environment, check=True
    )
    found, names = done.stdout.splitlines()[-2:]
    assert float(found) == pytest.approx(0.0003396625106688589, rel=2e-6)
    layers = ("dense/bias", "dense/kernel", "dense_1/bias", "dense_1/kernel")
    assert names.split() == ["global_step", *(f"sequential/{name}" for name in layers)]
