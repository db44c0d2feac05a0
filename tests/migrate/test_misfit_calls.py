"""Calls that no TensorFlow takes are named, others are not."""

from __future__ import annotations

import pytest

from migrate.api import left_to_do, migrate_text

_BEFORE = "import tensorflow as tf\nsess = tf.Session()\n"
MISFITS = {
    "x = tf.SparseTensor()": "dense_shape, indices and values are missing",
    "x = tf.decode_csv(y)": "record_defaults is missing",
    "x = tf.matmul(a, b, transposed=True)": "it takes no transposed",
    "x = tf.nn.sampled_softmax_loss(y, z)": "are missing",
    "x = tf.summary.scalar(['a', 'b'], y)": "one name and one value",
    "x = tf.contrib.seq2seq.AttentionWrapper(cell)": "attention_mechanism is missing",
    "x = tf.nn.rnn_cell._linear(a, 3, 0, scope='s')": "it takes no scope",
    "x = tf.scalar_summary(['a', 'b'], y)": "one name and one value",
    "x = tf.contrib.distributions.Categorical(p=y)": "it takes no p",
    "tf.Graph.is_feedable(x)": "tensor is missing",
    "tf.flags.DEFINE_string('a', default_value='b')": "help is missing",
    "x = tf.contrib.slim.conv2d(a, 32)": "kernel_size is missing",
    "x = tf.keras.layers.Conv2D('TODO')": "kernel_size is missing",
    "from tensorflow.python.framework import graph_util\n"
    "x = graph_util.convert_variables_to_constants(s, ['y'])": "output_node_names is missing",
}
FITS = [
    "x = tf.matmul(a, b, transpose_b=True)",
    "x = tf.concat(1, [a, b])",
    "x = tf.concat(concat_dim=1, values=[a, b])",
    "x = tf.SparseTensor(indices=i, values=v, shape=[3, 4])",
    "x = tf.nn.softmax_cross_entropy_with_logits(p, y)",
    "x = tf.reduce_sum(a, reduction_indices=1, keep_dims=True)",
    "x = tf.scalar_summary(tags='a', values=y)",
    "x = tf.matmul(*parts)",
    "x = tf.matmul(a, **options)",
    "x = tf.group(a, b, c)",
    "x = tf.nn.rnn_cell.BasicLSTMCell(3, input_size=4)",
    "x = tf.contrib.rnn.GRUCell(3)",
    "x = tf.layers.dense(a, 3, activation=tf.nn.relu)",
    "x = tf.contrib.distributions.Categorical(probs=y)",
    "x = tf.contrib.layers.xavier_initializer(uniform=False)",
    "x = tf.get_default_graph().is_feedable(y)",
    "x = tf.Graph.is_feedable(tf.get_default_graph(), y)",
    "x = tf.keras.layers.Conv2D(3, 5, input_shape=(28, 28, 1))",
    "x = tf.keras.layers.Dense(output_dim=3)",
    "tf.app.flags.DEFINE_string(flag_name='a', default_value='b', docstring='c')",
    "slim = tf.contrib.slim\nwith slim.arg_scope([slim.conv2d], kernel_size=3):\n"
    "    x = slim.conv2d(a, 32, scope='c')",
    "x = tf.keras.layers.Convolution2D(3, 3, 3, border_mode='same')",
]


@pytest.mark.parametrize("call", MISFITS)
def test_a_misfit_is_named(call: str) -> None:
    left = left_to_do(migrate_text(_BEFORE + call, "script"))
    messages = [item.finding.message for item in left if item.finding.code == "TF110"]
    assert len(messages) == 1
    assert MISFITS[call] in messages[0]


@pytest.mark.parametrize("call", FITS)
def test_what_fits_is_not(call: str) -> None:
    outcome = migrate_text(_BEFORE + call, "script")
    assert "TF110" not in {item.finding.code for item in outcome.findings}


def test_a_session_bundle_is_written_by_nothing_today():
    head = "import tensorflow as tf\nmodel = tf.contrib.learn.LinearRegressor(columns)\n"
    found = left_to_do(migrate_text(head + "model.export('folder')\n", "script"))
    assert [item.finding.code for item in found] == ["TF109"]
    assert not left_to_do(migrate_text(head + "model.export_savedmodel('f', g)\n", "script"))
