"""The neural Turing machine cell against NumPy, over heads and options."""

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.contrib import rnn
from reference.contrib.rnn.ntm import NTMCell, NTMControllerState
from tests.reference.stepping import close, drawn, run_steps, sigmoid

pytestmark = pytest.mark.tf

BATCH, WIDTH, SIZE, DEPTH, UNITS = 2, 3, 5, 4, 3


def softplus(x):
    return np.log1p(np.exp(x))


def softmax(x):
    return np.exp(x) / np.exp(x).sum(-1, keepdims=True)


def addressed(head, memory, last, reach):
    """The weighting of one head: by content, then blended, moved and sharpened."""
    key, strength = np.tanh(head[:, :DEPTH]), softplus(head[:, DEPTH])
    gate, sharpness = sigmoid(head[:, DEPTH + 1]), softplus(head[:, -1]) + 1
    shift = softmax(head[:, DEPTH + 2 : DEPTH + 3 + 2 * reach])
    weighting = np.zeros([BATCH, SIZE])
    for row in range(BATCH):
        likeness = memory[row] @ key[row]
        likeness /= np.linalg.norm(memory[row], axis=1) * np.linalg.norm(key[row]) + 1e-8
        content = softmax(strength[row] * likeness)
        blended = gate[row] * content + (1 - gate[row]) * last[row]
        # Entries 0 .. reach shift forward by as much; the last `reach` entries shift back.
        moved = sum(
            shift[row, place] * np.roll(blended, place if place <= reach else place - 2 * reach - 1)
            for place in range(2 * reach + 1)
        )
        weighting[row] = moved ** sharpness[row]
    return weighting / weighting.sum(1, keepdims=True)


@pytest.mark.parametrize("reach", [1, 2])
@pytest.mark.parametrize(("reads", "writes"), [(1, 1), (2, 1), (1, 2)])
def test_neural_turing_machine(reads, writes, reach):
    heads = reads + writes
    xs = [drawn(f"x{step}", [BATCH, WIDTH]) for step in range(2)]
    first = drawn("controller", [BATCH, UNITS])

    def state(cell):
        return NTMControllerState(
            controller_state=first,
            read_vector_list=[np.zeros([BATCH, DEPTH], np.float32)] * reads,
            w_list=[np.zeros([BATCH, SIZE], np.float32)] * heads,
            M=np.zeros([BATCH, SIZE, DEPTH], np.float32),
            time=np.int32(0),
        )

    run = run_steps(
        lambda: NTMCell(
            rnn.GRUCell(UNITS), SIZE, DEPTH, reads, writes, shift_range=reach, clip_value=0.8
        ),
        xs,
        state,
    )

    def rows(name, index, squash):
        return np.tile(squash(run[f"{name}_{index}"]), [BATCH, 1])

    h = first
    read = [rows("initial_read_vector", index, np.tanh) for index in range(reads)]
    weightings = [rows("initial_address_weights", index, softmax) for index in range(heads)]
    memory = np.tile(run["memory"], [BATCH, 1, 1])
    for x, output in zip(xs, run.outputs, strict=True):
        joined = np.concatenate([x, *read], 1)
        gates = np.concatenate([joined, h], 1) @ run["gru_cell/gates/kernel"]
        r, u = np.split(sigmoid(gates + run["gru_cell/gates/bias"]), 2, axis=1)
        c = np.concatenate([joined, r * h], 1) @ run["gru_cell/candidate/kernel"]
        h = u * h + (1 - u) * np.tanh(c + run["gru_cell/candidate/bias"])

        packed = np.clip(h @ run["parameters_kernel"] + run["parameters_bias"], -0.8, 0.8)
        wide = DEPTH + 2 * reach + 4
        assert packed.shape[1] == heads * wide + 2 * writes * DEPTH
        weightings = [
            addressed(packed[:, k * wide : (k + 1) * wide], memory, weightings[k], reach)
            for k in range(heads)
        ]
        read = [np.einsum("br,brd->bd", w, memory) for w in weightings[:reads]]
        edits = np.split(packed[:, heads * wide :], 2 * writes, axis=1)
        for k, w in enumerate(weightings[reads:]):
            erase, add = sigmoid(edits[2 * k]), np.tanh(edits[2 * k + 1])
            memory = memory * (1 - w[:, :, np.newaxis] * erase[:, np.newaxis])
            memory = memory + w[:, :, np.newaxis] * add[:, np.newaxis]
        y = np.concatenate([h, *read], 1) @ run["output_kernel"] + run["output_bias"]
        close(output, np.clip(y, -0.8, 0.8), rtol=1e-4)
    close(run.state.M, memory, rtol=1e-4)
    close(run.state.w_list, weightings, rtol=1e-4)
    close(run.state.read_vector_list, read, rtol=1e-4)
    assert run.state.time == 2


def test_zero_state_and_sizes():
    with tf.Graph().as_default():
        cell = NTMCell(rnn.BasicLSTMCell(UNITS), SIZE, DEPTH, 2, 1, output_dim=7)
        zeros = cell.zero_state(BATCH, tf.float32)
    assert cell.output_size == 7
    assert cell.state_size.controller_state == (UNITS, UNITS)
    assert cell.state_size.read_vector_list == [DEPTH, DEPTH]
    assert cell.state_size.w_list == [SIZE] * 3
    assert cell.state_size.M.as_list() == [SIZE * DEPTH]
    assert cell.state_size.time.rank == 0
    assert zeros.M.shape.as_list() == [BATCH, SIZE, DEPTH]
    assert [w.shape.as_list() for w in zeros.w_list] == [[BATCH, SIZE]] * 3
    assert zeros.time == 0


def test_controller_must_be_a_cell():
    with tf.Graph().as_default(), pytest.raises(TypeError, match="NTM RNN controller cell"):
        NTMCell(object(), SIZE, DEPTH, 1, 1)
