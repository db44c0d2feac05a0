"""`sequence_loss` against NumPy, over all its ways to reduce."""

import itertools

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib import seq2seq  # noqa: E402
from tests.reference.evaluating import evaluate  # noqa: E402

pytestmark = pytest.mark.tf

LOGITS = np.random.RandomState(1).randn(3, 4, 5).astype(np.float32)
TARGETS = np.random.RandomState(2).randint(0, 5, (3, 4)).astype(np.int32)
WEIGHTS = np.array([[1, 0.5, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]], np.float32)
FLAGS = list(itertools.product([False, True], repeat=4))


@pytest.fixture(autouse=True)
def _own_graph():
    with tf.Graph().as_default():
        yield


def cross_entropy():
    log_probs = LOGITS - np.log(np.exp(LOGITS).sum(-1, keepdims=True))
    return -np.take_along_axis(log_probs, TARGETS[..., None], 2)[..., 0]


def oracle(average_time, average_batch, sum_time, sum_batch):
    losses = cross_entropy() * WEIGHTS
    counts = WEIGHTS != 0
    if average_time and average_batch:
        return losses.sum() / WEIGHTS.sum()
    if sum_time and sum_batch:
        return losses.sum() / counts.sum()
    if average_time or average_batch:
        axis, divisor = (0 if average_batch else 1), WEIGHTS
    elif sum_time or sum_batch:
        axis, divisor = (0 if sum_batch else 1), counts
    else:
        return losses
    total, divisor = losses.sum(axis), divisor.sum(axis)
    return np.divide(total, divisor, out=np.zeros_like(total), where=divisor != 0)


@pytest.mark.parametrize(
    "flags", [flags for flags in FLAGS if not ((flags[0] and flags[2]) or (flags[1] and flags[3]))]
)
def test_every_reduction_is_numpys(flags):
    loss = seq2seq.sequence_loss(
        tf.constant(LOGITS), tf.constant(TARGETS), tf.constant(WEIGHTS), *flags
    )
    expected = oracle(*flags)
    assert loss.shape.as_list() == list(np.shape(expected))
    np.testing.assert_allclose(evaluate(loss), expected, rtol=1e-5)


@pytest.mark.parametrize("flags", [(True, False, True, False), (False, True, False, True)])
def test_an_axis_cannot_be_averaged_and_summed(flags):
    with pytest.raises(ValueError, match="cannot be set"):
        seq2seq.sequence_loss(
            tf.constant(LOGITS), tf.constant(TARGETS), tf.constant(WEIGHTS), *flags
        )


@pytest.mark.parametrize("wrong", ["Logits", "Targets", "Weights"])
def test_a_wrong_rank_is_named(wrong):
    tensors = {"Logits": LOGITS, "Targets": TARGETS, "Weights": WEIGHTS}
    tensors[wrong] = tensors[wrong][0]
    with pytest.raises(ValueError, match=wrong):
        seq2seq.sequence_loss(*map(tf.constant, tensors.values()))


def test_all_weights_zero_is_no_loss_and_no_nan():
    zeros = tf.zeros_like(WEIGHTS)
    loss = seq2seq.sequence_loss(tf.constant(LOGITS), tf.constant(TARGETS), zeros)
    assert evaluate(loss) == 0


def test_own_loss_function_gets_flat_keywords():
    seen = {}

    def loss_function(labels, logits):
        seen.update(labels=labels.shape.as_list(), logits=logits.shape.as_list())
        return tf.ones_like(labels, tf.float32)

    loss = seq2seq.sequence_loss(
        tf.constant(LOGITS),
        tf.constant(TARGETS),
        tf.constant(WEIGHTS),
        softmax_loss_function=loss_function,
    )
    assert seen == {"labels": [12], "logits": [12, 5]}
    np.testing.assert_allclose(evaluate(loss), 1.0)


def test_sequence_loss_object_sums_by_default():
    loss = seq2seq.SequenceLoss()(tf.constant(TARGETS), tf.constant(LOGITS), tf.constant(WEIGHTS))
    np.testing.assert_allclose(evaluate(loss), oracle(False, False, True, True), rtol=1e-5)


def test_the_divisor_is_made_in_the_scope_of_the_loss():
    seq2seq.sequence_loss(tf.constant(LOGITS), tf.constant(TARGETS), tf.constant(WEIGHTS), name="l")
    names = [op.name for op in tf.get_default_graph().get_operations()]
    assert all(name.startswith(("l/", "Const")) for name in names)
    assert names[-1] == "l/div_no_nan"
