"""``contrib.cudnn_rnn``: names and numbers are what TensorFlow 1.15.5 gave on a CPU."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib.cudnn_rnn import CudnnCompatibleLSTMCell  # noqa: E402

pytestmark = pytest.mark.tf


def test_the_cell_has_the_variables_and_the_step_of_1_15():
    with tf.Graph().as_default():
        x = tf.constant(np.linspace(-1, 1, 12).reshape(1, 4, 3), tf.float32)
        with tf.variable_scope("v", initializer=tf.constant_initializer(0.3)):
            run = tf.nn.dynamic_rnn(CudnnCompatibleLSTMCell(2), x, dtype=tf.float32)
        found = {v.op.name: v.shape.as_list() for v in tf.global_variables()}
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            outputs, state = session.run(run)
    name = "v/rnn/cudnn_compatible_lstm_cell"
    assert found == {f"{name}/kernel": [5, 8], f"{name}/bias": [8]}
    each = np.array([-0.06484435, -0.0872556, -0.00460957, 0.26630697])
    np.testing.assert_allclose(outputs[0], np.stack([each, each], axis=1), atol=1e-7)
    np.testing.assert_allclose(state.c, [[0.4167415, 0.4167415]], atol=1e-7)
