"""Wrappers of tf.contrib.rnn: attention over the past, highway, compiled."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.contrib import rnn
from tests.reference.stepping import close, drawn, run_steps, sigmoid

pytestmark = pytest.mark.tf

BATCH, WIDTH = 3, 4


class Counter(rnn.RNNCell):
    """A cell without weights: adds the mean of its input to its state, and puts out the state."""

    def __init__(self, size, output_size=None):
        super().__init__()
        self._size = size
        self._wide = output_size or size

    @property
    def state_size(self):
        return self._size

    @property
    def output_size(self):
        return self._wide

    def call(self, inputs, state):
        state = state + tf.reduce_mean(inputs, 1, keepdims=True)
        return tf.tile(state[:, :1], [1, self._wide]), state


def frames(width=WIDTH, count=2):
    return [drawn(f"x{step}", [BATCH, width]) for step in range(count)]


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize("sizes", [{}, {"attn_size": 2, "attn_vec_size": 5, "input_size": 3}])
def test_attention_weighs_the_last_outputs(length, sizes):
    units = 3
    size = sizes.get("attn_size", units)
    state = (
        drawn("s", [BATCH, units]),
        drawn("a", [BATCH, size]),
        drawn("window", [BATCH, size * length]),
    )
    run = run_steps(
        lambda: rnn.AttentionCellWrapper(Counter(units), length, **sizes), frames(), state
    )
    s, a, window = state[0], state[1], state[2].reshape(BATCH, length, size)
    for x, output in zip(frames(), run.outputs, strict=True):
        mixed = np.concatenate([x, a], 1) @ run["kernel"] + run["bias"]
        assert mixed.shape[1] == sizes.get("input_size", WIDTH)
        s = s + mixed.mean(1, keepdims=True)
        h = np.tile(s[:, :1], [1, units])
        asked = s @ run["attention/kernel"] + run["attention/bias"]
        features = window @ run["attention/attn_w"][0, 0] + asked[:, np.newaxis]
        scores = (run["attention/attn_v"] * np.tanh(features)).sum(2)
        weights = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
        a = (weights[:, :, np.newaxis] * window).sum(1)
        kernel, bias = (run[f"attn_output_projection/{name}"] for name in ("kernel", "bias"))
        y = np.concatenate([h, a], 1) @ kernel + bias
        window = np.concatenate([window[:, 1:], y[:, np.newaxis]], 1)
        close(output, y)
    close(run.state, (s, a, window.reshape(BATCH, -1)))


def test_attention_over_one_matrix_of_state():
    parts = [drawn("s", [BATCH, 3]), drawn("a", [BATCH, 3]), drawn("window", [BATCH, 6])]

    def outputs(state_is_tuple, state):
        return run_steps(
            lambda: rnn.AttentionCellWrapper(Counter(3), 2, state_is_tuple=state_is_tuple),
            frames(),
            state,
        )

    joined, apart = outputs(False, np.concatenate(parts, 1)), outputs(True, tuple(parts))
    close(joined.outputs, apart.outputs, rtol=0)
    close(joined.state, np.concatenate(apart.state, 1), rtol=0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((None, 2), TypeError, "is not an RNNCell"),
        ((Counter(2), 0), ValueError, "attn_length should be greater than zero, got 0"),
        ((Counter(2), -1), ValueError, "attn_length should be greater than zero, got -1"),
    ],
    ids=["no cell", "no window", "negative window"],
)
def test_attention_refuses(arguments, error, message):
    with tf.Graph().as_default(), pytest.raises(error, match=message):
        rnn.AttentionCellWrapper(*arguments)


def test_attention_refuses_to_join_a_tuple_state():
    with tf.Graph().as_default():
        cell = rnn.BasicLSTMCell(2)
        with pytest.raises(ValueError, match="flag state_is_tuple is not set"):
            rnn.AttentionCellWrapper(cell, 2, state_is_tuple=False)


@pytest.mark.parametrize("coupled", [True, False], ids=["coupled", "own transform gate"])
def test_highway_mixes_the_input_in(coupled):
    x, h = drawn("x", [BATCH, WIDTH]), drawn("h", [BATCH, WIDTH])
    run = run_steps(
        lambda: rnn.HighwayWrapper(Counter(WIDTH), couple_carry_transform_gates=coupled),
        [x],
        h,
    )
    carry = sigmoid(x @ run["carry_w"] + run["carry_b"])
    transform = 1 - carry
    if not coupled:
        transform = sigmoid(x @ run["transform_w"] + run["transform_b"])
    h = h + x.mean(1, keepdims=True)
    close(run.outputs[0], x * carry + np.tile(h[:, :1], [1, WIDTH]) * transform)
    close(run.state, h)


def test_highway_gates_start_at_the_carry_bias():
    with tf.Graph().as_default(), tf.Session() as session:
        cell = rnn.HighwayWrapper(Counter(2), False, carry_bias_init=0.7)
        cell(tf.zeros([1, 2]), cell.zero_state(1, tf.float32))
        session.run(tf.global_variables_initializer())
        starts = {v.op.name: v for v in tf.global_variables()}
        np.testing.assert_array_equal(session.run(starts["carry_b"]), np.float32([0.7, 0.7]))
        np.testing.assert_array_equal(session.run(starts["transform_b"]), np.float32([-0.7, -0.7]))


def test_highway_wants_equal_sizes():
    with tf.Graph().as_default():
        cell = rnn.HighwayWrapper(Counter(2, output_size=3))
        with pytest.raises(ValueError, match=r"\(1, 2\)|incompatible|not compatible"):
            cell(tf.zeros([1, 2]), tf.zeros([1, 2]))


@pytest.mark.parametrize("wrapper", [rnn.HighwayWrapper, rnn.CompiledWrapper])
def test_wrappers_pass_sizes_and_zero_state_on(wrapper):
    with tf.Graph().as_default():
        inner = rnn.BasicLSTMCell(2)
        cell = wrapper(inner)
        assert cell.state_size == inner.state_size
        assert cell.output_size == 2
        zeros = cell.zero_state(3, tf.float32)
        assert [tensor.shape.as_list() for tensor in zeros] == [[3, 2], [3, 2]]
        assert zeros.c.op.name.startswith(f"{wrapper.__name__}ZeroState/")


@pytest.mark.parametrize("stateful", [False, True])
def test_compiled_cell_computes_what_the_cell_computes(stateful):
    x, state = drawn("x", [BATCH, WIDTH]), drawn("h", [BATCH, 2])
    plain = run_steps(lambda: rnn.GRUCell(2), [x], state, with_gradients=True)
    compiled = run_steps(
        lambda: rnn.CompiledWrapper(rnn.GRUCell(2), compile_stateful=stateful),
        [x],
        state,
        with_gradients=True,
    )
    close(compiled.outputs, plain.outputs)
    assert compiled.gradients.keys() == plain.gradients.keys()
    for name, slope in plain.gradients.items():
        close(compiled.gradients[name], slope)


@pytest.mark.parametrize("stateful", [False, True])
def test_only_stateless_ops_are_marked_unless_asked(stateful):
    with tf.Graph().as_default() as graph:
        cell = rnn.CompiledWrapper(rnn.BasicRNNCell(2), compile_stateful=stateful)
        cell(tf.zeros([1, 2]), tf.zeros([1, 2]))
        marked = {
            op.type: op.get_attr("_XlaCompile")
            for op in graph.get_operations()
            if "_XlaCompile" in op.node_def.attr
        }
    variable_op = "VarHandleOp" if "VarHandleOp" in marked else "VariableV2"
    assert marked["MatMul"] is True
    assert marked[variable_op] is stateful
