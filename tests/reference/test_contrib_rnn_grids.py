"""Cells that walk along frequency as well as time, against NumPy."""

import itertools

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.contrib import rnn
from reference.contrib.rnn.frequency import count_windows
from tests.reference.stepping import close, drawn, run_steps, sigmoid

pytestmark = pytest.mark.tf

BATCH, UNITS, SIZE = 3, 2, 2


def flags(*names):
    ids = itertools.product(*[(f"no-{name}", name) for name in names])
    values = itertools.product((False, True), repeat=len(names))
    return [pytest.param(*v, id=" ".join(i)) for v, i in zip(values, ids, strict=True)]


def named(tensors):
    """A state in the named tuple that the cell itself made."""
    return lambda cell: cell.state_tuple_type(*tensors)


def bands_of(frame, start, stop):
    count = count_windows(stop - start, SIZE, 1)
    return [frame[:, start + k : start + k + SIZE] for k in range(count)]


@pytest.mark.parametrize("peep", [False, True], ids=["no-peepholes", "peepholes"])
def test_time_freq_lstm_feeds_each_band_with_the_one_below(peep):
    x, state = drawn("x", [BATCH, 4]), drawn("state", [BATCH, 3 * 2 * UNITS])
    run = run_steps(
        lambda: rnn.TimeFreqLSTMCell(
            UNITS,
            use_peepholes=peep,
            cell_clip=0.4,
            num_unit_shards=2,
            forget_bias=0.6,
            feature_size=SIZE,
        ),
        [x],
        state,
    )
    kernel = np.concatenate([run["W_0"], run["W_1"]])
    below = np.zeros([BATCH, UNITS])
    outputs, states = [], []
    for k, band in enumerate(bands_of(x, 0, 4)):
        c, m = np.split(state[:, 2 * k * UNITS : 2 * (k + 1) * UNITS], 2, axis=1)
        i, j, f, o = np.split(np.concatenate([band, m, below], 1) @ kernel + run["B"], 4, axis=1)
        w = {gate: run[f"W_{gate}_diag"] if peep else 0 for gate in "FIO"}
        c = sigmoid(f + 0.6 + w["F"] * c) * c + sigmoid(i + w["I"] * c) * np.tanh(j)
        c = np.clip(c, -0.4, 0.4)
        below = sigmoid(o + w["O"] * c) * np.tanh(c)
        outputs.append(below)
        states += [c, below]
    close(run.outputs[0], np.concatenate(outputs, 1))
    close(run.state, np.concatenate(states, 1))


def grid(run, bands, block, carried, peep, share, couple, prefix=""):
    """One block of a grid LSTM: outputs (time, frequency, ...) and states (c, m, ...)."""
    time = "f" if share else "t"
    weights = {
        axis: (run[f"{prefix}W_{axis}_{block}_0"], run[f"{prefix}B_{axis}_{block}"])
        for axis in {"f", time}
    }

    def w(gate, axis, source):
        return run[f"{prefix}W_{gate}_diag_{axis}{source}_{block}"] if peep else 0

    mf = cf = np.zeros([BATCH, UNITS])
    outputs, states = [], []
    for band, (ct, mt) in zip(bands, carried, strict=True):
        joined = np.concatenate([band, mt, mf], 1)
        new, gates_of = {}, {}
        for axis, long, own in (("f", "freq", cf), (time, "freq" if share else "time", ct)):
            kernel, bias = weights[axis]
            gates = np.split(joined @ kernel + bias, 3 if couple else 4, axis=1)
            i, j, o = gates[0], gates[1], gates[-1]

            def opened(gate, pre, memories, long=long):
                return sigmoid(
                    pre + w(gate, long, "f") * memories[0] + w(gate, long, "t") * memories[1]
                )

            write = opened("I", i, (cf, ct))
            keep = 1 - write if couple else opened("F", gates[2] + 0.3, (cf, ct))
            place = len(new)
            new[place] = np.clip(keep * own + write * np.tanh(j), -0.6, 0.6)
            gates_of[place] = (opened, o)
        cf, ct = new[0], new[1]
        mf, mt = (
            opened("O", o, (cf, ct)) * np.tanh(own)
            for (opened, o), own in zip(gates_of.values(), (cf, ct), strict=True)
        )
        outputs += [mt, mf]
        states += [ct, mt]
    return outputs, states


def options(peep, share, couple):
    return {
        "use_peepholes": peep,
        "share_time_frequency_weights": share,
        "cell_clip": 0.6,
        "forget_bias": 0.3,
        "feature_size": SIZE,
        "frequency_skip": 1,
        "couple_input_forget_gates": couple,
    }


@pytest.mark.parametrize(("peep", "share", "couple"), flags("peepholes", "shared", "coupled"))
def test_grid_lstm(peep, share, couple):
    x = drawn("x", [BATCH, 4])
    carried = [(drawn(f"c{k}", [BATCH, UNITS]), drawn(f"m{k}", [BATCH, UNITS])) for k in range(3)]

    def make():
        return rnn.GridLSTMCell(UNITS, num_frequency_blocks=[3], **options(peep, share, couple))

    run = run_steps(make, [x], named(tensor for pair in carried for tensor in pair))
    outputs, states = grid(run, bands_of(x, 0, 4), 0, carried, peep, share, couple)
    close(run.outputs[0], np.concatenate(outputs, 1))
    close(run.state, states)


def test_state_fields_name_band_and_block():
    with tf.Graph().as_default():
        cell = rnn.GridLSTMCell(
            UNITS,
            feature_size=2,
            frequency_skip=1,
            num_frequency_blocks=[1, 2],
            start_freqindex_list=[0, 2],
            end_freqindex_list=[2, 5],
        )
    assert cell.state_tuple_type._fields == (
        "state_f00_b00_c",
        "state_f00_b00_m",
        "state_f00_b01_c",
        "state_f00_b01_m",
        "state_f01_b01_c",
        "state_f01_b01_m",
    )
    assert cell.output_size == 2 * UNITS * 3


def test_blocks_have_weights_of_their_own():
    x = drawn("x", [BATCH, 5])
    carried = [(drawn(f"c{k}", [BATCH, UNITS]), drawn(f"m{k}", [BATCH, UNITS])) for k in range(3)]

    def make():
        return rnn.GridLSTMCell(
            UNITS,
            num_frequency_blocks=[1, 2],
            start_freqindex_list=[0, 2],
            end_freqindex_list=[2, 5],
            **options(True, False, False),
        )

    run = run_steps(make, [x], named(tensor for pair in carried for tensor in pair))
    first = grid(run, bands_of(x, 0, 2), 0, carried[:1], True, False, False)
    second = grid(run, bands_of(x, 2, 5), 1, carried[1:], True, False, False)
    close(run.outputs[0], np.concatenate(first[0] + second[0], 1))
    close(run.state, first[1] + second[1])


@pytest.mark.parametrize("offset", [0, 1, -1], ids=["no offset", "left", "right"])
def test_bidirectional_grid_reads_the_bands_both_ways(offset):
    x = drawn("x", [BATCH, 4])
    fields = [drawn(f"state{k}", [BATCH, UNITS]) for k in range(12)]

    def make():
        return rnn.BidirectionalGridLSTMCell(
            UNITS,
            num_frequency_blocks=[3],
            backward_slice_offset=offset,
            **options(False, False, False),
        )

    run = run_steps(make, [x], named(fields))
    pairs = list(zip(fields[::2], fields[1::2], strict=True))
    moved = np.pad(x, [(0, 0), (max(-offset, 0), max(offset, 0))])[:, max(offset, 0) :]
    backward = [moved[:, k : k + SIZE] for k in range(3)][::-1]
    forward = grid(run, bands_of(x, 0, 4), 0, pairs[:3], False, False, False, "fwd/")
    back = grid(run, backward, 0, pairs[3:], False, False, False, "bwd/")
    close(run.outputs[0], np.concatenate(forward[0] + back[0], 1))
    close(run.state, forward[1] + back[1])


def test_one_matrix_state_equals_tuple_state():
    x, state = drawn("x", [BATCH, 4]), drawn("state", [BATCH, 12])

    def outputs(state_is_tuple, given):
        return run_steps(
            lambda: rnn.GridLSTMCell(
                UNITS,
                num_frequency_blocks=[3],
                state_is_tuple=state_is_tuple,
                **options(True, True, False),
            ),
            [x],
            given,
        )

    joined = outputs(False, state)
    apart = outputs(True, named(np.split(state, 6, axis=1)))
    close(joined.outputs, apart.outputs, rtol=0)
    close(joined.state, np.concatenate(apart.state, 1), rtol=0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"num_frequency_blocks": None}, "Must specify num_frequency_blocks"),
        ({"num_frequency_blocks": [1, 2]}, "Length of num_frequency_blocks is not 1"),
        ({"num_frequency_blocks": [2]}, "requires 2 but gets 3"),
        (
            {
                "num_frequency_blocks": [3],
                "start_freqindex_list": [0, 1],
                "end_freqindex_list": [4],
            },
            "start and end freqindex_list does not match",
        ),
        (
            {
                "num_frequency_blocks": [3],
                "start_freqindex_list": [0, 1],
                "end_freqindex_list": [1, 4],
            },
            "not equal to start_freqindex_list",
        ),
        (
            {"num_frequency_blocks": [2], "start_freqindex_list": [0], "end_freqindex_list": [4]},
            "requires 2 but gets 3",
        ),
    ],
    ids=["none", "two for one block", "too few", "ends missing", "blocks missing", "span"],
)
def test_blocks_that_do_not_fit_the_frame_are_refused(arguments, message):
    def one_step():
        cell = rnn.GridLSTMCell(UNITS, feature_size=SIZE, frequency_skip=1, **arguments)
        return cell(tf.zeros([BATCH, 4]), cell.zero_state(BATCH, tf.float32))

    with tf.Graph().as_default(), pytest.raises(ValueError, match=message):
        one_step()
