"""Names, collections, reuse, argument scopes and errors of `contrib.layers` and `contrib.slim`."""

import json

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import framework, layers, slim  # noqa: E402

pytestmark = pytest.mark.tf


@pytest.fixture(autouse=True)
def _graph():
    with tf.Graph().as_default():
        yield


def x(*shape):
    return tf.placeholder(tf.float32, shape)


def names(variables):
    return [variable.op.name for variable in variables]


def test_variables_are_model_variables_under_contribs_names():
    layers.fully_connected(x(None, 3), 2)
    layers.conv2d(x(None, 4, 4, 3), 2, 3, normalizer_fn=layers.batch_norm, scope="conv1")
    assert names(slim.get_model_variables()) == [
        "fully_connected/weights",
        "fully_connected/biases",
        "conv1/weights",
        "conv1/BatchNorm/beta",
        "conv1/BatchNorm/moving_mean",
        "conv1/BatchNorm/moving_variance",
    ]
    assert len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)) == 2


def test_scopes_are_numbered_and_reused():
    layers.linear(x(None, 3), 2)
    layers.linear(x(None, 3), 2)
    layers.linear(x(None, 3), 2, scope="named")
    layers.linear(x(None, 3), 2, scope="named", reuse=True)
    scopes = ["fully_connected", "fully_connected_1", "named"]
    assert names(tf.global_variables()) == [
        f"{scope}/{name}" for scope in scopes for name in ("weights", "biases")
    ]
    with pytest.raises(ValueError, match="already exists"):
        layers.linear(x(None, 3), 2, scope="named")


def test_outputs_are_collected_under_their_scope():
    net = layers.repeat(
        x(None, 8, 8, 1), 2, layers.conv2d, 2, 3, scope="conv", outputs_collections="ends"
    )
    net = layers.flatten(net, outputs_collections="ends", scope="flat")
    ends = slim.utils.convert_collection_to_dict("ends", clear_collection=True)
    assert list(ends) == ["conv/conv_1", "conv/conv_2", "flat"]
    assert ends["flat"] is net
    assert tf.get_collection("ends") == []


def test_variables_go_to_the_collections_named_for_them():
    collections = {"weights": ["decayed"], "biases": ["free"]}
    layers.fully_connected(x(None, 3), 2, variables_collections=collections)
    assert names(tf.get_collection("decayed")) == ["fully_connected/weights"]
    assert names(tf.get_collection("free")) == ["fully_connected/biases"]


def test_a_regularizer_runs_once_for_each_variable():
    calls = []

    def regularizer(weights):
        calls.append(weights.op.name)
        return tf.reduce_sum(weights)

    for reuse in (None, True):
        layers.fully_connected(
            x(None, 3), 2, weights_regularizer=regularizer, scope="f", reuse=reuse
        )
        layers.bias_add(x(None, 3), regularizer=regularizer, scope="b", reuse=reuse)
        with tf.variable_scope("", reuse=reuse):
            layers.legacy_linear(x(None, 3), 2, name="l", weight_regularizer=regularizer)
    assert calls == ["f/weights", "b/biases", "l/weights"]
    assert len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)) == 3


def test_argument_scopes_reach_layers_and_nest():
    with slim.arg_scope([slim.conv2d, slim.fully_connected], activation_fn=tf.tanh):
        with slim.arg_scope([slim.fully_connected], biases_initializer=None):
            dense = slim.fully_connected(x(None, 3), 2)
        assert slim.conv2d(x(None, 4, 4, 3), 2, 3).op.type == "Tanh"
    assert dense.op.type == "Tanh"
    assert names(tf.global_variables())[0] == "fully_connected/weights"
    assert names(tf.global_variables())[1] == "Conv/weights"


def test_slim_is_a_view():
    assert slim.conv2d is layers.conv2d
    assert slim.arg_scope is framework.arg_scope
    assert slim.summaries is not layers.summaries
    assert "repeat" in dir(slim)
    with pytest.raises(AttributeError, match=r"tf\.contrib\.slim\.nothing"):
        slim.nothing  # noqa: B018


def test_all_public_names_of_1_15_are_there():
    for name in layers.__all__:
        assert hasattr(layers, name)
    for path in ("legacy_relu", "OPTIMIZER_CLS_NAMES", "xavier_initializer_conv2d", "GDN"):
        assert path in layers.__all__


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: layers.fully_connected(x(None, 3), 2.0), ValueError, "num_outputs type"),
        (lambda: layers.conv2d(x(None, 3), 2, 3), ValueError, "expects input with rank 4, got 2"),
        (lambda: layers.conv2d(x(1, 2, 2, 1), 2, 3, data_format="x"), ValueError, "data_format"),
        (lambda: layers.batch_norm(x(4, 3), data_format="x"), ValueError, "either NCHW or NHWC"),
        (lambda: layers.group_norm(x(2, 3, 3, 4), 3), ValueError, "not commensurate"),
        (lambda: layers.maxout(x(None, 5), 2), ValueError, "not a multiple"),
        (lambda: layers.l1_regularizer(1), ValueError, "cannot be an integer"),
        (lambda: layers.l2_regularizer(-0.5), ValueError, "less than 0"),
        (lambda: layers.xavier_initializer(dtype=tf.int32), TypeError, "non-floating point"),
        (lambda: layers.stack(x(None, 3), layers.relu, 5), ValueError, "list or tuple"),
        (lambda: layers.embed_sequence([[1]]), ValueError, "vocab"),
        (lambda: layers.real_valued_column("a", 0), ValueError, "greater than 0"),
        (lambda: layers.multi_class_target(1), ValueError, "n_classes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_errors_say_what_is_wrong(build, error, message):
    with pytest.raises(error, match=message):
        build()


@pytest.mark.parametrize("optimizer", [*layers.OPTIMIZER_CLS_NAMES, tf.train.AdamOptimizer])
def test_optimize_loss_trains_and_counts(optimizer):
    w = tf.get_variable("w", initializer=[3.0, -2.0])
    step = tf.train.get_or_create_global_step()
    loss = tf.reduce_sum(tf.square(w))
    train = layers.optimize_loss(loss, step, 0.05, optimizer, clip_gradients=1.0)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        losses = [session.run(train) for _ in range(5)]
        assert session.run(step) == 5
    assert losses == sorted(losses, reverse=True)
    assert "OptimizeLoss/learning_rate" in names(tf.global_variables())


def test_optimize_loss_clips_to_the_global_norm():
    w = tf.get_variable("w", initializer=[3.0, 4.0])
    loss = tf.reduce_sum(tf.square(w)) / 2
    train = layers.optimize_loss(loss, None, 1.0, "SGD", clip_gradients=1.0)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        np.testing.assert_allclose(session.run(w), [2.4, 3.2], rtol=1e-6)


def test_slim_learning_trains_to_the_step_asked_for():
    w = tf.get_variable("w", initializer=[1.0, 2.0])
    tf.losses.add_loss(tf.reduce_sum(tf.square(w)))
    train = slim.learning.create_train_op(
        tf.losses.get_total_loss(), tf.train.GradientDescentOptimizer(0.1)
    )
    loss = slim.learning.train(train, None, number_of_steps=4, log_every_n_steps=0)
    assert loss == pytest.approx(5 * 0.8**6, rel=1e-5)


def test_a_traced_step_leaves_a_trace_that_chrome_reads(tmp_path):
    step = tf.train.get_or_create_global_step()
    arguments = {"should_trace": tf.constant(True), "logdir": str(tmp_path)}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        loss, stop = slim.learning.train_step(session, tf.constant(2.0), step, arguments)
    assert (loss, stop) == (2.0, False)
    trace = json.loads((tmp_path / "tf_trace-0.json").read_text())
    assert any(event["ph"] == "X" and event["dur"] >= 0 for event in trace["traceEvents"])
