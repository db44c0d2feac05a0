"""TensorFlow 2's own unrolling functions run the cells of ``reference``, all to one result."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.nn import rnn_cell  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]

X = np.random.RandomState(0).randn(3, 5, 4).astype("float32")  # [batch, time, depth]
LENGTHS = [5, 3, 2]

CELLS = {
    "gru": lambda: rnn_cell.GRUCell(6),
    "lstm": lambda: rnn_cell.LSTMCell(6, use_peepholes=True, num_proj=3),
    "stack": lambda: rnn_cell.MultiRNNCell([rnn_cell.GRUCell(6), rnn_cell.BasicLSTMCell(5)]),
    "wrapped": lambda: rnn_cell.DropoutWrapper(
        rnn_cell.ResidualWrapper(rnn_cell.DeviceWrapper(rnn_cell.GRUCell(4), "/cpu:0")),
        output_keep_prob=1.0,
    ),
}


@pytest.fixture
def graph():
    with tf.Graph().as_default() as made:
        yield made


def dynamic(cell, start):
    return tf.nn.dynamic_rnn(cell, tf.constant(X), LENGTHS, start)


def static(cell, start):
    outputs, state = tf.nn.static_rnn(
        cell, tf.unstack(tf.constant(X), axis=1), start, sequence_length=LENGTHS
    )
    return tf.stack(outputs, 1), state


def raw(cell, start):
    steps = tf.TensorArray(tf.float32, 5).unstack(X.transpose(1, 0, 2))

    def loop(time, output, state, _):
        finished = time >= LENGTHS
        at_end = tf.reduce_all(finished)
        inputs = tf.cond(at_end, lambda: tf.zeros([3, 4]), lambda: steps.read(time))
        return finished, inputs, start if output is None else state, output, None

    emitted, state, _ = tf.nn.raw_rnn(cell, loop)
    return tf.transpose(emitted.stack(), [1, 0, 2]), state


def forward_of_two(cell, start):
    both, states = tf.nn.bidirectional_dynamic_rnn(
        cell, rnn_cell.GRUCell(2), tf.constant(X), LENGTHS, start, dtype=tf.float32
    )
    return both[0], states[0]


@pytest.mark.parametrize("name", CELLS)
def test_all_unroll_to_one_result(name):
    found = []
    for unroll in (dynamic, static, raw, forward_of_two):
        with tf.Graph().as_default(), tf.Session() as session:
            cell = CELLS[name]()
            start = tf.nest.map_structure(tf.ones_like, cell.zero_state(3, tf.float32))
            outputs, state = unroll(cell, start)
            session.run(tf.global_variables_initializer())
            for variable in tf.trainable_variables():
                values = np.random.RandomState(1).uniform(-1, 1, variable.shape)
                session.run(variable.assign(values))
            found.append(session.run([outputs, *tf.nest.flatten(state)]))
    for other in found[1:]:
        for expected, value in zip(found[0], other, strict=True):
            np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.usefixtures("graph")
def test_saved_states_start_a_static_rnn():
    class States:
        """What ``static_state_saving_rnn`` asks of a saver of states."""

        def __init__(self):
            self.saved = {}

        def state(self, name):
            return tf.ones([3, {"c": 6, "h": 6}[name]])

        def save_state(self, name, value):
            self.saved[name] = value
            return tf.no_op()

    steps = tf.unstack(tf.constant(X), axis=1)
    states = States()
    with tf.variable_scope("saving"):
        cell = rnn_cell.LSTMCell(6)
        outputs, last = tf.nn.static_state_saving_rnn(cell, steps, states, ("c", "h"))
    with tf.variable_scope("saving", reuse=True):
        start = rnn_cell.LSTMStateTuple(tf.ones([3, 6]), tf.ones([3, 6]))
        expected, _ = tf.nn.static_rnn(cell, steps, start)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        values = session.run([outputs[-1], expected[-1], states.saved["h"], last.h])
    for value in values[1:]:
        np.testing.assert_array_equal(value, values[0])
