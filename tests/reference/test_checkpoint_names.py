"""Checkpoints of before TensorFlow 1.2 restore into the cells, once their names are converted."""

import sys

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow.compat.v1")

from reference.contrib.rnn.python.tools import checkpoint_convert  # noqa: E402
from reference.nn import rnn_cell  # noqa: E402

pytestmark = [pytest.mark.tf, pytest.mark.usefixtures("like_tensorflow_1")]

# The variables of `dynamic_rnn(GRUCell(2), [.., .., 3])` as TensorFlow 1.1 named them.
OLD = {
    "rnn/gru_cell/gates/weights": [5, 4],
    "rnn/gru_cell/gates/biases": [4],
    "rnn/gru_cell/candidate/weights": [5, 2],
    "rnn/gru_cell/candidate/biases": [2],
    "softmax/weights": [2, 3],
}


@pytest.fixture
def old_checkpoint(tmp_path):
    """Prefix of a checkpoint with the old names, and its values."""
    numbers = np.random.RandomState(0)
    values = {name: numbers.rand(*shape).astype("float32") for name, shape in OLD.items()}
    with tf.Graph().as_default(), tf.Session() as session:
        for name, value in values.items():
            tf.Variable(value, name=name)
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "old"))
    return path, values


@pytest.mark.parametrize("write_v1_checkpoint", [False, True])
def test_a_cell_restores_what_was_converted(old_checkpoint, tmp_path, write_v1_checkpoint):
    old, values = old_checkpoint
    new = str(tmp_path / "new")
    variables, changed = checkpoint_convert.convert_names(old, new, write_v1_checkpoint)
    assert changed["rnn/gru_cell/gates/weights"] == "rnn/gru_cell/gates/kernel"
    assert "softmax/weights" not in changed
    assert set(variables) == {changed.get(name, name) for name in values}
    with tf.Graph().as_default(), tf.Session() as session:
        tf.nn.dynamic_rnn(rnn_cell.GRUCell(2), tf.zeros([1, 4, 3]), dtype=tf.float32)
        made = tf.global_variables()
        tf.train.Saver().restore(session, new)
        restored = dict(zip([each.op.name for each in made], session.run(made), strict=True))
    for name, value in values.items():
        if name in changed:
            np.testing.assert_array_equal(restored[changed[name]], value)


def test_the_command_converts(old_checkpoint, tmp_path, monkeypatch):
    new = str(tmp_path / "new")
    monkeypatch.setattr(sys, "argv", ["checkpoint_convert", old_checkpoint[0], new])
    checkpoint_convert.main()
    names = tf.train.NewCheckpointReader(new).get_variable_to_shape_map()
    assert "rnn/gru_cell/candidate/bias" in names


def test_no_checkpoint_is_an_error(tmp_path):
    with pytest.raises(tf.errors.NotFoundError):
        checkpoint_convert.convert_names(str(tmp_path / "none"), str(tmp_path / "new"))


def test_the_attention_decoder_had_other_names_before():
    names = checkpoint_convert.RNN_NAME_REPLACEMENTS
    assert names["attention_decoder/Linear/Matrix"] == "attention_decoder/kernel"
    assert names["attention_decoder/LSTMCell/W_0"] == "attention_decoder/lstm_cell/kernel"
    assert len(names) == 56  # as in 1.15
