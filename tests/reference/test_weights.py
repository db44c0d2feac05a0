"""Layouts of weights: round trips, equations in NumPy, live sessions, and what is refused."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tensorflow")

import keras
import tensorflow.compat.v1 as tf
from keras import layers

from reference import weights
from reference.nn import rnn_cell
from reference.weights import DenseWeights, EmbeddingWeights, GRUWeights, LSTMWeights, RNNWeights

pytestmark = pytest.mark.tf

SIZES = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32 - 1))
FLOATS = st.sampled_from([np.float16, np.float32, np.float64])
CELLS = {"rnn": (RNNWeights, 1), "lstm": (LSTMWeights, 4), "gru": (GRUWeights, 3)}


def drawn(kind, inputs, units, seed=0, dtype=np.float32, **more):
    """Weights of a kind, all numbers different."""
    source = np.random.default_rng(seed)
    cls, gates = CELLS[kind]
    shapes = [(inputs, gates * units), (units, gates * units), (gates * units,)]
    arrays = [source.uniform(-1, 1, shape).astype(dtype) for shape in shapes]
    return cls(*arrays, **more)


def same(found, expected):
    assert type(found) is type(expected)
    for name, value in vars(expected).items():
        other = getattr(found, name)
        if isinstance(value, np.ndarray):
            assert other.dtype == value.dtype
            np.testing.assert_array_equal(other, value)
        else:
            assert other == value


@settings(max_examples=30, deadline=None)
@given(SIZES, FLOATS, st.sampled_from(list(CELLS)))
def test_round_trips_keep_every_bit(sizes, dtype, kind):
    cell = drawn(kind, *sizes, dtype=dtype)
    cls = type(cell)
    same(cls.from_keras(cell.to_keras()), cell)
    if kind == "gru":
        same(cls.from_tf1(cell.to_tf1("rnn/gru_cell")), cell)
        second = drawn(kind, *sizes[:2], sizes[2] // 2, dtype=dtype).bias
        cell = GRUWeights(cell.kernel, cell.recurrent_kernel, cell.bias, second)
        same(cls.from_keras(cell.to_keras()), cell)
        same(cls.from_torch(cell.to_torch("net.", 2, True), "net.", 2, True), cell)
    else:
        options = {"forget_bias": 0.0} if kind == "lstm" else {}
        tf1 = cell.to_tf1("rnn/cell", **options)
        same(cls.from_tf1(tf1, "rnn", **options), cell)
        same(cls.from_torch(cell.to_torch(layer=None), layer=None), cell)


@settings(max_examples=30, deadline=None)
@given(SIZES, st.sampled_from([0.0, 0.3, 1.0]))
def test_a_forget_bias_stays_apart_until_it_has_to_be_added(sizes, forget_bias):
    tf1 = drawn("lstm", *sizes).to_tf1("cell", forget_bias=0.0)
    cell = LSTMWeights.from_tf1(tf1, forget_bias=forget_bias)
    for name, array in cell.to_tf1("cell", forget_bias).items():
        np.testing.assert_array_equal(array, tf1[name])
    forget = cell.units * 1, cell.units * 2  # Keras's second gate
    i, j, f, o = np.split(tf1["cell/bias"], 4)
    expected = np.concatenate([i, f + np.float32(forget_bias), j, o])
    np.testing.assert_array_equal(cell.to_keras()[2], expected)
    np.testing.assert_array_equal(cell.to_torch()["bias_ih_l0"], expected)
    assert forget[1] - forget[0] == f.size


@settings(max_examples=20, deadline=None)
@given(SIZES)
def test_the_double_biases_of_pytorch_are_added_up(sizes):
    for kind in ("rnn", "lstm"):
        parameters = drawn(kind, *sizes).to_torch()
        parameters["bias_hh_l0"] = parameters["bias_ih_l0"][::-1].copy()
        found = type(drawn(kind, *sizes)).from_torch(parameters).to_torch()
        both = parameters["bias_ih_l0"] + parameters["bias_hh_l0"]
        np.testing.assert_array_equal(found["bias_ih_l0"], both)
        assert not found["bias_hh_l0"].any()


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step(cell, x, h, c=None):
    """One step of a cell by its equations, in float64."""
    inner, state = x @ cell.kernel + cell.bias, h @ cell.recurrent_kernel
    blocks = cell.gates
    if blocks == 1:
        return np.tanh(inner + state)
    if blocks == 4:
        i, j, f, o = np.split(inner + state, 4, axis=1)
        c = c * sigmoid(f + cell.forget_bias) + sigmoid(i) * np.tanh(j)
        return np.tanh(c) * sigmoid(o)
    after = cell.recurrent_bias is not None
    state = state + cell.recurrent_bias if after else state
    (r, u, xc), (hr, hu, hc) = np.split(inner, 3, axis=1), np.split(state, 3, axis=1)
    r, u = sigmoid(r + hr), sigmoid(u + hu)
    rows = np.split(cell.recurrent_kernel, 3, axis=1)[2]
    candidate = np.tanh(xc + (r * hc if after else (r * h) @ rows))
    return u * h + (1 - u) * candidate


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru", "gru after"])
def test_equations(kind):
    """Keras computes from the converted weights what the neutral layout says."""
    after = {"recurrent_bias": np.linspace(-1, 1, 9)} if kind == "gru after" else {}
    forget = {"forget_bias": 0.7} if kind == "lstm" else {}
    cell = drawn(kind.split()[0], 2, 3, dtype=np.float64, **after, **forget)
    made = {"rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}[kind.split()[0]]
    options = {"reset_after": bool(after)} if "gru" in kind else {}
    layer = made(3, dtype="float64", **options)
    layer.build((None, None, 2))
    weights.assign_keras(layer, cell)
    x, h, c = (drawn("rnn", 4, width, seed=5, dtype=np.float64).kernel for width in (2, 3, 3))
    found = layer(x[:, None], initial_state=[h, c] if kind == "lstm" else h)
    np.testing.assert_allclose(found, step(cell, x, h, c), rtol=1e-12)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_a_live_module_of_pytorch_both_ways(kind):
    torch = pytest.importorskip("torch", reason="PyTorch is not in the test extra")
    module = getattr(torch.nn, kind)(3, 4, num_layers=2, bidirectional=True, batch_first=True)
    x = np.float32(np.linspace(-1, 1, 24)).reshape(2, 4, 3)
    made = {"RNN": layers.SimpleRNN, "LSTM": layers.LSTM, "GRU": layers.GRU}[kind]
    pairs = [layers.Bidirectional(made(4, return_sequences=True)) for _ in range(2)]
    model = keras.Sequential([keras.Input((4, 3)), *pairs])
    weights.keras_from_torch(pairs, module)
    np.testing.assert_allclose(model(x), module(torch.from_numpy(x))[0].detach(), atol=1e-6)

    model.set_weights([array * 0.5 + 0.1 for array in model.get_weights()])
    values = weights.keras_to_torch(pairs)
    module.load_state_dict({name: torch.from_numpy(array) for name, array in values.items()})
    np.testing.assert_allclose(model(x), module(torch.from_numpy(x))[0].detach(), atol=1e-6)


def session_with(build):
    graph = tf.Graph()
    with graph.as_default():
        made = build()
        session = tf.Session(graph=graph)
        session.run(tf.global_variables_initializer())
    return session, made


@pytest.mark.parametrize("use_resource", [False, True])
def test_a_live_session_both_ways(use_resource):
    x = np.float32(np.linspace(-1, 1, 24)).reshape(2, 4, 3)

    def build():
        tf.set_random_seed(1)
        with tf.variable_scope("net", use_resource=use_resource):
            cells = [rnn_cell.BasicLSTMCell(4), rnn_cell.GRUCell(2)]
            place = tf.placeholder(tf.float32, [2, 4, 3])
            stack = rnn_cell.MultiRNNCell(cells)
            return place, tf.nn.dynamic_rnn(stack, place, dtype=tf.float32)[0]

    session, (place, outputs) = session_with(build)
    layer = layers.RNN(
        [layers.LSTMCell(4), layers.GRUCell(2, reset_after=False)], return_sequences=True
    )
    layer.build((None, None, 3))
    weights.keras_from_tf1(layer, session, "net")
    np.testing.assert_allclose(layer(x), session.run(outputs, {place: x}), atol=1e-6)

    layer.set_weights([array * 0.5 + 0.1 for array in layer.get_weights()])
    ops = len(session.graph.get_operations())
    weights.assign_session(session, weights.keras_to_tf1(layer, session, "net"))
    assert len(session.graph.get_operations()) == ops
    np.testing.assert_allclose(layer(x), session.run(outputs, {place: x}), atol=1e-6)
    with session, pytest.raises(RuntimeError, match=r"outside of `with tf\.Session"):
        weights.keras_from_tf1(layer, session, "net")


def test_a_program_without_eager_execution_is_told_so():
    program = """
import keras, numpy as np, tensorflow.compat.v1 as tf
from reference import weights
layer = keras.layers.SimpleRNN(2)
layer.build((None, None, 3))
tf.disable_v2_behavior()
weights.keras_from_tf1(layer, {"kernel": np.ones([5, 2]), "bias": np.zeros(2)})
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "RuntimeError: Keras 3 layers need eager execution" in run.stderr


def test_a_checkpoint_both_ways(tmp_path):
    cell = drawn("gru", 3, 2)
    prefix = weights.write_checkpoint(tmp_path / "saved", cell.to_tf1("rnn/gru_cell"))
    same(GRUWeights.from_tf1(prefix), cell)

    def build():
        place = tf.placeholder(tf.float32, [1, 3])
        made = rnn_cell.GRUCell(2)
        with tf.variable_scope("rnn"):
            made(place, made.zero_state(1, tf.float32))
        return tf.train.Saver()

    session, saver = session_with(build)
    with session:
        saver.restore(session, prefix)
        same(GRUWeights.from_tf1(session), cell)
    assert set(weights.read(prefix, "rnn/gru_cell/gates")) == {
        "rnn/gru_cell/gates/kernel",
        "rnn/gru_cell/gates/bias",
    }


def test_assigning_to_a_session_is_all_or_nothing():
    session, _ = session_with(lambda: tf.get_variable("v", [2], initializer=tf.zeros_initializer()))
    with session:
        with pytest.raises(ValueError, match="The graph has no variable w"):
            weights.assign_session(session, {"v": [1.0, 2.0], "w": 1.0})
        with pytest.raises(ValueError, match=r"v: expected \[2\] .* found \[3\]"):
            weights.assign_session(session, {"v": [1.0, 2.0, 3.0]})
        assert not weights.read(session)["v"].any()


def test_dense_and_embedding():
    kernel, bias = np.arange(6.0).reshape(2, 3), np.arange(3.0)
    for dense in (DenseWeights(kernel, bias), DenseWeights(kernel)):
        same(DenseWeights.from_tf1(dense.to_tf1("out"), "out"), dense)
        same(DenseWeights.from_keras(dense.to_keras()), dense)
        same(DenseWeights.from_torch(dense.to_torch("fc."), "fc."), dense)
        assert (dense.inputs, dense.units) == (2, 3)
    same(
        DenseWeights.from_tf1({"fully_connected/weights": kernel, "fully_connected/biases": bias}),
        DenseWeights(kernel, bias),
    )
    table = EmbeddingWeights(kernel)
    same(EmbeddingWeights.from_tf1(table.to_tf1("Variable"), "Variable"), table)
    same(EmbeddingWeights.from_tf1({"words/embeddings": kernel}, "words"), table)
    same(EmbeddingWeights.from_keras(table.to_keras()), table)
    same(EmbeddingWeights.from_torch(table.to_torch("e."), "e."), table)


def built(layer, width=3):
    layer.build((None, None, width))
    return layer


def lstm(units=2, inputs=3, scope="rnn/lstm_cell"):
    return drawn("lstm", inputs, units).to_tf1(scope)


REFUSED = {
    "a GRUCell has no reset_after": (
        lambda: weights.keras_from_tf1(
            built(layers.GRU(2, name="g")), drawn("gru", 3, 2).to_tf1("gru")
        ),
        r"g.* has reset_after=True, the weights are of a GRU with reset_after=False.*"
        r"build the layer with reset_after=False",
    ),
    "PyTorch resets after": (
        lambda: weights.keras_from_torch(
            built(layers.GRU(2, reset_after=False)),
            {
                "weight_ih_l0": np.zeros([6, 3]),
                "weight_hh_l0": np.zeros([6, 2]),
            },
        ),
        "build the layer with reset_after=True",
    ),
    "a GRUCell in PyTorch": (
        lambda: drawn("gru", 3, 2).to_torch(),
        r"torch\.nn\.GRU resets after the product",
    ),
    "a GRU of Keras into a GRUCell": (
        lambda: weights.keras_to_tf1(built(layers.GRU(2)), drawn("gru", 3, 2).to_tf1("gru")),
        "a GRU with another reset_after",
    ),
    "another input width": (
        lambda: weights.keras_from_tf1(built(layers.LSTM(2), 5), lstm()),
        r"lstm_cell.*/kernel: expected \[5, 8\] \(the layer's variable\), found \[3, 8\]",
    ),
    "another width on the way back": (
        lambda: weights.keras_to_tf1(built(layers.LSTM(2), 5), lstm()),
        r"rnn/lstm_cell/kernel: expected \[5, 8\]|"
        r"rnn/lstm_cell/kernel: expected \[5, 8\] .*found \[7, 8\]",
    ),
    "another kind of cell": (
        lambda: LSTMWeights.from_tf1(drawn("rnn", 3, 5).to_tf1("rnn/basic_rnn_cell")),
        r"rnn/basic_rnn_cell/bias: expected a multiple of 4 entries .* found \[5\]\. Is it another",
    ),
    "a kernel that does not go with the bias": (
        lambda: LSTMWeights.from_tf1({"kernel": np.zeros([5, 12]), "bias": np.zeros(8)}),
        r"kernel: expected \[inputs \+ 2, 8\] .* found \[5, 12\]",
    ),
    "a candidate of another width": (
        lambda: GRUWeights.from_tf1(
            drawn("gru", 3, 2).to_tf1("g") | {"g/candidate/kernel": np.zeros([6, 2])}
        ),
        r"g/candidate/kernel: expected \[5, 2\] \(\[inputs \+ units, units\]\), found \[6, 2\]",
    ),
    "several cells": (
        lambda: LSTMWeights.from_tf1({**lstm(scope="a/lstm_cell"), **lstm(scope="b/lstm_cell")}),
        "more than one kernel and bias of an LSTM cell: name one of 'a/lstm_cell', 'b/lstm_cell'",
    ),
    "no cell": (
        lambda: GRUWeights.from_tf1(lstm(), "rnn"),
        r"scope 'rnn' has no variables of a GRU cell .*It holds: rnn/lstm_cell/bias, rnn/lstm",
    ),
    "no pair": (
        lambda: weights.keras_from_tf1(built(layers.Bidirectional(layers.LSTM(2))), lstm()),
        r"has no bidirectional pair \(fw, bw\)",
    ),
    "several stacks, one called like the beginning of the other": (
        lambda: weights.keras_from_tf1(
            [built(layers.LSTM(2))], {**lstm(scope="net/cell_0/c"), **lstm(scope="net2/cell_0/c")}
        ),
        r"more than one stack of cells \(cell_0\): name one of 'net', 'net2'",
    ),
    "more cells than layers": (
        lambda: weights.keras_from_tf1(
            [built(layers.LSTM(2))], {**lstm(scope="cell_0/c"), **lstm(scope="cell_1/c")}
        ),
        "cell_1: the stack has more cells than the 1 given",
    ),
    "more layers than given": (
        lambda: weights.keras_from_torch(
            built(layers.LSTM(2)),
            drawn("lstm", 3, 2).to_torch() | drawn("lstm", 2, 2).to_torch(layer=1),
        ),
        "weight_ih_l1: more layers or directions than were given",
    ),
    "a layer not built": (
        lambda: weights.keras_from_tf1(layers.LSTM(2, name="first"), lstm()),
        "is not built: call it once",
    ),
    "reading a layer not built": (
        lambda: LSTMWeights.from_keras(layers.LSTM(2)),
        "not 0 arrays",
    ),
    "no place for a bias": (
        lambda: weights.keras_from_tf1(built(layers.LSTM(2, use_bias=False)), lstm()),
        "has no bias, the weights have one: build it with use_bias=True",
    ),
    "proj_size": (
        lambda: LSTMWeights.from_torch(
            drawn("lstm", 3, 2).to_torch() | {"weight_hr_l0": np.zeros([1, 2])}
        ),
        "proj_size has no counterpart",
    ),
    "names that are not there": (
        lambda: LSTMWeights.from_torch(drawn("lstm", 3, 2).to_torch("lstm.")),
        r"There is no weight_ih_l0 among the parameters: lstm\.bias_hh_l0",
    ),
    "no checkpoint": (
        lambda: weights.read("nowhere/model"),
        "No checkpoint can be read at 'nowhere/model'",
    ),
    "a GRU without bias as arrays": (
        lambda: GRUWeights.from_keras(drawn("gru", 3, 2).to_keras()[:2]),
        "give the layer itself, so that reset_after is known",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_sentence(case):
    attempt, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        attempt()


def test_nothing_is_set_when_a_part_does_not_fit():
    parts = [built(layers.LSTM(2)), built(layers.LSTM(2), 5)]
    before = parts[0].get_weights()
    with pytest.raises(ValueError, match=r"found \[2, 8\]"):
        weights.keras_from_tf1(
            parts, {**lstm(scope="cell_0/c"), **lstm(inputs=2, scope="cell_1/c")}
        )
    for array, kept in zip(parts[0].get_weights(), before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_a_scope_may_end_with_a_slash():
    same(LSTMWeights.from_tf1(lstm(), "rnn/"), LSTMWeights.from_tf1(lstm()))
    assert set(weights.read(lstm(), "rnn/")) == set(lstm())


def test_layers_of_other_kinds_are_named():
    with pytest.raises(TypeError, match="Flatten is not a layer whose weights are known"):
        weights.keras_from_tf1(layers.Flatten(), {})
    with pytest.raises(TypeError, match="takes LSTMWeights, not RNNWeights"):
        weights.assign_keras(built(layers.LSTM(2)), drawn("rnn", 3, 2))
    with pytest.raises(TypeError, match="or a dict of name -> array, not int"):
        weights.read(3)


def test_a_layer_without_bias_takes_a_bias_of_zeros():
    cell = drawn("gru", 3, 2)
    flat = GRUWeights(cell.kernel, cell.recurrent_kernel, np.zeros(6, np.float32))
    layer = built(layers.GRU(2, use_bias=False, reset_after=False))
    weights.assign_keras(layer, flat)
    same(GRUWeights.from_keras(layer), flat)


def test_keras_variables_of_a_whole_model_survive_saving(tmp_path):
    model = keras.Sequential([keras.Input((4, 3)), layers.LSTM(2)])
    weights.keras_from_tf1(model.layers[0], lstm())
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    same(LSTMWeights.from_keras(again.layers[0]), LSTMWeights.from_keras(model.layers[0]))
