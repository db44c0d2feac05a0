"""The cells of ``tf.nn.rnn_cell`` against their equations in NumPy, over their options."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import rnn  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402
from tests.reference.stepping import drawn, run_steps, sigmoid  # noqa: E402

pytestmark = pytest.mark.tf

BATCH, DEPTH, UNITS, STEPS = 2, 3, 4, 3
INPUTS = [drawn(f"x{step}", (BATCH, DEPTH)) for step in range(STEPS)]
ACTIVATIONS = {"tanh": np.tanh, "relu": lambda x: np.maximum(x, 0)}


def start(width, name="h"):
    return drawn(name, (BATCH, width))


def side_by_side(*parts):
    return np.concatenate(parts, axis=1)


def check(run, step, state):
    for inputs, output in zip(INPUTS, run.outputs, strict=True):
        expected, state = step(inputs, state)
        np.testing.assert_allclose(output, expected, rtol=1e-5, atol=1e-6)
    for value, expected in zip(tf.nest.flatten(run.state), tf.nest.flatten(state), strict=True):
        np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_basic_rnn(name):
    act = ACTIVATIONS[name]
    run = run_steps(lambda: rnn_cell.BasicRNNCell(UNITS, activation=name), INPUTS, start(UNITS))

    def step(x, h):
        h = act(side_by_side(x, h) @ run["kernel"] + run["bias"])
        return h, h

    assert run["kernel"].shape == (DEPTH + UNITS, UNITS)
    check(run, step, start(UNITS))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gru(name):
    act = ACTIVATIONS[name]
    run = run_steps(lambda: rnn_cell.GRUCell(UNITS, activation=name), INPUTS, start(UNITS))

    def step(x, h):
        gates = sigmoid(side_by_side(x, h) @ run["gates/kernel"] + run["gates/bias"])
        r, u = np.split(gates, 2, axis=1)
        c = act(side_by_side(x, r * h) @ run["candidate/kernel"] + run["candidate/bias"])
        h = u * h + (1 - u) * c
        return h, h

    check(run, step, start(UNITS))


@pytest.mark.parametrize("joined", [False, True], ids=["tuple", "joined"])
@pytest.mark.parametrize("forget_bias", [1.0, 0.0])
def test_basic_lstm(joined, forget_bias):
    c, h = start(UNITS, "c"), start(UNITS, "h")
    run = run_steps(
        lambda: rnn_cell.BasicLSTMCell(UNITS, forget_bias, state_is_tuple=not joined),
        INPUTS,
        side_by_side(c, h) if joined else rnn_cell.LSTMStateTuple(c, h),
    )

    def step(x, state):
        c, h = np.split(state, 2, axis=1) if joined else state
        i, j, f, o = np.split(side_by_side(x, h) @ run["kernel"] + run["bias"], 4, axis=1)
        c = c * sigmoid(f + forget_bias) + sigmoid(i) * np.tanh(j)
        h = np.tanh(c) * sigmoid(o)
        return h, side_by_side(c, h) if joined else (c, h)

    check(run, step, side_by_side(c, h) if joined else (c, h))


@pytest.mark.parametrize("joined", [False, True], ids=["tuple", "joined"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"use_peepholes": True},
        {"cell_clip": 0.3},
        {"num_proj": 5},
        {"num_proj": 2, "proj_clip": 0.2, "use_peepholes": True, "cell_clip": 0.5},
        {"forget_bias": 0.0, "activation": tf.nn.relu},
    ],
    ids=["plain", "peepholes", "cell_clip", "projection", "everything", "relu"],
)
def test_lstm(options, joined):
    width = options.get("num_proj", UNITS)
    act = ACTIVATIONS["relu" if "activation" in options else "tanh"]
    limit, proj_limit = options.get("cell_clip", np.inf), options.get("proj_clip", np.inf)
    c, h = start(UNITS, "c"), start(width, "h")
    run = run_steps(
        lambda: rnn_cell.LSTMCell(UNITS, state_is_tuple=not joined, **options),
        INPUTS,
        side_by_side(c, h) if joined else rnn_cell.LSTMStateTuple(c, h),
    )

    def peep(gate, memory):
        return run[f"w_{gate}_diag"] * memory if options.get("use_peepholes") else 0.0

    def step(x, state):
        c, h = np.split(state, [UNITS], axis=1) if joined else state
        i, j, f, o = np.split(side_by_side(x, h) @ run["kernel"] + run["bias"], 4, axis=1)
        forget = sigmoid(f + options.get("forget_bias", 1.0) + peep("f", c))
        new_c = np.clip(forget * c + sigmoid(i + peep("i", c)) * act(j), -limit, limit)
        new_h = sigmoid(o + peep("o", new_c)) * act(new_c)
        if "num_proj" in options:
            new_h = np.clip(new_h @ run["projection/kernel"], -proj_limit, proj_limit)
        return new_h, side_by_side(new_c, new_h) if joined else (new_c, new_h)

    check(run, step, side_by_side(c, h) if joined else (c, h))


def test_multi_rnn_is_its_cells_on_top_of_each_other():
    first, second = start(UNITS, "a"), start(2, "b")
    run = run_steps(
        lambda: rnn_cell.MultiRNNCell([rnn_cell.BasicRNNCell(UNITS), rnn_cell.BasicRNNCell(2)]),
        INPUTS,
        (first, second),
    )

    def step(x, states):
        new = []
        for number, h in enumerate(states):
            scope = f"cell_{number}/basic_rnn_cell"
            x = np.tanh(side_by_side(x, h) @ run[f"{scope}/kernel"] + run[f"{scope}/bias"])
            new.append(x)
        return x, tuple(new)

    check(run, step, (first, second))


def test_residual_wrapper_adds_the_inputs():
    plain = run_steps(lambda: rnn_cell.GRUCell(DEPTH, name="g"), INPUTS[:1], start(DEPTH))
    wrapped = run_steps(
        lambda: rnn_cell.ResidualWrapper(rnn_cell.GRUCell(DEPTH, name="g")),
        INPUTS[:1],
        start(DEPTH),
    )
    np.testing.assert_allclose(wrapped.outputs[0], plain.outputs[0] + INPUTS[0], rtol=1e-6)
    np.testing.assert_allclose(wrapped.state, plain.state)


def test_projection_wrappers_multiply_before_and_behind():
    run = run_steps(
        lambda: rnn.InputProjectionWrapper(rnn_cell.BasicRNNCell(UNITS), 5, tf.tanh),
        INPUTS,
        start(UNITS),
    )

    def step(x, h):
        x = np.tanh(x @ run["kernel"] + run["bias"])
        scope = "basic_rnn_cell"
        h = np.tanh(side_by_side(x, h) @ run[f"{scope}/kernel"] + run[f"{scope}/bias"])
        return h, h

    check(run, step, start(UNITS))
    run = run_steps(
        lambda: rnn.OutputProjectionWrapper(rnn_cell.BasicRNNCell(UNITS), 5), INPUTS, start(UNITS)
    )

    def step(x, h):
        scope = "basic_rnn_cell"
        h = np.tanh(side_by_side(x, h) @ run[f"{scope}/kernel"] + run[f"{scope}/bias"])
        return h @ run["kernel"] + run["bias"], h

    check(run, step, start(UNITS))


@pytest.mark.parametrize("lengths", [[0, 0], [5, 5], [2, 5]], ids=["zero", "full", "mixed"])
def test_dynamic_rnn_stops_at_the_sequence_length(lengths):
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = drawn("long", (2, 5, DEPTH))
        cell = rnn_cell.BasicRNNCell(UNITS)
        outputs, state = tf.nn.dynamic_rnn(
            cell, tf.constant(inputs), sequence_length=lengths, dtype=tf.float32
        )
        session.run(tf.global_variables_initializer())
        (kernel, bias), got, final = session.run([cell.weights, outputs, state])
    for row, length in enumerate(lengths):
        h = np.zeros(UNITS)
        for step in range(5):
            if step < length:
                h = np.tanh(np.concatenate([inputs[row, step], h]) @ kernel + bias)
            np.testing.assert_allclose(got[row, step], h if step < length else 0, atol=1e-6)
        np.testing.assert_allclose(final[row], h, atol=1e-6)
