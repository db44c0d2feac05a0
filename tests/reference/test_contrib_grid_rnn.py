"""Grid cells beyond the goldens: sizes, errors, and by an oracle that the grid is one."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.contrib import grid_rnn
from reference.nn import rnn_cell


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default():
        yield


def test_sizes():
    cell = grid_rnn.GridRNNCell(3, 3, output_dims=[0, 2], non_recurrent_dims=1)
    state = rnn_cell.LSTMStateTuple(3, 3)
    assert cell.output_size == (3, 3)
    assert cell.state_size == (state, state)
    joined = grid_rnn.Grid2BasicLSTMCell(3, state_is_tuple=False, output_is_tuple=False)
    assert (joined.output_size, joined.state_size) == (3, 12)


def test_two_dimensions_by_hand():
    cell = grid_rnn.Grid2BasicRNNCell(2)
    x, old = np.array([[1.0, 2.0]], np.float32), np.array([[0.5, -0.5]], np.float32)
    with tf.variable_scope("grid", initializer=tf.constant_initializer(0.3)):
        (output,), (first, second) = cell(tf.constant(x), (tf.constant(old), tf.constant(old)))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = session.run([output, first, second])
    kernel, bias = np.full([4, 2], 0.3), 0.0
    projected = x @ np.full([2, 2], 0.3)
    second = np.tanh(np.concatenate([projected, old], 1) @ kernel + bias)
    first = np.tanh(np.concatenate([projected, second], 1) @ kernel + bias)
    # the biases of a BasicRNNCell begin at zero whatever the scope says
    for value, expected in zip(found, [first, first, second], strict=True):
        np.testing.assert_allclose(value, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"num_dims": 0}, ValueError),
        ({"input_dims": 1}, ValueError),
        ({"cell_fn": lambda units: "no cell"}, TypeError),
    ],
)
def test_what_is_refused(arguments, error):
    with pytest.raises(error):
        grid_rnn.GridRNNCell(3, **arguments)


def test_a_state_of_another_length_is_refused():
    cell = grid_rnn.Grid2BasicRNNCell(3)
    with pytest.raises(ValueError, match="tuple of 2"):
        cell(tf.zeros([1, 3]), (tf.zeros([1, 3]),))


def test_tied_weights_of_a_first_dimension_without_a_cell_are_refused_as_in_1_15():
    cell = grid_rnn.Grid2BasicRNNCell(3, tied=True, non_recurrent_fn=tf.nn.tanh)
    with pytest.raises(ValueError, match=r"does not exist.*AUTO_REUSE"):
        cell(tf.zeros([1, 3]), cell.zero_state(1, tf.float32))
