"""`contrib.legacy_seq2seq` against NumPy, over cells whose output can be foretold."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import legacy_seq2seq  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402
from tests.reference.evaluating import evaluate, variable_shapes  # noqa: E402

pytestmark = pytest.mark.tf

BATCH, UNITS, WORDS, DEPTH = 2, 3, 5, 4
SOURCE = [np.array([1, 2], np.int32), np.array([3, 0], np.int32)]
TARGET = [np.array([4, 1], np.int32), np.array([2, 2], np.int32), np.array([0, 3], np.int32)]


@pytest.fixture(autouse=True)
def _own_graph(like_tensorflow_1):
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        yield


class Adder(rnn_cell.RNNCell):
    """Puts out input plus state, and keeps that as its state."""

    def __init__(self, units=UNITS):
        super().__init__()
        self._units = units

    @property
    def state_size(self):
        return self._units

    @property
    def output_size(self):
        return self._units

    def call(self, inputs, state):
        return inputs + state, inputs + state


def vectors(count, seed=0, width=UNITS):
    source = np.random.RandomState(seed)
    return [source.randn(BATCH, width).astype(np.float32) for _ in range(count)]


def test_rnn_decoder_unrolls_the_inputs():
    inputs, start = vectors(3), np.ones([BATCH, UNITS], np.float32)
    outputs, state = evaluate(legacy_seq2seq.rnn_decoder(inputs, tf.constant(start), Adder()))
    expected = start + np.cumsum(inputs, axis=0)
    np.testing.assert_allclose(outputs, expected, rtol=1e-5)
    np.testing.assert_allclose(state, expected[-1], rtol=1e-5)


def test_rnn_decoder_loops_the_output_back():
    steps = []

    def doubled(previous, step):
        steps.append(step)
        return previous * 2.0

    inputs = vectors(3)
    outputs, _ = legacy_seq2seq.rnn_decoder(inputs, tf.zeros([BATCH, UNITS]), Adder(), doubled)
    np.testing.assert_allclose(evaluate(outputs), [inputs[0] * 3**k for k in range(3)], rtol=1e-5)
    assert steps == [1, 2]


@pytest.mark.parametrize("model", ["basic_rnn_seq2seq", "tied_rnn_seq2seq"])
def test_the_decoder_starts_from_the_encoders_state(model):
    source, target = vectors(2, 1), vectors(2, 2)
    outputs, _ = getattr(legacy_seq2seq, model)(
        [tf.constant(step) for step in source], [tf.constant(step) for step in target], Adder()
    )
    expected = np.sum(source, axis=0) + np.cumsum(target, axis=0)
    np.testing.assert_allclose(evaluate(outputs), expected, rtol=1e-5, atol=1e-6)


def constants(steps):
    return [tf.constant(step) for step in steps]


def test_basic_model_has_two_cells_and_the_tied_one_has_one():
    cell = rnn_cell.BasicRNNCell(UNITS)
    legacy_seq2seq.basic_rnn_seq2seq(constants(vectors(2)), constants(vectors(2)), cell)
    assert set(variable_shapes()) == {
        f"basic_rnn_seq2seq/{part}/basic_rnn_cell/{name}"
        for part in ("rnn", "rnn_decoder")
        for name in ("kernel", "bias")
    }
    with tf.Graph().as_default():
        cell = rnn_cell.BasicRNNCell(UNITS)
        legacy_seq2seq.tied_rnn_seq2seq(constants(vectors(2)), constants(vectors(2)), cell)
        scope = "combined_tied_rnn_seq2seq/tied_rnn_seq2seq/basic_rnn_cell"
        assert set(variable_shapes()) == {f"{scope}/kernel", f"{scope}/bias"}


@pytest.mark.parametrize("fed", [False, True])
def test_embedding_rnn_decoder_looks_up_inputs_or_its_own_best_symbol(fed):
    table = np.random.RandomState(5).randn(WORDS, WORDS).astype(np.float32)
    with tf.variable_scope("d", initializer=tf.constant_initializer(table)):
        outputs, _ = legacy_seq2seq.embedding_rnn_decoder(
            constants(TARGET),
            tf.zeros([BATCH, WORDS]),
            Adder(WORDS),
            WORDS,
            WORDS,
            feed_previous=fed,
        )
    state, symbols, expected = np.zeros([BATCH, WORDS]), TARGET[0], []
    for step in range(3):
        state = state + table[symbols if fed else TARGET[step]]
        expected.append(state)
        symbols = state.argmax(1)
    np.testing.assert_allclose(evaluate(outputs), expected, rtol=1e-5)
    assert variable_shapes() == {"d/embedding_rnn_decoder/embedding": [WORDS, WORDS]}


def translated(model, *sizes, **options):
    return getattr(legacy_seq2seq, model)(
        constants(SOURCE), constants(TARGET), rnn_cell.GRUCell(UNITS), *sizes, **options
    )


MODELS = [
    ("embedding_rnn_seq2seq", (WORDS, WORDS, DEPTH)),
    ("embedding_tied_rnn_seq2seq", (WORDS, DEPTH)),
    ("embedding_attention_seq2seq", (WORDS, WORDS, DEPTH)),
]


@pytest.mark.parametrize(("model", "sizes"), MODELS)
def test_a_tensor_chooses_between_the_two_ways_of_feeding(model, sizes):
    fed = tf.placeholder(tf.bool, [])
    tensors = [translated(model, *sizes, feed_previous=fed)]
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        tensors += [translated(model, *sizes, feed_previous=choice) for choice in (True, False)]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for choice, known in ((True, tensors[1]), (False, tensors[2])):
            by_tensor, by_bool = session.run([tensors[0], known], {fed: choice})
            for got, wanted in zip(
                tf.nest.flatten(by_tensor), tf.nest.flatten(by_bool), strict=True
            ):
                np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6)
    assert len(tensors[0][0]) == len(TARGET)
    assert all(output.shape.as_list() == [BATCH, WORDS] for output in tensors[1][0])


@pytest.mark.parametrize(("model", "sizes"), MODELS)
def test_an_output_projection_leaves_outputs_unprojected(model, sizes):
    weights = tf.get_variable("w", [UNITS, WORDS]), tf.get_variable("b", [WORDS])
    outputs, _ = translated(model, *sizes, output_projection=weights, feed_previous=True)
    assert all(output.shape.as_list() == [BATCH, UNITS] for output in outputs)
    assert not any("output_projection" in name for name in variable_shapes())


@pytest.mark.parametrize(("model", "sizes"), MODELS)
def test_a_projection_of_another_size_is_refused(model, sizes):
    weights = tf.zeros([UNITS, WORDS + 1]), tf.zeros([WORDS + 1])
    with pytest.raises(ValueError, match=r"not compatible|incompatible"):
        translated(model, *sizes, output_projection=weights)


def softmax(scores):
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def test_attention_decoder_reads_by_every_head():
    states = np.random.RandomState(6).randn(BATCH, 4, 2).astype(np.float32)
    inputs = vectors(2, 7)
    outputs, _ = legacy_seq2seq.attention_decoder(
        constants(inputs),
        tf.zeros([BATCH, UNITS]),
        tf.constant(states),
        Adder(),
        output_size=2,
        num_heads=2,
    )
    names = {v.op.name.removeprefix("attention_decoder/"): v for v in tf.global_variables()}
    outputs, w = evaluate([outputs, names])
    assert sorted(w) == sorted(
        ["AttnW_0", "AttnV_0", "AttnW_1", "AttnV_1", "kernel", "bias"]
        + [f"{s}/{n}" for s in ("Attention_0", "Attention_1") for n in ("kernel", "bias")]
        + [f"AttnOutputProjection/{n}" for n in ("kernel", "bias")]
    )
    reads, state = [np.zeros([BATCH, 2])] * 2, np.zeros([BATCH, UNITS])
    for step in range(2):
        merged = np.concatenate([inputs[step], *reads], 1) @ w["kernel"] + w["bias"]
        state = state + merged
        reads = []
        for head in range(2):
            asked = state @ w[f"Attention_{head}/kernel"] + w[f"Attention_{head}/bias"]
            features = states @ w[f"AttnW_{head}"][0, 0]
            scores = (w[f"AttnV_{head}"] * np.tanh(features + asked[:, None])).sum(-1)
            reads.append((softmax(scores)[..., None] * states).sum(1))
        projected = np.concatenate([state, *reads], 1) @ w["AttnOutputProjection/kernel"]
        np.testing.assert_allclose(
            outputs[step], projected + w["AttnOutputProjection/bias"], rtol=1e-4, atol=1e-5
        )


@pytest.mark.parametrize(
    ("inputs", "depth", "heads", "message"),
    [([], 2, 1, "at least 1 input"), ([0], 2, 0, "1 heads"), ([0], None, 1, "must be known")],
)
def test_attention_decoder_refuses(inputs, depth, heads, message):
    states = tf.placeholder(tf.float32, [BATCH, 4, depth])
    with pytest.raises(ValueError, match=message):
        legacy_seq2seq.attention_decoder(
            [tf.zeros([BATCH, UNITS]) for _ in inputs], None, states, Adder(), num_heads=heads
        )


def test_one2many_gives_each_decoder_its_own_scope_and_checks_its_cells():
    def build(cells, encoder=None):
        return legacy_seq2seq.one2many_rnn_seq2seq(
            constants(SOURCE),
            {"a": constants(TARGET), "b": constants(TARGET[:1])},
            encoder or rnn_cell.GRUCell(UNITS),
            cells,
            WORDS,
            {"a": WORDS, "b": 7},
            DEPTH,
        )

    outputs, _ = build({"a": rnn_cell.GRUCell(UNITS), "b": rnn_cell.GRUCell(UNITS)})
    assert [len(outputs["a"]), len(outputs["b"])] == [3, 1]
    assert outputs["b"][0].shape.as_list() == [BATCH, 7]
    prefix = "one2many_rnn_seq2seq/one2many_decoder_b/embedding_rnn_decoder"
    assert variable_shapes()[f"{prefix}/embedding"] == [7, DEPTH]
    with pytest.raises(ValueError, match="keys"):
        build({"a": rnn_cell.GRUCell(UNITS)})
    with pytest.raises(TypeError, match="dec_cell"):
        build({"a": rnn_cell.GRUCell(UNITS), "b": "cell"})
    with pytest.raises(TypeError, match="enc_cell"):
        build({}, encoder="cell")


LOGITS = vectors(2, 8, WORDS)
TARGETS = TARGET[:2]
WEIGHTS = [np.array([1.0, 0.5], np.float32), np.array([1.0, 0.0], np.float32)]


def step_losses():
    losses = []
    for logits, targets, weights in zip(LOGITS, TARGETS, WEIGHTS, strict=True):
        log_probs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
        losses.append(-log_probs[np.arange(BATCH), targets] * weights)
    return np.array(losses)


@pytest.mark.parametrize("average_time", [False, True])
@pytest.mark.parametrize("average_batch", [False, True])
def test_losses_are_numpys(average_time, average_batch):
    arguments = [constants(steps) for steps in (LOGITS, TARGETS, WEIGHTS)]
    by_example = legacy_seq2seq.sequence_loss_by_example(
        *arguments, average_across_timesteps=average_time
    )
    total = legacy_seq2seq.sequence_loss(
        *arguments, average_across_timesteps=average_time, average_across_batch=average_batch
    )
    expected = step_losses().sum(0)
    if average_time:
        expected = expected / np.sum(WEIGHTS, axis=0)
    by_example, total = evaluate([by_example, total])
    np.testing.assert_allclose(by_example, expected, rtol=1e-5)
    np.testing.assert_allclose(total, expected.sum() / (BATCH if average_batch else 1), rtol=1e-5)


def test_losses_want_lists_of_one_length():
    with pytest.raises(ValueError, match="must be the same 2, 2, 1"):
        legacy_seq2seq.sequence_loss(constants(LOGITS), constants(TARGETS[:1]), constants(WEIGHTS))


@pytest.mark.parametrize("per_example", [False, True])
def test_buckets_share_variables_and_cut_their_lists(per_example):
    seen = []

    def model(source, target):
        seen.append((len(source), len(target)))
        scale = tf.get_variable("scale", [], initializer=tf.ones_initializer())
        return [logits * scale for logits in constants(LOGITS)[: len(target)]], None

    outputs, losses = legacy_seq2seq.model_with_buckets(
        constants(SOURCE),
        constants(TARGETS),
        constants(TARGETS),
        constants(WEIGHTS),
        [(1, 1), (2, 2)],
        model,
        per_example_loss=per_example,
    )
    assert seen == [(1, 1), (2, 2)]
    assert [len(steps) for steps in outputs] == [1, 2]
    assert variable_shapes() == {"scale": []}
    expected = [step_losses()[:1].sum(0) / WEIGHTS[0], step_losses().sum(0) / np.sum(WEIGHTS, 0)]
    if not per_example:
        expected = [loss.mean() for loss in expected]
    np.testing.assert_allclose(evaluate(losses), expected, rtol=1e-5)


@pytest.mark.parametrize("short", ["encoder_inputs", "targets", "weights"])
def test_buckets_longer_than_the_lists_are_refused(short):
    lists = {"encoder_inputs": SOURCE, "targets": TARGETS, "weights": WEIGHTS}
    lists[short] = lists[short][:1]
    with pytest.raises(ValueError, match=rf"Length of {short} \(1\)"):
        legacy_seq2seq.model_with_buckets(
            decoder_inputs=TARGETS, buckets=[(2, 2)], seq2seq=None, **lists
        )
