"""Beam search against exhaustive search, and `gather_tree` against following the beams by hand."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import seq2seq  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402
from tests.reference.evaluating import evaluate  # noqa: E402

pytestmark = pytest.mark.tf

END, WORDS = 0, 3


@pytest.fixture(autouse=True)
def _own_graph(like_tensorflow_1):
    with tf.Graph().as_default():
        yield


def followed_back(steps, parents, lengths, end):
    """The beams, one at a time, as the kernel of 1.15 went."""
    time, batch, width = steps.shape
    beams = np.full_like(steps, end)
    for row, beam in itertools.product(range(batch), range(width)):
        current = beam
        for level in reversed(range(min(time, lengths[row]))):
            beams[level, row, beam] = steps[level, row, current]
            current = parents[level, row, current]
        ended = np.flatnonzero(beams[:, row, beam] == end)
        if len(ended):
            beams[ended[0] :, row, beam] = end
    return beams


@given(st.integers(1, 4), st.integers(1, 2), st.integers(1, 3), st.integers(0, 999))
@settings(max_examples=12, deadline=None)
def test_gather_tree_follows_every_beam(time, batch, width, seed):
    source = np.random.RandomState(seed)
    steps = source.randint(0, 5, (time, batch, width)).astype(np.int32)
    parents = source.randint(0, width, (time, batch, width)).astype(np.int32)
    lengths = source.randint(0, time + 2, batch).astype(np.int32)
    with tf.Graph().as_default():
        beams = seq2seq.gather_tree(steps, parents, lengths, 4)
        assert beams.shape.as_list() == [time, batch, width]
        np.testing.assert_array_equal(evaluate(beams), followed_back(steps, parents, lengths, 4))


def test_gather_tree_is_one_op_of_its_name():
    beams = seq2seq.gather_tree(*(tf.zeros([2, 1, 3], tf.int32),) * 2, tf.constant([2]), 1)
    before = len(tf.get_default_graph().get_operations())
    assert beams.op.name == "GatherTree"
    assert before == 4  # zeros, lengths, end token, and the one op
    again = tf.import_graph_def(
        tf.get_default_graph().as_graph_def(), return_elements=["GatherTree:0"], name="copy"
    )
    np.testing.assert_array_equal(evaluate(again)[0], evaluate(beams))


@pytest.mark.parametrize("parent", [-1, 3])
def test_gather_tree_names_a_parent_outside_the_beam(parent):
    parents = np.zeros([3, 2, 3], np.int32)
    parents[2, 1, 2] = parent
    beams = seq2seq.gather_tree(np.zeros_like(parents), parents, [3, 3], 9)
    with pytest.raises(
        tf.errors.InvalidArgumentError,
        match=rf"parent id {parent} at \(batch, time, beam\) == \(1, 1, 2\)",
    ):
        evaluate(beams)


def test_gather_tree_does_not_look_at_parents_past_the_end_or_before_the_start():
    parents = np.zeros([3, 1, 2], np.int32)
    parents[0] = parents[2] = -5
    steps = np.arange(6, dtype=np.int32).reshape(3, 1, 2)
    beams = evaluate(seq2seq.gather_tree(steps, parents, [2], 9))
    np.testing.assert_array_equal(beams[:, 0], [[0, 0], [2, 3], [9, 9]])


@pytest.mark.parametrize(
    "shapes", [([2, 1], [2, 1], [1]), ([2, 1, 3], [2, 1, 4], [1]), ([2, 1, 3], [2, 1, 3], [2])]
)
def test_gather_tree_refuses_shapes_that_do_not_fit(shapes):
    with pytest.raises(ValueError, match=r"[Ss]hape|[Rr]ank|[Dd]imension"):
        seq2seq.gather_tree(*(np.zeros(shape, np.int32) for shape in shapes), 1)


def test_gather_tree_from_array_reorders_elements_of_any_shape():
    parents = np.array([[[0, 0]], [[1, 0]], [[1, 1]]], np.int32)
    values = np.arange(12, dtype=np.float32).reshape(3, 2, 2)
    ordered = evaluate(
        seq2seq.gather_tree_from_array(
            tf.constant(values), tf.constant(parents), tf.constant([[3, 3]])
        )
    )
    np.testing.assert_array_equal(ordered[2], values[2])
    np.testing.assert_array_equal(ordered[1], values[1][[1, 1]])
    np.testing.assert_array_equal(ordered[0], values[0][[0, 0]])


def test_tile_batch_repeats_rows_next_to_each_other():
    known, unknown = seq2seq.tile_batch(
        (tf.constant([[1, 2], [3, 4]]), tf.placeholder_with_default([5, 6], [None])), 3
    )
    assert known.shape.as_list() == [6, 2]
    assert unknown.shape.as_list() == [None]
    known, unknown = evaluate([known, unknown])
    np.testing.assert_array_equal(known, np.repeat([[1, 2], [3, 4]], 3, axis=0))
    np.testing.assert_array_equal(unknown, [5, 5, 5, 6, 6, 6])
    with pytest.raises(ValueError, match="rank"):
        seq2seq.tile_batch(tf.constant(1), 2)


class Chain(rnn_cell.RNNCell):
    """Logits that depend on the word before, as a Markov chain has them."""

    def __init__(self, logits):
        super().__init__()
        self._logits = logits

    @property
    def state_size(self):
        return 1

    @property
    def output_size(self):
        return WORDS

    def call(self, inputs, state):
        return tf.matmul(inputs, self._logits), state + 1.0


def best_sequences(logits, start, steps, penalty):
    """Every sequence of `steps` words (END ends it), best first: `(score, words)`."""
    log_probs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    found = {}
    for words in itertools.product(range(WORDS), repeat=steps):
        total, before, length = 0.0, start, 0
        for word in words:
            total, before, length = total + log_probs[before, word], word, length + 1
            if word == END:
                break
        ended = tuple(words[:length]) + (END,) * (steps - length)
        # The length penalty does not count an end token until the step after it.
        counted = length - (length == steps and words[-1] == END)
        found[ended] = total / ((5.0 + counted) / 6.0) ** penalty
    return sorted(((score, words) for words, score in found.items()), reverse=True)


def searched(logits, width, steps, **options):
    cell = Chain(tf.constant(logits))
    decoder = seq2seq.BeamSearchDecoder(
        cell,
        lambda ids: tf.one_hot(ids, WORDS),
        start_tokens=[1, 2],
        end_token=END,
        initial_state=cell.zero_state(2 * width, tf.float32),
        beam_width=width,
        **options,
    )
    outputs, state, lengths = seq2seq.dynamic_decode(decoder, maximum_iterations=steps)
    return evaluate(
        [outputs.predicted_ids, outputs.beam_search_decoder_output.scores, state, lengths]
    )


@pytest.mark.parametrize("penalty", [0.0, 0.8])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_wide_beam_finds_the_best_sequences(penalty, seed):
    logits = np.random.RandomState(seed).randn(WORDS, WORDS).astype(np.float32)
    ids, scores, _, _ = searched(logits, 9, 2, length_penalty_weight=penalty)
    for row, start in enumerate((1, 2)):
        expected = best_sequences(logits, start, 2, penalty)
        # 9 beams hold all sequences of two words that do not start by the end token, and that one.
        np.testing.assert_allclose(
            scores[row, -1, : len(expected)], [score for score, _ in expected], rtol=1e-4
        )
        found = [tuple(ids[row, :, beam]) for beam in range(len(expected))]
        assert found == [words for _, words in expected]


def test_a_beam_of_one_is_greedy_and_stops_at_the_end_token():
    logits = np.log(np.array([[0.8, 0.1, 0.1], [0.1, 0.2, 0.7], [0.9, 0.05, 0.05]], np.float32))
    ids, _, state, lengths = searched(logits, 1, 5)
    np.testing.assert_array_equal(ids[:, :, 0], [[2, 0], [0, 0]])
    np.testing.assert_array_equal(lengths[:, 0], [2, 1])
    np.testing.assert_allclose(state.log_probs[:, 0], np.log([0.7 * 0.9, 0.9]), rtol=1e-5)
    assert state.finished.all()


def test_coverage_penalty_needs_attention():
    with pytest.raises(ValueError, match="no cell is attentional"):
        searched(np.zeros([WORDS, WORDS], np.float32), 2, 2, coverage_penalty_weight=0.5)


@pytest.mark.parametrize("reorder", [True, False])
def test_alignment_history_comes_back_in_the_order_of_the_beams(reorder):
    width = 2
    memory = tf.placeholder_with_default(np.ones([2, 3, 4], np.float32), [None, None, 4])
    mechanism = seq2seq.LuongAttention(4, seq2seq.tile_batch(memory, width))
    cell = seq2seq.AttentionWrapper(rnn_cell.GRUCell(4), mechanism, alignment_history=True)
    decoder = seq2seq.BeamSearchDecoder(
        cell,
        lambda ids: tf.one_hot(ids, 4),
        start_tokens=[1, 2],
        end_token=9,  # no word: every beam goes on to the last step
        initial_state=cell.zero_state(2 * width, tf.float32),
        beam_width=width,
        coverage_penalty_weight=0.1,
        reorder_tensor_arrays=reorder,
    )
    _, state, _ = seq2seq.dynamic_decode(decoder, maximum_iterations=3)
    history = state.cell_state.alignment_history
    assert isinstance(history, tf.TensorArray) != reorder
    history = history if reorder else history.stack()
    np.testing.assert_allclose(evaluate(history), np.full([3, 4, 3], 1 / 3), rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"start_tokens": 1}, "start_tokens"), ({"end_token": [1]}, "end_token")],
)
def test_wrong_tokens_are_refused(options, message):
    cell = Chain(tf.zeros([WORDS, WORDS]))
    arguments = {"start_tokens": [1], "end_token": END, **options}
    with pytest.raises(ValueError, match=message):
        seq2seq.BeamSearchDecoder(
            cell, tf.zeros([3, 3]), initial_state=tf.zeros([2, 1]), beam_width=2, **arguments
        )


def test_a_state_that_is_no_beams_of_the_cell_says_what_may_be_wrong():
    cell = Chain(tf.zeros([WORDS, WORDS]))
    with pytest.raises(ValueError, match="Perhaps you forgot to create a zero_state"):
        seq2seq.BeamSearchDecoder(
            cell, tf.zeros([3, 3]), [1, 2], END, tf.zeros([4, 2]), beam_width=2
        )
