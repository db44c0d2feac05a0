"""``reference.keras.layers``: three training losses of each cell as TensorFlow 1.15.5 printed them."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.keras import layers  # noqa: E402

pytestmark = pytest.mark.tf

X = np.linspace(-2, 2, 24).reshape(2, 4, 3).astype(np.float32)


@pytest.mark.parametrize(
    ("make", "structure", "losses"),
    [
        (lambda: layers.SimpleRNNCell(3), tf.Tensor, [10.38066, 10.96065, 9.170506]),
        (lambda: layers.GRUCell(3), tf.Tensor, [4.312166, 3.374177, 2.454617]),
        (lambda: layers.LSTMCell(3), list, [0.5114394, 0.2746838, 0.1609201]),
        (
            lambda: layers.StackedRNNCells([layers.LSTMCell(2), layers.GRUCell(3)]),
            tuple,
            [4.50166, 2.447698, 0.7833954],
        ),
    ],
    ids=["simple", "gru", "lstm", "stacked"],
)
def test_a_cell_trains_in_dynamic_rnn_as_it_did(make, structure, losses):
    with tf.Graph().as_default(), tf.Session() as session:
        outputs, state = tf.nn.dynamic_rnn(
            make(), tf.constant(X), dtype=tf.float32, sequence_length=[3, 4]
        )
        assert isinstance(state, structure)
        loss = tf.reduce_sum(outputs**2)
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        session.run(tf.global_variables_initializer())
        for index, variable in enumerate(tf.trainable_variables()):
            shape = variable.shape.as_list()
            values = np.sin(np.arange(np.prod(shape)) + index).reshape(shape)
            session.run(variable.assign(values))
        found = [session.run([loss, step])[0] for _ in losses]
    assert found == pytest.approx(losses, rel=1e-5)


def test_initial_weights_follow_the_graph_seed():
    drawn = []
    for _ in range(2):
        with tf.Graph().as_default(), tf.Session() as session:
            tf.set_random_seed(3)
            tf.nn.dynamic_rnn(layers.LSTMCell(2), tf.constant(X), dtype=tf.float32)
            session.run(tf.global_variables_initializer())
            drawn.append(session.run(tf.trainable_variables()[0]).tolist())
    assert drawn[0] == drawn[1]
