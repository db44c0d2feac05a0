"""Cells made of one kernel, and fused cells: against the cells of many ops, gradients included."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.contrib import rnn
from reference.contrib.rnn.kernel_gradients import register_missing_gradient
from reference.contrib.rnn.python.ops import core_rnn_cell, lstm_ops
from tests.reference.stepping import close, drawn, run_steps, sigmoid

pytestmark = pytest.mark.tf

TIME, BATCH, WIDTH, UNITS = 4, 3, 5, 2


def frames():
    return [drawn(f"x{step}", [BATCH, WIDTH]) for step in range(TIME)]


def pair():
    return rnn.LSTMStateTuple(drawn("c", [BATCH, UNITS]), drawn("h", [BATCH, UNITS]))


def assert_same_run(actual, expected):
    close(actual.outputs, expected.outputs)
    close(actual.state, expected.state)
    assert actual.gradients.keys() == expected.gradients.keys()
    for name, slope in expected.gradients.items():
        np.testing.assert_allclose(actual.gradients[name], slope, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("clip", [None, 0.3], ids=["no-clip", "clip"])
@pytest.mark.parametrize("peep", [False, True], ids=["no-peepholes", "peepholes"])
def test_lstm_block_cell_is_the_lstm_cell(peep, clip):
    block = run_steps(
        lambda: rnn.LSTMBlockCell(UNITS, forget_bias=0.7, cell_clip=clip, use_peephole=peep),
        frames(),
        pair(),
        with_gradients=clip is None,
    )
    spelled = run_steps(
        lambda: rnn.LSTMCell(UNITS, forget_bias=0.7, cell_clip=clip, use_peepholes=peep),
        frames(),
        pair(),
        # The kernel's gradient takes no notice of the clip; the cell's stops there.
        with_gradients=clip is None,
    )
    assert block.weights.keys() == spelled.weights.keys()
    assert_same_run(block, spelled)


def test_gru_block_cell_v2_is_the_gru_cell():
    h = drawn("h", [BATCH, UNITS])
    block = run_steps(lambda: rnn.GRUBlockCellV2(UNITS), frames(), h, with_gradients=True)
    spelled = run_steps(lambda: rnn.GRUCell(UNITS), frames(), h, with_gradients=True)
    assert_same_run(block, spelled)


@pytest.mark.parametrize("argument", ["num_units", "cell_size"])
def test_gru_block_cell(argument):
    h = drawn("h", [BATCH, UNITS])
    run = run_steps(lambda: rnn.GRUBlockCell(**{argument: UNITS}), frames(), h)
    for x, output in zip(frames(), run.outputs, strict=True):
        r, u = np.split(sigmoid(np.concatenate([x, h], 1) @ run["w_ru"] + run["b_ru"]), 2, axis=1)
        c = np.tanh(np.concatenate([x, r * h], 1) @ run["w_c"] + run["b_c"])
        h = u * h + (1 - u) * c
        close(output, h)


def sequence(make, lengths=None, listed=False, **options):
    """Outputs and state of a fused cell, with drawn weights, under a small session."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = [tf.constant(x) for x in frames()]
        outputs, state = make()(
            inputs if listed else tf.stack(inputs),
            dtype=tf.float32,
            sequence_length=lengths,
            **options,
        )
        assert isinstance(outputs, list) == listed
        # A name's last part is enough: each of these cells has one kernel and one bias.
        session.run(
            [v.initializer for v in tf.global_variables()],
            {
                v.initializer.inputs[1]: drawn(v.op.name.rsplit("/", 1)[-1], v.shape.as_list())
                for v in tf.global_variables()
            },
        )
        return session.run([tf.stack(outputs) if listed else outputs, state])


LENGTHS = [TIME, 0, 2]


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["all steps", "0 to all steps"])
@pytest.mark.parametrize("listed", [False, True], ids=["tensor", "list"])
def test_fused_adaptor_unrolls_either_way(listed, lengths):
    static = sequence(lambda: rnn.FusedRNNCellAdaptor(rnn.BasicLSTMCell(UNITS)), lengths, listed)
    dynamic = sequence(
        lambda: rnn.FusedRNNCellAdaptor(rnn.BasicLSTMCell(UNITS), use_dynamic_rnn=True),
        lengths,
        listed,
    )
    close(static, dynamic)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["all steps", "0 to all steps"])
def test_lstm_block_fused_cell_is_the_unrolled_cell(lengths):
    fused = sequence(lambda: rnn.LSTMBlockFusedCell(UNITS), lengths)
    unrolled = sequence(lambda: rnn.FusedRNNCellAdaptor(rnn.LSTMBlockCell(UNITS)), lengths)
    close(fused, unrolled)
    if lengths:
        assert not fused[0][2:, 2].any()  # outputs past the end are zeros
        assert not fused[1].c[1].any()  # a row of length 0 keeps its start state


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["all steps", "0 to all steps"])
def test_time_reversed_runs_from_the_end_of_each_row(lengths):
    def cell():
        return rnn.LSTMBlockFusedCell(UNITS)

    backward = sequence(lambda: rnn.TimeReversedFusedRNN(cell()), lengths)
    stops = lengths or [TIME] * BATCH
    with tf.Graph().as_default(), tf.Session() as session:
        turned = tf.reverse_sequence(tf.stack(frames()), stops, 0, 1)
        outputs, state = cell()(turned, dtype=tf.float32, sequence_length=lengths)
        session.run(
            [v.initializer for v in tf.global_variables()],
            {
                v.initializer.inputs[1]: drawn(v.op.name.rsplit("/", 1)[-1], v.shape.as_list())
                for v in tf.global_variables()
            },
        )
        outputs = tf.reverse_sequence(outputs, stops, 0, 1)
        close(backward, session.run([outputs, state]))


def test_a_list_is_reversed_whole():
    class Echo(rnn.FusedRNNCell):
        def __call__(
            self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None
        ):
            return [f"{step}!" for step in inputs], inputs[0]

    outputs, state = rnn.TimeReversedFusedRNN(Echo())(["a", "b", "c"])
    assert outputs == ["a!", "b!", "c!"]
    assert state == "c"


@pytest.mark.parametrize("cell", [rnn.FusedRNNCell, rnn.LSTMBlockWrapper])
def test_interfaces_cannot_be_made(cell):
    with pytest.raises(TypeError, match="abstract"):
        cell()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "Either initial_state or dtype needs to be specified"),
        ({"initial_state": (1, 2, 3)}, "Expecting initial_state to be a tuple with length 2"),
    ],
    ids=["no state", "three parts"],
)
def test_fused_lstm_refuses(arguments, message):
    with tf.Graph().as_default():
        cell = rnn.LSTMBlockFusedCell(UNITS)
        with pytest.raises(ValueError, match=message):
            cell(tf.zeros([TIME, BATCH, WIDTH]), **arguments)


@pytest.mark.parametrize(
    "arguments", [{}, {"num_units": 2, "cell_size": 2}], ids=["neither", "both"]
)
def test_gru_block_cell_wants_one_size(arguments):
    with tf.Graph().as_default(), pytest.raises(ValueError, match="Exactly one of num_units"):
        rnn.GRUBlockCell(**arguments)


def test_gru_block_cell_refuses_a_state_of_another_width():
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"h_prev\[1\] incorrect"):
        rnn.GRUBlockCell(2)(tf.zeros([1, 3]), tf.zeros([1, 3]))


def test_lstm_block_cell_refuses_a_state_that_is_no_pair():
    with tf.Graph().as_default(), pytest.raises(ValueError, match="tuple with length 2"):
        rnn.LSTMBlockCell(2)(tf.zeros([1, 3]), (tf.zeros([1, 2]),))


def test_block_lstm_lists_all_gates():
    kernel = drawn("kernel", [WIDTH + UNITS, 4 * UNITS])
    bias = drawn("bias", [4 * UNITS])
    with tf.Graph().as_default(), tf.Session() as session:
        run = lstm_ops._block_lstm(
            tf.constant(TIME, tf.int64),
            [tf.constant(x) for x in frames()],
            tf.constant(kernel),
            tf.constant(bias),
        )
        gates = session.run(run)
    fused = sequence(lambda: rnn.LSTMBlockFusedCell(UNITS))
    assert [len(history) for history in gates] == [TIME] * 7
    close(np.stack(gates[6]), fused[0])
    close(gates[1][-1], fused[1].c)


def test_linear_finds_its_variables_again():
    x, y = drawn("x", [2, 3]), drawn("y", [2, 1])
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.variable_scope("head", reuse=tf.AUTO_REUSE):
            first = core_rnn_cell._linear([tf.constant(x), tf.constant(y)], 4, True)
            again = core_rnn_cell._linear([tf.constant(x), tf.constant(y)], 4, True)
        assert [v.op.name for v in tf.global_variables()] == ["head/kernel", "head/bias"]
        session.run(tf.global_variables_initializer())
        kernel, result, repeated = session.run([tf.global_variables()[0], first, again])
    close(result, np.concatenate([x, y], 1) @ kernel)
    close(repeated, result, rtol=0)


@pytest.mark.parametrize("args", [None, []], ids=["none", "empty"])
def test_linear_wants_tensors(args):
    with tf.Graph().as_default(), pytest.raises(ValueError, match="must be specified"):
        core_rnn_cell._linear(args, 4, True)


def test_a_second_registration_leaves_the_gradient_as_it_is():
    register_missing_gradient("GRUBlockCell", lambda op, *grads: None)
    h = drawn("h", [BATCH, UNITS])
    run = run_steps(lambda: rnn.GRUBlockCell(UNITS), frames()[:1], h, with_gradients=True)
    assert set(run.gradients) == {"w_ru", "b_ru", "w_c", "b_c"}
