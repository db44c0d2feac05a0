"""Keras' questions to a layer of ``tf.layers`` get the answers of TensorFlow 1.15.5."""

import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference import layers  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]


@pytest.fixture
def dense():
    with tf.Graph().as_default():
        layer = layers.Dense(3)
        layer(tf.zeros([2, 4]))
        yield layer


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("input", r"Layer dense_1 is not connected, no input to return\."),
        ("output", r"Layer dense_1 has no inbound nodes\."),
        ("output_mask", r"Layer dense_1 has no inbound nodes\."),
        ("input_shape", r"never been called and thus has no defined input shape\."),
        ("output_shape", r"never been called and thus has no defined output shape\."),
    ],
)
def test_a_call_on_a_plain_tensor_leaves_no_trace(dense, name, message):
    with pytest.raises(AttributeError, match=message):
        getattr(dense, name)
    assert not hasattr(dense, name)
    assert (dense.inbound_nodes, dense.outbound_nodes, dense.dynamic) == ([], [], False)


def test_nodes_are_not_there_by_number_either(dense):
    with pytest.raises(RuntimeError, match=r"no defined output shape\."):
        dense.get_output_shape_at(0)
    with pytest.raises(RuntimeError, match=r"no defined input\."):
        dense.get_input_mask_at(0)


def test_masks_pass_where_they_are_supported(dense):
    mask = tf.constant([True])
    assert dense.compute_mask(None, mask) is mask
    cell = rnn_cell.GRUCell(3)
    assert cell.compute_mask(None) is None
    with pytest.raises(TypeError, match="does not support masking"):
        cell.compute_mask(None, mask)


def test_signatures_follow_the_shape(dense):
    assert dense.compute_output_signature(tf.TensorSpec([2, 4])) == tf.TensorSpec([2, 3])
    with pytest.raises(TypeError, match="Only TensorSpec signature types"):
        dense.compute_output_signature(3)
