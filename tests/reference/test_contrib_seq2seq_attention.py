"""Attention mechanisms and `AttentionWrapper` against NumPy."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import layers  # noqa: E402
from reference.contrib import seq2seq  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402
from tests.reference.evaluating import evaluate, variable_shapes  # noqa: E402

pytestmark = pytest.mark.tf

BATCH, MEMORY, DEPTH, UNITS = 2, 4, 3, 3
VALUES = np.random.RandomState(0).randn(BATCH, MEMORY, DEPTH).astype(np.float32)
QUERY = np.random.RandomState(1).randn(BATCH, UNITS).astype(np.float32)
LENGTHS = [4, 2]
MASK = np.arange(MEMORY) < np.array(LENGTHS)[:, None]


@pytest.fixture(autouse=True)
def _own_graph():
    with tf.Graph().as_default():
        yield


def softmax(scores):
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def scored(mechanism):
    """The alignments for QUERY, and the variables by the last part of their name."""
    previous = mechanism.initial_state(BATCH, tf.float32)
    alignments, state = mechanism(tf.constant(QUERY), state=previous)
    assert state is alignments
    variables = {v.op.name: v for v in tf.global_variables()}
    alignments, values = evaluate([alignments, variables])
    return alignments, values


@pytest.mark.parametrize("normalize", [False, True])
def test_bahdanau_is_additive(normalize):
    mechanism = seq2seq.BahdanauAttention(4, VALUES, LENGTHS, normalize=normalize)
    alignments, weights = scored(mechanism)
    scope = "bahdanau_attention"
    expected = {"memory_layer/kernel", f"{scope}/query_layer/kernel", f"{scope}/attention_v"}
    if normalize:
        expected |= {f"{scope}/attention_g", f"{scope}/attention_b"}
    assert set(weights) == expected

    memory = VALUES * MASK[..., None]
    added = memory @ weights["memory_layer/kernel"]
    added = added + (QUERY @ weights[f"{scope}/query_layer/kernel"])[:, None]
    v = weights[f"{scope}/attention_v"]
    if normalize:
        np.testing.assert_allclose(weights[f"{scope}/attention_g"], 0.5)  # sqrt(1 / 4)
        v = 0.5 * v / np.sqrt((v**2).sum())
        added = added + weights[f"{scope}/attention_b"]
    scores = np.where(MASK, (v * np.tanh(added)).sum(-1), -np.inf)
    np.testing.assert_allclose(alignments, softmax(scores), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("scale", [False, True])
def test_luong_is_multiplicative(scale):
    mechanism = seq2seq.LuongAttention(UNITS, VALUES, LENGTHS, scale=scale)
    alignments, weights = scored(mechanism)
    assert set(weights) == {"memory_layer/kernel"} | (
        {"luong_attention/attention_g"} if scale else set()
    )
    keys = (VALUES * MASK[..., None]) @ weights["memory_layer/kernel"]
    scores = np.where(MASK, (keys * QUERY[:, None]).sum(-1), -np.inf)
    np.testing.assert_allclose(alignments, softmax(scores), rtol=1e-5, atol=1e-6)


def test_own_probability_and_mask_value():
    mechanism = seq2seq.LuongAttention(
        UNITS, VALUES, LENGTHS, probability_fn=tf.identity, score_mask_value=-7.0
    )
    alignments, _ = scored(mechanism)
    assert (alignments[~MASK] == -7.0).all()
    assert (alignments[MASK] != -7.0).all()


def recurrence(chosen, previous):
    """The definition, one memory step at a time."""
    attention, reached = np.zeros_like(chosen), np.zeros(len(chosen), chosen.dtype)
    for step in range(chosen.shape[1]):
        passed = 1 - chosen[:, step - 1] if step else 1.0
        reached = passed * reached + previous[:, step]
        attention[:, step] = chosen[:, step] * reached
    return attention


@pytest.mark.parametrize("mode", ["recursive", "parallel"])
def test_monotonic_attention_follows_its_recurrence(mode):
    source = np.random.RandomState(4)
    chosen = source.uniform(0.1, 0.9, (3, 5)).astype(np.float32)
    previous = softmax(source.randn(3, 5)).astype(np.float32)
    attention = evaluate(seq2seq.monotonic_attention(chosen, previous, mode))
    np.testing.assert_allclose(attention, recurrence(chosen, previous), rtol=2e-5, atol=1e-6)


def test_hard_monotonic_attention_takes_the_first_choice_not_before_the_last_one():
    chosen = np.array([[1, 0, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]], np.float32)
    previous = np.eye(4, dtype=np.float32)[[1, 1, 0]]
    attention = evaluate(seq2seq.monotonic_attention(chosen, previous, "hard"))
    np.testing.assert_array_equal(attention, [[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    with pytest.raises(ValueError, match="mode must be"):
        seq2seq.monotonic_attention(chosen, previous, "soft")


def test_safe_cumprod_neither_underflows_nor_differs():
    x = np.array([[0.5, 0.25, 0.0, 1.0]], np.float32)
    np.testing.assert_allclose(
        evaluate(seq2seq.safe_cumprod(x, axis=1)), [[0.5, 0.125, 0, 0]], rtol=1e-6, atol=1e-30
    )


@pytest.mark.parametrize("kind", ["Bahdanau", "Luong"])
def test_monotonic_mechanisms_add_a_bias_and_start_at_the_first_step(kind):
    mechanism = getattr(seq2seq, f"{kind}MonotonicAttention")(
        UNITS, VALUES, LENGTHS, score_bias_init=-1.5, mode="hard"
    )
    first = evaluate(mechanism.initial_alignments(BATCH, tf.float32))
    np.testing.assert_array_equal(first, [[1, 0, 0, 0]] * BATCH)
    alignments, weights = scored(mechanism)
    scope = f"{kind.lower()}_monotonic_attention"
    assert weights[f"{scope}/attention_score_bias"] == -1.5
    keys = (VALUES * MASK[..., None]) @ weights["memory_layer/kernel"]
    if kind == "Luong":
        scores = (keys * QUERY[:, None]).sum(-1)
    else:
        query = (QUERY @ weights[f"{scope}/query_layer/kernel"])[:, None]
        scores = (weights[f"{scope}/attention_v"] * np.tanh(keys + query)).sum(-1)
    positive = (scores - 1.5 > 0) & MASK
    expected = positive & (positive.cumsum(1) == 1)
    np.testing.assert_array_equal(alignments, expected)


def test_sigmoid_noise_depends_on_its_seed():
    def alignments(seed):
        with tf.Graph().as_default():
            mechanism = seq2seq.LuongMonotonicAttention(
                UNITS, VALUES, sigmoid_noise=1.0, sigmoid_noise_seed=seed
            )
            tf.get_variable_scope().set_initializer(tf.ones_initializer())
            return scored(mechanism)[0]

    assert not np.allclose(alignments(1), alignments(2))


def test_hardmax_is_one_hot_of_the_largest():
    np.testing.assert_array_equal(
        evaluate(seq2seq.hardmax([[1.0, 3.0, 2.0], [0.0, -1.0, -2.0]])), [[0, 1, 0], [1, 0, 0]]
    )


def wrapped(mechanism=None, **options):
    mechanism = mechanism or seq2seq.LuongAttention(UNITS, VALUES, LENGTHS)
    return seq2seq.AttentionWrapper(rnn_cell.GRUCell(UNITS), mechanism, **options)


def test_the_context_is_the_memory_weighed_by_the_alignments():
    cell = wrapped()
    output, state = cell(tf.constant(QUERY), cell.zero_state(BATCH, tf.float32))
    output, state = evaluate([output, state])
    context = (state.alignments[..., None] * VALUES * MASK[..., None]).sum(1)
    np.testing.assert_allclose(output, context, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(state.attention, context, rtol=1e-5, atol=1e-6)
    assert state.time == 1
    assert state.alignment_history == ()


def test_an_attention_layer_maps_output_and_context():
    cell = wrapped(attention_layer_size=2, output_attention=False)
    output, state = cell(tf.constant(QUERY), cell.zero_state(BATCH, tf.float32))
    assert (cell.output_size, cell.state_size.attention) == (UNITS, 2)
    kernel = next(v for v in tf.global_variables() if "attention_layer" in v.op.name)
    assert kernel.op.name == "attention_wrapper/attention_layer/kernel"
    output, state, kernel = evaluate([output, state, kernel])
    context = (state.alignments[..., None] * VALUES * MASK[..., None]).sum(1)
    expected = np.concatenate([output, context], 1) @ kernel
    np.testing.assert_allclose(state.attention, expected, rtol=1e-5, atol=1e-6)


def test_the_cell_reads_the_attention_of_the_step_before():
    seen = []

    def cell_input(inputs, attention):
        seen.append(attention)
        return inputs

    cell = wrapped(cell_input_fn=cell_input)
    _, state = cell(tf.constant(QUERY), cell.zero_state(BATCH, tf.float32))
    cell(tf.constant(QUERY), state)
    before, after, attention = evaluate([*seen, state.attention])
    assert not before.any()
    np.testing.assert_array_equal(after, attention)


def test_several_mechanisms_make_tuples():
    cell = wrapped(
        [
            seq2seq.LuongAttention(UNITS, VALUES),
            seq2seq.BahdanauAttention(2, VALUES[:, :3]),
        ],
        attention_layer=[layers.Dense(1, name="a"), layers.Dense(4, name="b")],
        alignment_history=True,
    )
    state = cell.zero_state(BATCH, tf.float32)
    assert cell.state_size.alignments == (4, 3)
    output, state = cell(tf.constant(QUERY), state)
    assert output.shape.as_list() == [BATCH, 5]
    histories = [history.stack() for history in state.alignment_history]
    assert [value.shape for value in evaluate(histories)] == [(1, BATCH, 4), (1, BATCH, 3)]


def test_clone_replaces_and_checks_shapes():
    state = wrapped().zero_state(BATCH, tf.float32)
    cloned = state.clone(cell_state=tf.ones([BATCH, UNITS]))
    assert evaluate(cloned.cell_state).all()
    assert cloned.attention is state.attention
    with pytest.raises(ValueError, match="shape"):
        state.clone(cell_state=tf.ones([BATCH, UNITS + 1]))


def test_clone_checks_unknown_shapes_when_run():
    state = wrapped().zero_state(BATCH, tf.float32)
    rows = tf.placeholder(tf.int32, [])
    cloned = state.clone(cell_state=tf.ones(tf.stack([rows, UNITS])))
    assert evaluate(cloned.cell_state, {rows: BATCH}).shape == (BATCH, UNITS)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Wrong shape"):
        evaluate(cloned.cell_state, {rows: BATCH + 1})


def test_initial_cell_state_is_what_zero_state_gives():
    cell = wrapped(initial_cell_state=tf.ones([BATCH, UNITS]))
    assert evaluate(cell.zero_state(BATCH, tf.float32).cell_state).all()


def test_other_batch_sizes_advise_tile_batch():
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="tile_batch"):
        wrapped().zero_state(BATCH + 1, tf.float32)
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match="tile_batch"):
        wrapped(initial_cell_state=tf.ones([BATCH + 1, UNITS]))


def test_memory_lengths_must_be_positive():
    mechanism = seq2seq.LuongAttention(UNITS, VALUES, tf.placeholder_with_default([4, 0], [2]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="greater than zero"):
        scored(mechanism)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda m: seq2seq.AttentionWrapper("cell", m), TypeError, "is not an RNNCell"),
        (lambda m: wrapped("mechanism"), TypeError, "AttentionMechanism"),
        (lambda m: wrapped([m, "mechanism"]), TypeError, "AttentionMechanism"),
        (lambda m: wrapped(m, cell_input_fn=1), TypeError, "callable"),
        (lambda m: wrapped(m, attention_layer_size=[1, 2]), ValueError, "1|2"),
        (lambda m: wrapped(m, attention_layer=[]), ValueError, "exactly one"),
        (
            lambda m: wrapped(m, attention_layer_size=1, attention_layer=layers.Dense(1)),
            ValueError,
            "Only one of",
        ),
        (
            lambda m: seq2seq.LuongAttention(2, VALUES)(tf.constant(QUERY), state=None),
            ValueError,
            "num_units",
        ),
        (lambda m: wrapped(m)(tf.constant(QUERY), (1, 2)), TypeError, "AttentionWrapperState"),
    ],
)
def test_what_does_not_fit_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make(seq2seq.LuongAttention(UNITS, VALUES))


def test_memory_of_unknown_depth_is_refused():
    with pytest.raises(ValueError, match="fully defined inner dims"):
        seq2seq.LuongAttention(UNITS, tf.placeholder(tf.float32, [None, None, None]))


def test_names_that_people_imported_are_there():
    from reference.contrib.seq2seq import attention_wrapper

    score = attention_wrapper._bahdanau_score(QUERY, VALUES, tf.ones([DEPTH]))
    np.testing.assert_allclose(evaluate(score), np.tanh(VALUES + QUERY[:, None]).sum(-1), rtol=1e-5)
    assert issubclass(seq2seq.BahdanauAttention, attention_wrapper._BaseAttentionMechanism)


def test_variables_under_a_decoder_are_the_wrappers():
    cell = wrapped(
        seq2seq.BahdanauAttention(4, VALUES, LENGTHS, normalize=True), attention_layer_size=2
    )
    helper = seq2seq.TrainingHelper(QUERY[:, None], [1, 1])
    decoder = seq2seq.BasicDecoder(cell, helper, cell.zero_state(BATCH, tf.float32))
    seq2seq.dynamic_decode(decoder)
    prefix = "decoder/attention_wrapper"
    assert variable_shapes() == {
        "memory_layer/kernel": [DEPTH, 4],
        f"{prefix}/gru_cell/gates/kernel": [UNITS + 2 + UNITS, 2 * UNITS],
        f"{prefix}/gru_cell/gates/bias": [2 * UNITS],
        f"{prefix}/gru_cell/candidate/kernel": [UNITS + 2 + UNITS, UNITS],
        f"{prefix}/gru_cell/candidate/bias": [UNITS],
        f"{prefix}/bahdanau_attention/query_layer/kernel": [UNITS, 4],
        f"{prefix}/bahdanau_attention/attention_v": [4],
        f"{prefix}/bahdanau_attention/attention_g": [],
        f"{prefix}/bahdanau_attention/attention_b": [4],
        f"{prefix}/attention_layer/kernel": [UNITS + DEPTH, 2],
    }
