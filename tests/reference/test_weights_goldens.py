"""Weights carried into Keras compute what TensorFlow 1.15.5 and PyTorch computed with them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras
from keras import layers

from reference import weights
from tests.conformance.judging import error, golden_file

pytestmark = pytest.mark.tf

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden"
CHECKPOINT = GOLDEN / "checkpoints" / "weights" / "model"
EXPECTED = json.loads(CHECKPOINT.with_name("expected.json").read_text())
TOLERANCE = 1e-6
EACH_STEP = {"return_sequences": True}


def _agrees(found, golden):
    golden = np.asarray(golden, np.float32)
    assert tuple(found.shape) == golden.shape
    assert error(np.asarray(found), golden) <= TOLERANCE


def _comes_back(layer, scope, **options):
    """The checkpoint's names and values; a forget bias rounds once each way."""
    values = weights.keras_to_tf1(layer, CHECKPOINT, scope, **options)
    saved = weights.read(CHECKPOINT, scope)
    assert set(values) == {name for name in saved if "/Adam" not in name}
    for name, array in values.items():
        allowed = 1.2e-7 if "lstm" in name and name.endswith("bias") else 0
        np.testing.assert_allclose(array, saved[name], rtol=0, atol=allowed)


def _built(layer, width):
    layer.build((None, None, width))
    return layer


def _stacked(parts, x):
    for part in parts:
        x = part(x)
    return x


UNROLLED = {
    "plain": (lambda: layers.SimpleRNN(5, **EACH_STEP), {}),
    "memory": (lambda: layers.LSTM(5, **EACH_STEP), {}),
    "forgetful": (lambda: layers.LSTM(5, **EACH_STEP), {"forget_bias": 0.25}),
    "gated": (lambda: layers.GRU(5, reset_after=False, **EACH_STEP), {}),
    "block_gru": (lambda: layers.GRU(5, reset_after=False, **EACH_STEP), {}),
    "cudnn_lstm": (lambda: layers.LSTM(5, **EACH_STEP), {}),
    "cudnn_gru": (lambda: layers.GRU(5, **EACH_STEP), {}),
    "stack": (
        lambda: layers.RNN(
            [layers.LSTMCell(4), layers.GRUCell(3, reset_after=False), layers.SimpleRNNCell(2)],
            **EACH_STEP,
        ),
        {},
    ),
}


@pytest.mark.parametrize("scope", UNROLLED)
def test_cells_of_a_tf1_checkpoint(scope):
    make, options = UNROLLED[scope]
    layer = _built(make(), 3)
    weights.keras_from_tf1(layer, CHECKPOINT, scope, **options)
    _agrees(layer(np.float32(EXPECTED["inputs"]["x"])), EXPECTED["outputs"][scope])
    _comes_back(layer, scope, **options)


def test_the_forget_bias_of_1_is_needed():
    layer = _built(layers.LSTM(5, **EACH_STEP), 3)
    weights.keras_from_tf1(layer, CHECKPOINT, "memory", forget_bias=0.0)
    found = np.asarray(layer(np.float32(EXPECTED["inputs"]["x"])))
    assert error(found, np.float32(EXPECTED["outputs"]["memory"])) > 1e-2


def test_a_bidirectional_pair_of_a_tf1_checkpoint():
    backward = layers.GRU(3, reset_after=False, go_backwards=True, **EACH_STEP)
    pair = layers.Bidirectional(
        layers.LSTM(4, **EACH_STEP), backward_layer=backward, merge_mode=None
    )
    _built(pair, 3)
    weights.keras_from_tf1(pair, CHECKPOINT, "pair")
    found = pair(np.float32(EXPECTED["inputs"]["x"]))
    for side, golden in zip(found, EXPECTED["outputs"]["pair"], strict=True):
        _agrees(side, golden)
    _comes_back(pair, "pair")


def test_stacked_bidirectional_pairs_of_a_tf1_checkpoint():
    x = np.float32(EXPECTED["inputs"]["x"])
    pairs = [layers.Bidirectional(layers.LSTM(units, **EACH_STEP)) for units in (3, 2)]
    _stacked(pairs, x)
    weights.keras_from_tf1(pairs, CHECKPOINT, "pairs")
    _agrees(_stacked(pairs, x), EXPECTED["outputs"]["pairs"])
    _comes_back(pairs, "pairs")


def test_separate_layers_are_the_cells_of_a_stack():
    x = np.float32(EXPECTED["inputs"]["x"])
    parts = [
        layers.LSTM(4, **EACH_STEP),
        layers.GRU(3, reset_after=False, **EACH_STEP),
        layers.SimpleRNN(2, **EACH_STEP),
    ]
    _stacked(parts, x)
    weights.keras_from_tf1(parts, CHECKPOINT, "stack")
    _agrees(_stacked(parts, x), EXPECTED["outputs"]["stack"])


def test_embedding_cell_and_head_of_a_tf1_checkpoint():
    ids = np.int32(EXPECTED["inputs"]["ids"])
    model = keras.Sequential(
        [
            layers.Embedding(7, 3),
            layers.GRU(4, reset_after=False, **EACH_STEP),
            layers.TimeDistributed(layers.Dense(7)),
        ]
    )
    model(ids)
    table, cell, head = model.layers
    weights.keras_from_tf1(table, CHECKPOINT, "words")
    weights.keras_from_tf1(cell, CHECKPOINT, "words")
    weights.keras_from_tf1(head, CHECKPOINT, "words/head")
    _agrees(model(ids), EXPECTED["outputs"]["words"])


GRU_BEFORE = {"reset_after": False}
TF1 = {
    "core_cells/basic_rnn": (layers.SimpleRNN, {}, {}),
    "core_cells/basic_lstm": (layers.LSTM, {}, {}),
    "core_cells/basic_lstm_joined_state": (layers.LSTM, {}, {"forget_bias": 0.3}),
    "core_cells/gru": (layers.GRU, GRU_BEFORE, {}),
    "core_cells/gru_initialised": (layers.GRU, GRU_BEFORE | {"activation": "softsign"}, {}),
    "contrib_rnn_cells/lstm_block": (layers.LSTM, {}, {"forget_bias": 0.5}),
    "contrib_rnn_cells/gru_block": (layers.GRU, GRU_BEFORE, {}),
    "contrib_rnn_cells/gru_block_v2": (layers.GRU, GRU_BEFORE, {}),
}


@pytest.mark.parametrize("key", TF1)
def test_goldens_of_cells(key):
    """Outputs, and the weights on their way back: a forget bias rounds once each way."""
    kind, options, reading = TF1[key]
    golden = golden_file.load(GOLDEN / f"{key}.json")
    x = golden["inputs"]["x"]
    layer = _built(
        kind(golden["outputs"]["outputs"].shape[-1], **options, **EACH_STEP), x.shape[-1]
    )
    weights.keras_from_tf1(layer, golden["start"], **reading)
    _agrees(layer(x), golden["outputs"]["outputs"])
    again = weights.keras_to_tf1(layer, golden["start"], **reading)
    for name, array in golden["start"].items():
        np.testing.assert_allclose(again[name], array, rtol=0, atol=1.2e-7)


def test_the_fused_lstm_is_time_major():
    golden = golden_file.load(GOLDEN / "contrib_rnn_cells" / "lstm_fused.json")
    layer = _built(layers.LSTM(4, return_state=True, **EACH_STEP), 4)
    weights.keras_from_tf1(layer, golden["start"])
    outputs, h, c = layer(golden["inputs"]["x"].transpose(1, 0, 2))
    _agrees(np.asarray(outputs).transpose(1, 0, 2), golden["outputs"]["outputs"])
    _agrees(c, golden["outputs"]["state/0"])
    _agrees(h, golden["outputs"]["state/1"])


def test_lengths_become_a_mask_that_zeroes_outputs():
    golden = golden_file.load(GOLDEN / "core_cells" / "bidirectional.json")
    masked = {"zero_output_for_mask": True, **EACH_STEP}
    backward = layers.GRU(2, reset_after=False, go_backwards=True, **masked)
    pair = layers.Bidirectional(layers.LSTM(5, **masked), None, backward_layer=backward)
    _built(pair, 3)
    weights.keras_from_tf1(pair, golden["start"])
    mask = np.array([[False] * 4, [True, True, True, False]])
    for number, side in enumerate(pair(golden["inputs"]["x"], mask=mask)):
        _agrees(side, golden["outputs"][f"outputs/{number}"])


def test_dense_of_tf1():
    golden = golden_file.load(GOLDEN / "layers" / "dense.json")
    layer = layers.Dense(4)
    layer.build((None, 5))
    weights.keras_from_tf1(layer, golden["start"], "dense")
    _agrees(layer(golden["inputs"]["x"]), golden["outputs"]["y"])


def test_peepholes_and_projections_are_refused_by_name():
    golden = golden_file.load(GOLDEN / "core_cells" / "lstm_peepholes_projection.json")
    with pytest.raises(ValueError, match=r"rnn/lstm_cell has peepholes or a projection .*w_f_diag"):
        weights.LSTMWeights.from_tf1(golden["start"])


TORCH = sorted(path.stem for path in (GOLDEN / "torch_rnn").glob("*.json"))
KINDS = {"rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}


def test_there_are_goldens_of_pytorch():
    assert {name.partition("_")[0] for name in TORCH} == set(KINDS)


@pytest.mark.parametrize("name", TORCH)
def test_goldens_of_pytorch(name):
    golden = golden_file.load(GOLDEN / "torch_rnn" / f"{name}.json")
    options, x = golden["options"], golden["inputs"]["x"]
    kind = KINDS[name.partition("_")[0]]
    made = {**EACH_STEP, "use_bias": options.get("bias", True)}
    if "nonlinearity" in options:
        made["activation"] = options["nonlinearity"]

    def layer():
        one = kind(8, **made)
        return layers.Bidirectional(one) if options.get("bidirectional") else one

    parts = [layer() for _ in range(options.get("num_layers", 1))]
    major = (0, 1, 2) if options["batch_first"] else (1, 0, 2)
    x = x.transpose(major)
    _stacked(parts, x)
    weights.keras_from_torch(parts, golden["weights"])
    found = x
    for number, part in enumerate(parts):
        start = [golden["inputs"][key][number] for key in ("h0", "c0") if key in golden["inputs"]]
        found = part(found, initial_state=start or None)
    _agrees(np.asarray(found).transpose(major), golden["outputs"]["outputs"])
    again = weights.keras_to_torch(parts)
    for key, array in golden["weights"].items():
        if key.startswith("weight") or kind is layers.GRU:
            np.testing.assert_array_equal(again[key], array)
    # RNN and LSTM: only the sum of the two biases is kept.
    for key in [key for key in golden["weights"] if key.startswith("bias_ih")]:
        other = key.replace("_ih", "_hh")
        both = golden["weights"][key] + golden["weights"][other]
        np.testing.assert_array_equal(again[key] + again[other], both)
