"""What no golden of an estimator can hold: shuffled input, listeners, one process only."""

import json
from collections import Counter

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import estimator  # noqa: E402
from reference.estimator.inputs.feeding import Rows  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]


def _drawn(input_fn):
    """All rows that an input function gives, batch after batch."""
    batches = []
    with tf.Graph().as_default():
        features = input_fn()
        with tf.train.MonitoredSession() as session:
            while not session.should_stop():
                batches.append(session.run(features))
    return batches


def test_rows_go_round_and_end_where_they_began():
    rows = Rows(length=3, batch_size=4, num_epochs=2, start=1)
    assert [rows.take(), rows.take()] == [[1, 2, 0, 1], [2, 0]]
    with pytest.raises(tf.errors.OutOfRangeError, match="Already emitted 2 epochs"):
        rows.take()


def test_a_shuffled_queue_gives_every_row_once_an_epoch():
    x = np.arange(40)
    batches = _drawn(
        estimator.inputs.numpy_input_fn(
            x, batch_size=7, num_epochs=3, shuffle=True, queue_capacity=16
        )
    )
    drawn = np.concatenate(batches)
    assert Counter(drawn.tolist()) == dict.fromkeys(range(40), 3)
    assert drawn.tolist() != sorted(drawn.tolist())
    assert [len(batch) for batch in batches] == [7] * 17 + [1]


def _model_fn(features, labels, mode):
    weight = tf.get_variable("weight", [], initializer=tf.zeros_initializer())
    loss = tf.reduce_mean(tf.square(features * weight - labels))
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return estimator.EstimatorSpec(mode, features * weight, loss, train_op)


class _Told(tf.train.CheckpointSaverListener):
    def __init__(self):
        self.steps = []

    def after_save(self, session, global_step_value):
        self.steps.append(int(global_step_value))


def _input_fn():
    return tf.constant([1.0, 2.0]), tf.constant([2.0, 4.0])


def test_listeners_hear_of_a_saver_hook_of_the_users(tmp_path):
    told = _Told()
    hook = tf.train.CheckpointSaverHook(str(tmp_path), save_steps=2)
    made = estimator.Estimator(_model_fn, str(tmp_path))
    assert made.train(_input_fn, hooks=[hook], steps=4, saving_listeners=[told]) is made
    assert told.steps == [0, 2, 4]
    assert made.get_variable_value("weight") == pytest.approx(1.875)


def test_listeners_need_something_that_saves(tmp_path):
    config = estimator.RunConfig(model_dir=str(tmp_path), save_checkpoints_secs=None)
    made = estimator.Estimator(_model_fn, config=config)
    with pytest.raises(ValueError, match="There should be a CheckpointSaverHook"):
        made.train(_input_fn, steps=1, saving_listeners=[_Told()])


def test_training_stops_at_a_step_that_is_reached_already(tmp_path):
    made = estimator.Estimator(_model_fn, str(tmp_path)).train(_input_fn, steps=2)
    made.train(_input_fn, max_steps=2)
    assert made.get_variable_value("global_step") == 2


def test_a_cluster_is_refused_with_what_to_do(monkeypatch):
    cluster = {"cluster": {"chief": ["host:1"], "worker": ["host:2"]}}
    monkeypatch.setenv("TF_CONFIG", json.dumps(cluster))
    with pytest.raises(NotImplementedError, match="take `cluster` out of the environment"):
        estimator.RunConfig()


def test_a_strategy_is_refused_with_what_to_do():
    with pytest.raises(NotImplementedError, match="train a Keras model under the strategy"):
        estimator.RunConfig(train_distribute=object())


def test_a_subclass_may_not_replace_a_method(tmp_path):
    class Mine(estimator.Estimator):
        def train(self, input_fn):
            return input_fn

    with pytest.raises(ValueError, match=r"cannot override members .*\['train'\]"):
        Mine(_model_fn, str(tmp_path))
