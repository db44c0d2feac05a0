"""`dynamic_decode` with every helper, over cells whose output can be foretold."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import layers  # noqa: E402
from reference.contrib import seq2seq  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402
from tests.reference.evaluating import evaluate, variable_shapes  # noqa: E402

pytestmark = pytest.mark.tf

BATCH, TIME, DEPTH = 3, 4, 2
LENGTHS = [4, 2, 0]
INPUTS = np.random.RandomState(0).randn(BATCH, TIME, DEPTH).astype(np.float32)


class Echo(rnn_cell.RNNCell):
    """Puts out its input plus its state; the state counts the steps."""

    @property
    def state_size(self):
        return 1

    @property
    def output_size(self):
        return DEPTH

    def call(self, inputs, state):
        return inputs + state, state + 1.0


@pytest.fixture(params=["switches", "functions"], autouse=True)
def _own_graph(request):
    if request.param == "switches":
        request.getfixturevalue("like_tensorflow_1")
    with tf.Graph().as_default():
        yield


def decoded(helper, output_layer=None, **options):
    cell = Echo()
    state = cell.zero_state(BATCH, tf.float32)
    decoder = seq2seq.BasicDecoder(cell, helper, state, output_layer)
    outputs, state, lengths = seq2seq.dynamic_decode(decoder, **options)
    return evaluate([outputs.rnn_output, outputs.sample_id, state, lengths])


def counted(inputs):
    return inputs + np.arange(inputs.shape[1])[:, None]


def test_training_helper_feeds_the_inputs_step_by_step():
    output, sample, state, lengths = decoded(seq2seq.TrainingHelper(INPUTS, LENGTHS))
    # A batch goes on until its longest row has ended; what shorter rows read then is theirs still.
    np.testing.assert_allclose(output, counted(INPUTS), rtol=1e-6)
    np.testing.assert_array_equal(sample, counted(INPUTS).argmax(-1))
    np.testing.assert_array_equal(lengths, LENGTHS)
    np.testing.assert_array_equal(state, np.full((BATCH, 1), 4.0))


def test_impute_finished_zeroes_outputs_and_keeps_states():
    output, sample, state, _ = decoded(
        seq2seq.TrainingHelper(INPUTS, LENGTHS), impute_finished=True
    )
    mask = np.arange(TIME) < np.array(LENGTHS)[:, None]
    np.testing.assert_allclose(output, counted(INPUTS) * mask[..., None], rtol=1e-6)
    np.testing.assert_array_equal(sample, counted(INPUTS).argmax(-1) * mask)
    np.testing.assert_array_equal(state[:, 0], LENGTHS)


def test_time_major_in_and_out():
    helper = seq2seq.TrainingHelper(INPUTS.transpose(1, 0, 2), LENGTHS, time_major=True)
    output, *_ = decoded(helper, output_time_major=True)
    np.testing.assert_allclose(output, counted(INPUTS).transpose(1, 0, 2), rtol=1e-6)


@pytest.mark.parametrize(("limit", "steps"), [(0, 0), (3, 3), (9, 4)])
def test_maximum_iterations_ends_the_loop(limit, steps):
    output, _, _, lengths = decoded(
        seq2seq.TrainingHelper(INPUTS, LENGTHS), maximum_iterations=limit
    )
    assert output.shape == (BATCH, steps, DEPTH)
    np.testing.assert_array_equal(lengths, np.minimum(LENGTHS, steps))


def test_all_rows_empty_gives_no_step():
    output, _, state, lengths = decoded(seq2seq.TrainingHelper(INPUTS, [0, 0, 0]))
    assert output.shape == (BATCH, 0, DEPTH)
    assert not lengths.any()
    assert not state.any()


def test_output_layer_comes_before_the_sample_and_its_variables_are_the_decoders():
    kernel = np.array([[1.0, 0, -1], [0, 1, 0]], np.float32)
    layer = layers.Dense(
        3, use_bias=False, kernel_initializer=tf.constant_initializer(kernel), name="out"
    )
    output, sample, *_ = decoded(seq2seq.TrainingHelper(INPUTS, LENGTHS), layer)
    np.testing.assert_allclose(output, counted(INPUTS) @ kernel, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(sample, (counted(INPUTS) @ kernel).argmax(-1))
    assert variable_shapes() == {"decoder/out/kernel": [2, 3]}


@pytest.mark.parametrize(("scope", "prefix"), [(None, "decoder"), ("mine", "mine")])
def test_scope_names_the_variables(scope, prefix):
    decoded(seq2seq.TrainingHelper(INPUTS, LENGTHS), layers.Dense(3), scope=scope)
    assert set(variable_shapes()) == {f"{prefix}/dense/kernel", f"{prefix}/dense/bias"}


EMBEDDING = np.array([[0, 9], [5, 0], [0, 1], [1, 0]], np.float32)


@pytest.mark.parametrize("kind", ["parameters", "function"])
def test_greedy_helper_feeds_the_argmax_until_the_end_token(kind):
    # Token 1 makes 0 and token 0 makes 1, also in a row that has finished already.
    table = tf.constant(EMBEDDING)
    embedding = table if kind == "parameters" else lambda ids: tf.gather(table, ids)
    helper = seq2seq.GreedyEmbeddingHelper(embedding, [1, 1, 0], end_token=1)
    _, sample, _, lengths = decoded(helper, maximum_iterations=5)
    np.testing.assert_array_equal(sample, [[0, 1], [0, 1], [1, 0]])
    np.testing.assert_array_equal(lengths, [2, 2, 1])


def test_sample_helper_follows_overwhelming_logits():
    helper = seq2seq.SampleEmbeddingHelper(
        tf.constant(EMBEDDING), [1, 1, 0], end_token=1, softmax_temperature=1e-4, seed=1
    )
    _, sample, *_ = decoded(helper, maximum_iterations=2)
    np.testing.assert_array_equal(sample, [[0, 1], [0, 1], [1, 0]])


def test_inference_helper_feeds_samples_back():
    helper = seq2seq.InferenceHelper(
        sample_fn=lambda outputs: outputs + 1.0,
        sample_shape=[DEPTH],
        sample_dtype=tf.float32,
        start_inputs=tf.zeros([BATCH, DEPTH]),
        end_fn=lambda sample: sample[:, 0] > 5.0,
    )
    output, sample, _, lengths = decoded(helper)
    # output' = output + 1 + step: 0, 2, 5
    np.testing.assert_array_equal(output[0, :, 0], [0, 2, 5])
    np.testing.assert_array_equal(sample[0, :, 0], [1, 3, 6])
    np.testing.assert_array_equal(lengths, [3, 3, 3])


def test_custom_helper_runs_its_functions_and_learns_the_batch_size():
    helper = seq2seq.CustomHelper(
        initialize_fn=lambda: (tf.fill([BATCH], False), tf.ones([BATCH, DEPTH])),
        sample_fn=lambda time, outputs, state: tf.fill([BATCH], time),
        next_inputs_fn=lambda time, outputs, state, sample_ids: (
            tf.fill([BATCH], time >= 1),
            outputs * 2.0,
            state,
        ),
    )
    with pytest.raises(ValueError, match="before initialize"):
        _ = helper.batch_size
    output, sample, _, lengths = decoded(helper)
    np.testing.assert_array_equal(output[0], [[1, 1], [3, 3]])
    np.testing.assert_array_equal(sample[0], [0, 1])
    np.testing.assert_array_equal(lengths, [2, 2, 2])


@pytest.mark.parametrize(("probability", "follows_output"), [(0.0, False), (1.0, True)])
def test_scheduled_output_helper_reads_its_output_with_certainty_or_never(
    probability, follows_output
):
    helper = seq2seq.ScheduledOutputTrainingHelper(INPUTS, [4, 4, 4], probability, seed=1)
    output, sample, *_ = decoded(helper)
    expected = counted(INPUTS)
    if follows_output:
        expected = INPUTS[:, :1] + np.array([0.0, 1.0, 3.0, 6.0])[:, None]
    np.testing.assert_allclose(output, expected, rtol=1e-5, atol=1e-6)
    assert (sample == int(follows_output)).all()


def test_scheduled_output_helper_appends_auxiliary_inputs_either_way():
    helper = seq2seq.ScheduledOutputTrainingHelper(
        INPUTS[:, :, :1],
        [4, 4, 4],
        1.0,
        next_inputs_fn=lambda outputs: outputs[:, :1],
        auxiliary_inputs=INPUTS[:, :, 1:],
    )
    output, *_ = decoded(helper)
    first = INPUTS[:, :1, :1] + np.array([0.0, 1.0, 3.0, 6.0])[:, None]
    second = counted(INPUTS)[:, :, 1:]
    np.testing.assert_allclose(output, np.concatenate([first, second], 2), rtol=1e-5, atol=1e-6)


def test_scheduled_embedding_helper_marks_rows_that_it_does_not_sample():
    helper = seq2seq.ScheduledEmbeddingTrainingHelper(
        INPUTS, [4, 4, 4], tf.constant(EMBEDDING), 0.5, seed=1, scheduling_seed=2
    )
    output, sample, *_ = decoded(helper)
    drawn = sample[:, :-1] >= 0
    assert (sample >= -1).all()
    assert drawn.any()
    assert not drawn.all()
    np.testing.assert_allclose(output[:, 0], INPUTS[:, 0], rtol=1e-6)
    fed = np.where(drawn[..., None], EMBEDDING[sample[:, :-1]], INPUTS[:, 1:])
    expected = fed + np.arange(1, TIME)[:, None]
    np.testing.assert_allclose(output[:, 1:], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: seq2seq.TrainingHelper(INPUTS, 4), "vector"),
        (lambda: seq2seq.GreedyEmbeddingHelper(EMBEDDING, 1, 0), "start_tokens"),
        (lambda: seq2seq.GreedyEmbeddingHelper(EMBEDDING, [1], [0]), "end_token"),
        (
            lambda: seq2seq.ScheduledOutputTrainingHelper(INPUTS, LENGTHS, [[0.5]]),
            "sampling_probability",
        ),
        (
            lambda: seq2seq.ScheduledEmbeddingTrainingHelper(INPUTS, LENGTHS, EMBEDDING, [[0.5]]),
            "sampling_probability",
        ),
    ],
)
def test_wrong_ranks_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_wrong_types_are_refused():
    helper = seq2seq.TrainingHelper(INPUTS, LENGTHS)
    with pytest.raises(TypeError, match="is not an RNNCell"):
        seq2seq.BasicDecoder("cell", helper, None)
    with pytest.raises(TypeError, match="helper must be a Helper"):
        seq2seq.BasicDecoder(Echo(), "helper", None)
    with pytest.raises(TypeError, match="output_layer must be a Layer"):
        seq2seq.BasicDecoder(Echo(), helper, None, output_layer=tf.identity)
    with pytest.raises(TypeError, match="type Decoder"):
        seq2seq.dynamic_decode("decoder")
    with pytest.raises(ValueError, match="must be a scalar"):
        decoded(helper, maximum_iterations=[1, 2])
