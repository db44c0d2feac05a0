"""LSTM variants of tf.contrib.rnn against NumPy: coupled, normalised, grouped, convolved, Indy."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.contrib import rnn
from reference.contrib.rnn.layer_norm_lstm import LayerNormLSTMCell
from reference.contrib.rnn.weight_norm_lstm import WeightNormLSTMCell
from tests.reference.stepping import close, drawn, layer_norm, relu, run_steps, sigmoid

pytestmark = pytest.mark.tf

BATCH, WIDTH, UNITS, PROJ = 3, 4, 6, 2


def start(memory=UNITS, output=UNITS):
    return rnn.LSTMStateTuple(drawn("c", [BATCH, memory]), drawn("h", [BATCH, output]))


def frames(count=2):
    return [drawn(f"x{step}", [BATCH, WIDTH]) for step in range(count)]


def columns(matrix, count):
    return np.split(matrix, count, axis=1)


@pytest.mark.parametrize("norm", [False, True], ids=["plain", "layer-norm"])
@pytest.mark.parametrize("peep", [False, True], ids=["no-peepholes", "peepholes"])
@pytest.mark.parametrize("proj", [None, PROJ], ids=["full", "projected"])
def test_coupled_gates_forget_what_they_write(norm, peep, proj):
    out = proj or UNITS
    run = run_steps(
        lambda: rnn.CoupledInputForgetGateLSTMCell(
            UNITS,
            use_peepholes=peep,
            num_proj=proj,
            proj_clip=0.3 if proj else None,
            num_unit_shards=3,
            num_proj_shards=2,
            forget_bias=0.5,
            layer_norm=norm,
        ),
        frames(),
        start(output=out),
    )
    kernel = np.concatenate([run[f"W_{shard}"] for shard in range(3)])
    c, m = start(output=out)

    def n(gate, scope):
        return layer_norm(gate, run[f"{scope}/gamma"], run[f"{scope}/beta"]) if norm else gate

    for x, output in zip(frames(), run.outputs, strict=True):
        packed = np.concatenate([x, m], 1) @ kernel + (0 if norm else run["B"])
        j, f, o = columns(packed, 3)
        f = n(f, "forget") + 0.5 + (run["W_F_diag"] * c if peep else 0)
        keep = sigmoid(f)
        c = n(keep * c + (1 - keep) * np.tanh(n(j, "transform")), "state")
        o = n(o, "output") + (run["W_O_diag"] * c if peep else 0)
        m = sigmoid(o) * np.tanh(c)
        if proj:
            m = np.clip(m @ np.concatenate([run["W_P_0"], run["W_P_1"]]), -0.3, 0.3)
        close(output, m)
    close(run.state, (c, m))


@pytest.mark.parametrize("norm", [False, True], ids=["plain", "layer-norm"])
def test_layer_norm_basic_lstm(norm):
    run = run_steps(
        lambda: rnn.LayerNormBasicLSTMCell(UNITS, forget_bias=0.2, layer_norm=norm),
        frames(),
        start(),
    )
    c, h = start()

    def n(gate, scope):
        return layer_norm(gate, run[f"{scope}/gamma"], run[f"{scope}/beta"]) if norm else gate

    for x, output in zip(frames(), run.outputs, strict=True):
        packed = np.concatenate([x, h], 1) @ run["kernel"] + (0 if norm else run["bias"])
        i, j, f, o = columns(packed, 4)
        f = sigmoid(n(f, "forget") + 0.2)
        c = n(c * f + sigmoid(n(i, "input")) * np.tanh(n(j, "transform")), "state")
        h = np.tanh(c) * sigmoid(n(o, "output"))
        close(output, h)
    close(run.state, (c, h))


@pytest.mark.parametrize(
    ("keep_prob", "random_ops"),
    [(0.5, 1), (1.0, 0), (1, 1)],
    ids=["below one", "one as a float: no dropout", "one as an int: still asked for"],
)
def test_recurrent_dropout_draws_at_every_step(keep_prob, random_ops):
    run = run_steps(
        lambda: rnn.LayerNormBasicLSTMCell(UNITS, dropout_keep_prob=keep_prob), frames(), start()
    )
    drawn_ops = [step.count("RandomUniform") for step in run.ops_per_step]
    # The first step makes the kernel too, and its initialiser draws; an int 1 is a rate of 0,
    # which the dropout itself leaves out.
    assert drawn_ops[1] == (random_ops if keep_prob == 0.5 else 0)


@pytest.mark.parametrize("norm", [False, True], ids=["plain", "layer-norm"])
@pytest.mark.parametrize("peep", [False, True], ids=["no-peepholes", "peepholes"])
@pytest.mark.parametrize("proj", [None, PROJ], ids=["full", "projected"])
def test_layer_norm_lstm(norm, peep, proj):
    out = proj or UNITS
    run = run_steps(
        lambda: LayerNormLSTMCell(
            UNITS,
            use_peepholes=peep,
            cell_clip=0.6,
            num_proj=proj,
            proj_clip=0.3 if proj else None,
            forget_bias=0.4,
            layer_norm=norm,
        ),
        frames(),
        start(output=out),
    )
    c, h = start(output=out)

    def n(gate, scope):
        return layer_norm(gate, run[f"{scope}/gamma"], run[f"{scope}/beta"]) if norm else gate

    def p(gate):
        return run[f"w_{gate}_diag"] * c if peep else 0

    assert "bias" in run.weights
    for x, output in zip(frames(), run.outputs, strict=True):
        packed = np.concatenate([x, h], 1) @ run["kernel"] + (0 if norm else run["bias"])
        i, j, f, o = columns(packed, 4)
        kept = sigmoid(n(f, "forget") + 0.4 + p("f")) * c
        c = n(kept + sigmoid(n(i, "input") + p("i")) * np.tanh(n(j, "transform")), "state")
        c = np.clip(c, -0.6, 0.6)
        h = sigmoid(n(o, "output") + p("o")) * np.tanh(c)
        if proj:
            h = np.clip(h @ run["projection/kernel"], -0.3, 0.3)
        close(output, h)
    close(run.state, (c, h))


@pytest.mark.parametrize("norm", [False, True], ids=["weights as they are", "normalised"])
@pytest.mark.parametrize("proj", [None, PROJ], ids=["full", "projected"])
def test_weight_norm_lstm(norm, proj):
    out = proj or UNITS
    run = run_steps(
        lambda: WeightNormLSTMCell(
            UNITS, norm=norm, use_peepholes=True, cell_clip=0.7, num_proj=proj, proj_clip=0.2
        ),
        frames(),
        start(output=out),
    )

    def scaled(prefix, heights):
        kernel = run[f"{prefix}/kernel"]
        if not norm:
            return kernel
        blocks = np.split(kernel, np.cumsum(heights)[:-1])
        return np.concatenate(
            [
                block / np.linalg.norm(block, axis=0) * run[f"{prefix}/norm_{index}"]
                for index, block in enumerate(blocks)
            ]
        )

    kernel = scaled("wn_lstm_cell", [WIDTH, out])
    c, h = start(output=out)
    for x, output in zip(frames(), run.outputs, strict=True):
        packed = np.concatenate([x, h], 1) @ kernel + run["wn_lstm_cell/bias"]
        i, j, f, o = columns(packed, 4)
        peep = {gate: run[f"wn_lstm_cell/w_{gate}_diag"] for gate in "fio"}
        kept = c * sigmoid(f + 1 + peep["f"] * c)
        c = np.clip(kept + sigmoid(i + peep["i"] * c) * np.tanh(j), -0.7, 0.7)
        h = sigmoid(o + peep["o"] * c) * np.tanh(c)
        if proj:
            h = np.clip(h @ scaled("wn_lstm_cell/projection", [UNITS]), -0.2, 0.2)
        close(output, h)
    close(run.state, (c, h))


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("proj", [None, 4], ids=["full", "projected"])
def test_groups_of_units_do_not_see_each_other(groups, proj):
    out = proj or UNITS
    run = run_steps(
        lambda: rnn.GLSTMCell(
            UNITS, num_proj=proj, number_of_groups=groups, forget_bias=0.3, activation=tf.nn.relu
        ),
        frames(),
        start(output=out),
    )
    c, m = start(output=out)
    for x, output in zip(frames(), run.outputs, strict=True):
        parts = [
            columns(np.concatenate([x_k, m_k], 1) @ run[f"group{k}/kernel"], 4)
            for k, (x_k, m_k) in enumerate(zip(columns(x, groups), columns(m, groups), strict=True))
        ]
        i, j, f, o = (
            np.concatenate(gate, 1) + run[f"bias_{name}"]
            for name, gate in zip("ijfo", zip(*parts, strict=True), strict=True)
        )
        c = sigmoid(f + 0.3) * c + sigmoid(i) * np.tanh(j)
        m = sigmoid(o) * relu(c)
        if proj:
            m = m @ run["projection/kernel"]
        close(output, m)
    close(run.state, (c, m))


def test_indy_lstm_sees_only_its_own_past():
    run = run_steps(lambda: rnn.IndyLSTMCell(UNITS, forget_bias=0.7), frames(), start())
    c, h = start()
    for x, output in zip(frames(), run.outputs, strict=True):
        packed = x @ run["kernel_w"] + np.tile(h, [1, 4]) * run["kernel_u"] + run["bias"]
        i, j, f, o = columns(packed, 4)
        c = sigmoid(f + 0.7) * c + sigmoid(i) * np.tanh(j)
        h = np.tanh(c) * sigmoid(o)
        close(output, h)
    close(run.state, (c, h))


def same_convolution(x, kernel):
    """Stride 1, zero padding to equal size, over any number of spatial axes."""
    extents = kernel.shape[:-2]
    padding = [((k - 1) // 2, k - 1 - (k - 1) // 2) for k in extents]
    padded = np.pad(x, [(0, 0), *padding, (0, 0)])
    result = np.zeros((*x.shape[:-1], kernel.shape[-1]))
    for place in np.ndindex(*extents):
        window = tuple(slice(at, at + size) for at, size in zip(place, x.shape[1:-1], strict=True))
        result += padded[(slice(None), *window)] @ kernel[place]
    return result


@pytest.mark.parametrize("skip", [False, True], ids=["plain", "skip-connection"])
@pytest.mark.parametrize("use_bias", [False, True], ids=["no-bias", "bias"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_convolutional_lstm(rank, use_bias, skip):
    extents, depth, made = [4, 3, 2][:rank], 2, 3
    cell = (rnn.Conv1DLSTMCell, rnn.Conv2DLSTMCell, rnn.Conv3DLSTMCell)[rank - 1]
    x = drawn("x", [BATCH, *extents, depth])
    state = rnn.LSTMStateTuple(*(drawn(name, [BATCH, *extents, made]) for name in "ch"))
    run = run_steps(
        lambda: cell(
            input_shape=[*extents, depth],
            output_channels=made,
            kernel_shape=[3, 2, 1][:rank],
            use_bias=use_bias,
            skip_connection=skip,
            forget_bias=0.5,
        ),
        [x],
        state,
    )
    c, h = state
    packed = same_convolution(np.concatenate([x, h], -1), run["kernel"])
    i, j, f, o = np.split(packed + (run["biases"] if use_bias else 0), 4, axis=-1)
    c = sigmoid(f + 0.5) * c + sigmoid(i) * np.tanh(j)
    h = np.tanh(c) * sigmoid(o)
    if skip:
        h = np.concatenate([h, x], -1)
    close(run.outputs[0], h)
    close(run.state, (c, h))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: rnn.GLSTMCell(5, number_of_groups=2), "num_units must be divisible"),
        (lambda: rnn.GLSTMCell(4, num_proj=3, number_of_groups=2), "num_proj must be divisible"),
        (
            lambda: rnn.Conv2DLSTMCell(input_shape=[3, 2], output_channels=1, kernel_shape=[1, 1]),
            "Invalid input_shape",
        ),
    ],
    ids=["units", "projection", "convolution rank"],
)
def test_impossible_sizes_are_refused(make, message):
    with tf.Graph().as_default(), pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: rnn.CoupledInputForgetGateLSTMCell(UNITS),
        lambda: LayerNormLSTMCell(UNITS),
        lambda: WeightNormLSTMCell(UNITS),
        lambda: rnn.GLSTMCell(UNITS),
        lambda: rnn.IndyLSTMCell(UNITS),
    ],
    ids=["coupled", "layer norm", "weight norm", "group", "indy"],
)
def test_input_of_unknown_width_is_refused(make):
    with tf.Graph().as_default():
        cell = make()
        state = cell.zero_state(BATCH, tf.float32)
        with pytest.raises(ValueError, match=r"infer input size|statically known|to be known"):
            cell(tf.placeholder(tf.float32, [BATCH, None]), state)


def test_more_shards_than_rows_are_refused():
    with tf.Graph().as_default():
        cell = rnn.CoupledInputForgetGateLSTMCell(1, num_unit_shards=7)
        with pytest.raises(ValueError, match="Too many shards"):
            cell(tf.zeros([1, 2]), cell.zero_state(1, tf.float32))


def test_concatenated_state_equals_tuple_state():
    def outputs(state_is_tuple, state):
        return run_steps(
            lambda: rnn.CoupledInputForgetGateLSTMCell(
                UNITS, num_proj=PROJ, state_is_tuple=state_is_tuple
            ),
            frames(),
            state,
        )

    pair = start(output=PROJ)
    joined = outputs(False, np.concatenate(pair, 1))
    apart = outputs(True, pair)
    close(joined.outputs, apart.outputs, rtol=0)
    close(joined.state, np.concatenate(apart.state, 1), rtol=0)
