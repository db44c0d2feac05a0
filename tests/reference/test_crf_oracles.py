"""`contrib.crf` against the sum and the maximum over every tag sequence."""

import itertools

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import crf  # noqa: E402
from tests.reference.evaluating import evaluate, variable_shapes  # noqa: E402

pytestmark = pytest.mark.tf

BATCH, TAGS = 4, 3


@pytest.fixture(params=["switches", "functions"], autouse=True)
def _own_graph(request):
    if request.param == "switches":
        request.getfixturevalue("like_tensorflow_1")
    with tf.Graph().as_default():
        yield


@pytest.fixture(params=[(1, True), (4, True), (1, False), (4, False)], ids=str)
def chain(request):
    """Arrays, and the tensors that the functions get: of known or unknown shape."""
    return Chain(*request.param)


class Chain:
    def __init__(self, time, known):
        source = np.random.RandomState(time)
        self.potentials = source.randn(BATCH, time, TAGS).astype(np.float32)
        self.transitions = source.randn(TAGS, TAGS).astype(np.float32)
        self.tags = source.randint(0, TAGS, (BATCH, time)).astype(np.int32)
        self.allowed = source.rand(BATCH, time, TAGS) > 0.3
        self.allowed[..., 0] = True
        self.lengths = np.minimum([time, max(time - 1, 1), 1, 0], time).astype(np.int32)
        arrays = (self.potentials, self.tags, self.lengths, self.allowed)
        shapes = ([None, None, TAGS], [None, None], [None], [None, None, TAGS])
        if known:
            self.tensors = [tf.constant(array) for array in arrays]
        else:
            pairs = zip(arrays, shapes, strict=True)
            self.tensors = [tf.placeholder_with_default(*pair) for pair in pairs]

    def score(self, row, tags):
        unary = sum(self.potentials[row, step, tag] for step, tag in enumerate(tags))
        return unary + sum(self.transitions[pair] for pair in itertools.pairwise(tags))

    def sequences(self, row):
        return itertools.product(range(TAGS), repeat=int(self.lengths[row]))


def log_sum_exp(scores):
    return float(np.log(np.sum(np.exp(np.array(scores, np.float64)))))


def close(tensor, expected):
    np.testing.assert_allclose(evaluate(tensor), expected, rtol=1e-5, atol=1e-5)


def test_sequence_score_sums_potentials_and_transitions(chain):
    potentials, tags, lengths, _ = chain.tensors
    expected = [chain.score(r, chain.tags[r, : chain.lengths[r]]) for r in range(BATCH)]
    close(
        crf.crf_sequence_score(potentials, tags, lengths, tf.constant(chain.transitions)), expected
    )


def test_unary_and_binary_scores_make_the_sequence_score(chain):
    potentials, tags, lengths, _ = chain.tensors
    unary = crf.crf_unary_score(tags, lengths, potentials)
    binary = crf.crf_binary_score(tags, lengths, tf.constant(chain.transitions))
    expected = [chain.score(r, chain.tags[r, : chain.lengths[r]]) for r in range(BATCH)]
    close(unary + binary, expected)


def test_log_norm_is_the_log_of_the_sum_over_all_sequences(chain):
    potentials, _, lengths, _ = chain.tensors
    expected = [
        log_sum_exp([chain.score(r, tags) for tags in chain.sequences(r)]) for r in range(BATCH)
    ]
    close(crf.crf_log_norm(potentials, lengths, tf.constant(chain.transitions)), expected)


def test_multitag_score_sums_over_allowed_sequences(chain):
    potentials, _, lengths, allowed = chain.tensors
    score = crf.crf_multitag_sequence_score(
        potentials, allowed, lengths, tf.constant(chain.transitions)
    )
    rows = np.flatnonzero(chain.lengths)
    expected = [
        log_sum_exp(
            [
                chain.score(row, tags)
                for tags in chain.sequences(row)
                if all(chain.allowed[row, step, tag] for step, tag in enumerate(tags))
            ]
        )
        for row in rows
    ]
    close(tf.gather(score, rows), expected)


def test_log_likelihood_normalises(chain):
    potentials, tags, lengths, _ = chain.tensors
    log_likelihood, transitions = crf.crf_log_likelihood(
        potentials, tags, lengths, tf.constant(chain.transitions)
    )
    expected = [
        chain.score(r, chain.tags[r, : chain.lengths[r]])
        - log_sum_exp([chain.score(r, other) for other in chain.sequences(r)])
        for r in range(BATCH)
    ]
    close(log_likelihood, expected)
    np.testing.assert_array_equal(evaluate(transitions), chain.transitions)


def best_tags(chain, row):
    return max(chain.sequences(row), key=lambda tags: chain.score(row, tags))


def test_decode_finds_the_best_sequence(chain):
    potentials, _, lengths, _ = chain.tensors
    tags, scores = evaluate(crf.crf_decode(potentials, tf.constant(chain.transitions), lengths))
    assert tags.dtype == np.int32
    for row in np.flatnonzero(chain.lengths):
        best = best_tags(chain, row)
        assert tuple(tags[row, : chain.lengths[row]]) == best
        np.testing.assert_allclose(scores[row], chain.score(row, best), rtol=1e-5)


def test_viterbi_decode_finds_the_best_sequence(chain):
    tags, score = crf.viterbi_decode(chain.potentials[0], chain.transitions)
    assert tuple(tags) == best_tags(chain, 0)
    np.testing.assert_allclose(score, chain.score(0, best_tags(chain, 0)), rtol=1e-5)


def test_transitions_are_a_variable_of_the_scope_by_default():
    chain = Chain(4, True)
    potentials, tags, lengths, _ = chain.tensors
    with tf.variable_scope("crf"):
        _, transitions = crf.crf_log_likelihood(potentials, tags, lengths)
    assert variable_shapes() == {"crf/transitions": [TAGS, TAGS]}
    assert transitions is tf.trainable_variables()[0]


@pytest.mark.parametrize("dtype", [tf.int32, tf.int64])
def test_gradients_are_expected_minus_observed_transitions(dtype):
    chain = Chain(4, True)
    potentials, tags, lengths, _ = chain.tensors
    transitions = tf.constant(chain.transitions)
    log_likelihood, _ = crf.crf_log_likelihood(
        potentials, tf.cast(tags, dtype), lengths, transitions
    )
    gradient = evaluate(tf.gradients(log_likelihood, transitions)[0])
    expected = np.zeros([TAGS, TAGS])
    for row in range(BATCH):
        for pair in itertools.pairwise(chain.tags[row, : chain.lengths[row]]):
            expected[pair] += 1
        scores = {tags: chain.score(row, tags) for tags in chain.sequences(row)}
        total = log_sum_exp(list(scores.values()))
        for other, score in scores.items():
            for pair in itertools.pairwise(other):
                expected[pair] -= np.exp(score - total)
    np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-5)


def test_cells_have_the_sizes_of_1_15():
    transitions = tf.zeros([TAGS, TAGS])
    for cell in (crf.CrfForwardRnnCell(transitions), crf.CrfDecodeForwardRnnCell(transitions)):
        assert (cell.state_size, cell.output_size) == (TAGS, TAGS)
    backward = crf.CrfDecodeBackwardRnnCell(TAGS)
    assert (backward.state_size, backward.output_size) == (1, 1)
