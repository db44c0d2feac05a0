"""The smaller cells of tf.contrib.rnn against NumPy, one equation each."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.contrib import rnn
from reference.contrib.rnn.minimal import CFNCell, MinimalRNNCell
from tests.reference.stepping import close, drawn, relu, run_steps, sigmoid

pytestmark = pytest.mark.tf

BATCH, WIDTH, UNITS = 3, 5, 4


def frames(width=WIDTH):
    return [drawn(f"x{step}", [BATCH, width]) for step in range(2)]


H = drawn("h", [BATCH, UNITS])


def test_ugrnn():
    run = run_steps(lambda: rnn.UGRNNCell(UNITS, forget_bias=0.4), frames(), H)
    h = H
    for x, output in zip(frames(), run.outputs, strict=True):
        packed = np.concatenate([x, h], 1) @ run["kernel"] + run["bias"]
        g, c = np.split(packed, 2, axis=1)
        g = sigmoid(g + 0.4)
        h = g * h + (1 - g) * np.tanh(c)
        close(output, h)
    close(run.state, h)


@pytest.mark.parametrize("width", [UNITS, WIDTH], ids=["fits", "projected"])
def test_intersection_rnn(width):
    run = run_steps(
        lambda: rnn.IntersectionRNNCell(UNITS, num_in_proj=UNITS, forget_bias=0.4),
        frames(width),
        H,
    )
    assert ("in_projection/kernel" in run.weights) == (width != UNITS)
    h = H
    for x, output in zip(frames(width), run.outputs, strict=True):
        if width != UNITS:
            x = x @ run["in_projection/kernel"] + run["in_projection/bias"]
        packed = np.concatenate([x, h], 1) @ run["kernel"] + run["bias"]
        gh, c, gy, y = np.split(packed, 4, axis=1)
        gh, gy = sigmoid(gh + 0.4), sigmoid(gy + 0.4)
        h = gh * h + (1 - gh) * np.tanh(c)
        close(output, gy * x + (1 - gy) * relu(y))
    close(run.state, h)


def test_intersection_rnn_wants_equal_widths():
    with tf.Graph().as_default(), pytest.raises(ValueError, match="num_in_proj should be set"):
        rnn.IntersectionRNNCell(UNITS)(tf.zeros([BATCH, WIDTH]), tf.zeros([BATCH, UNITS]))


@pytest.mark.parametrize("use_bias", [False, True], ids=["no-bias", "bias"])
@pytest.mark.parametrize("proj", [None, 3], ids=["full", "projected"])
def test_nas_cell(proj, use_bias):
    state = rnn.LSTMStateTuple(H, drawn("m", [BATCH, proj or UNITS]))
    run = run_steps(lambda: rnn.NASCell(UNITS, num_proj=proj, use_bias=use_bias), frames(), state)
    c, m = state
    for x, output in zip(frames(), run.outputs, strict=True):
        a = np.split(x @ run["kernel"], 8, axis=1)
        b = m @ run["recurrent_kernel"] + (run["bias"] if use_bias else 0)
        b = np.split(b, 8, axis=1)
        u = np.tanh(sigmoid(a[0] + b[0]) * relu(a[1] + b[1]))
        v = np.tanh(sigmoid(a[2] + b[2]) + relu(a[3] * b[3]))
        w = np.tanh(np.tanh(a[4] + b[4]) * sigmoid(a[5] + b[5]))
        z = sigmoid(np.tanh(a[6] + b[6]) + sigmoid(a[7] + b[7]))
        c = np.tanh(u + c) * v
        m = np.tanh(c * np.tanh(w + z))
        if proj:
            m = m @ run["projection_weights"]
        close(output, m)
    close(run.state, (c, m))


@pytest.mark.parametrize("activation", [None, tf.nn.relu], ids=["tanh", "relu"])
def test_sru(activation):
    act = relu if activation else np.tanh
    run = run_steps(lambda: rnn.SRUCell(UNITS, activation=activation), frames(), H)
    c = H
    for x, output in zip(frames(), run.outputs, strict=True):
        candidate, f, r, highway = np.split(x @ run["kernel"], 4, axis=1)
        f, r = np.split(sigmoid(np.concatenate([f, r], 1) + run["bias"]), 2, axis=1)
        c = f * c + (1 - f) * candidate
        close(output, r * act(c) + (1 - r) * highway)
    close(run.state, c)


def test_ind_rnn():
    run = run_steps(lambda: rnn.IndRNNCell(UNITS), frames(), H)
    h = H
    for x, output in zip(frames(), run.outputs, strict=True):
        h = np.tanh(x @ run["kernel_w"] + h * run["kernel_u"] + run["bias"])
        close(output, h)
    close(run.state, h)


def test_indy_gru():
    run = run_steps(lambda: rnn.IndyGRUCell(UNITS), frames(), H)
    h = H
    for x, output in zip(frames(), run.outputs, strict=True):
        gates = x @ run["gates/kernel_w"] + np.tile(h, [1, 2]) * run["gates/kernel_u"]
        r, u = np.split(sigmoid(gates + run["gates/bias"]), 2, axis=1)
        c = x @ run["candidate/kernel"] + r * h * run["candidate/kernel_u"]
        h = u * h + (1 - u) * np.tanh(c + run["candidate/bias"])
        close(output, h)
    close(run.state, h)


@pytest.mark.parametrize("make", [rnn.IndRNNCell, rnn.IndyGRUCell, rnn.IndyLSTMCell])
def test_recurrent_factors_start_between_minus_one_and_one(make):
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        cell = make(200)
        cell(tf.zeros([1, 2]), cell.zero_state(1, tf.float32))
        session.run(tf.global_variables_initializer())
        factors = [v for v in cell.weights if v.op.name.endswith("_u")]
        assert factors
        for values in session.run(factors):
            assert values.min() < -0.9
            assert values.max() > 0.9
            assert np.abs(values).max() < 1


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_minimal_rnn(activation):
    act = relu if activation == "relu" else np.tanh
    run = run_steps(lambda: MinimalRNNCell(UNITS, activation=activation), frames(), H)
    h = H
    forward, gate = np.split(run["kernel"], [WIDTH])
    for x, output in zip(frames(), run.outputs, strict=True):
        z = act(x @ forward)
        u = sigmoid(np.concatenate([z, h], 1) @ gate + run["bias"])
        h = u * h + (1 - u) * z
        close(output, h)
    close(run.state, h)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_chaos_free_network(activation):
    act = relu if activation == "relu" else np.tanh
    run = run_steps(lambda: CFNCell(UNITS, activation=activation), frames(), H)
    h = H
    gates, inner = np.split(run["kernel"], [2 * UNITS], axis=1)
    for x, output in zip(frames(), run.outputs, strict=True):
        summed = sigmoid(h @ run["recurrent_kernel"] + x @ gates + run["bias"])
        contract, block = np.split(summed, 2, axis=1)
        h = contract * act(h) + (1 - block) * act(x @ inner)
        close(output, h)
    close(run.state, h)


@pytest.mark.parametrize("kind", [np.float32, np.float64], ids=["float32 times", "float64 times"])
@pytest.mark.parametrize("peep", [False, True], ids=["no-peepholes", "peepholes"])
def test_phased_lstm_opens_in_its_rhythm(peep, kind):
    state = rnn.LSTMStateTuple(H, drawn("c", [BATCH, UNITS]))
    steps = [(drawn(f"t{k}", [BATCH, 1], 0, 40).astype(kind), x) for k, x in enumerate(frames())]

    def spread(name, value):
        return {"period": np.abs(value) * 9 + 1, "ratio_on": np.abs(value) * 0.3 + 0.1}.get(
            name, value
        )

    run = run_steps(
        lambda: rnn.PhasedLSTMCell(UNITS, use_peepholes=peep, leak=0.01), steps, state, spread
    )

    def linear(scope, *parts):
        return np.concatenate(parts, 1) @ run[f"{scope}/kernel"] + run[f"{scope}/bias"]

    c, h = state
    opened = []
    for (t, x), output in zip(steps, run.outputs, strict=True):
        gates = sigmoid(linear("mask_gates", x, h, *([c] if peep else [])))
        i, f = np.split(gates, 2, axis=1)
        new_c = f * c + i * np.tanh(linear("new_input", x, h))
        new_h = np.tanh(new_c) * sigmoid(linear("output_gate", x, h, *([new_c] if peep else [])))
        place = ((t - run["phase"]) % run["period"]) / run["period"]
        k = np.where(place < run["ratio_on"], 2 - 2 * place / run["ratio_on"], 0.01 * place)
        k = np.where(place < run["ratio_on"] / 2, 2 * place / run["ratio_on"], k)
        opened.append(k)
        c, h = k * new_c + (1 - k) * c, k * new_h + (1 - k) * h
        close(output, h, rtol=1e-4)  # the fraction of a period loses digits to the whole of time
    assert np.ptp(opened) > 0.5  # both open and closed units were met
    close(run.state, (c, h), rtol=1e-4)


def test_phased_lstm_starts():
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(3)
        cell = rnn.PhasedLSTMCell(300, ratio_on=0.2, trainable_ratio_on=False)
        cell((tf.zeros([1, 1]), tf.zeros([1, 2])), cell.zero_state(1, tf.float32))
        session.run(tf.global_variables_initializer())
        values = {v.op.name.rsplit("/", 1)[-1]: v for v in tf.global_variables()}
        period, phase, ratio_on = session.run([values[n] for n in ("period", "phase", "ratio_on")])
        assert "ratio_on" not in [v.op.name.rsplit("/", 1)[-1] for v in tf.trainable_variables()]
    assert 1 <= period.min() < 3
    assert 300 < period.max() <= 1000
    assert np.all(phase <= period)
    assert np.all(ratio_on == np.float32(0.2))


@pytest.mark.parametrize(
    ("make", "inputs"),
    [
        (lambda: rnn.NASCell(UNITS), [BATCH, None]),
        (lambda: rnn.UGRNNCell(UNITS), [BATCH, None]),
        (lambda: rnn.SRUCell(UNITS), [BATCH, None]),
        (lambda: rnn.IndRNNCell(UNITS), [BATCH, None]),
        (lambda: MinimalRNNCell(UNITS), [BATCH, None]),
        (lambda: CFNCell(UNITS), [BATCH, None]),
        (lambda: rnn.SRUCell(UNITS), [BATCH, 2, WIDTH]),
        (lambda: MinimalRNNCell(UNITS), [BATCH, 2, WIDTH]),
    ],
    ids=["nas", "ugrnn", "sru", "ind", "minimal", "cfn", "sru rank", "minimal rank"],
)
def test_inputs_of_unknown_width_or_other_rank_are_refused(make, inputs):
    with tf.Graph().as_default():
        cell = make()
        with pytest.raises(ValueError, match=r"input size|to be known|expected ndim=2"):
            cell(tf.placeholder(tf.float32, inputs), cell.zero_state(BATCH, tf.float32))
