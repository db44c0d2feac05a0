"""The tutorials' MNIST reader: batches as TensorFlow 1.15.5 dealt them, files, errors."""

from __future__ import annotations

import gzip
import json
import shutil
import sys

import numpy as np
import pytest
import tensorflow.compat.v1 as tf

from reference.examples.tutorials.mnist import input_data, mnist
from tests.conftest import ROOT

RECORD = ROOT / "fixtures" / "record"
if str(RECORD) not in sys.path:
    sys.path.insert(0, str(RECORD))

import mnist_batches  # noqa: E402

pytestmark = pytest.mark.tf
DATA = ROOT / "fixtures" / "data"
GOLDEN = json.loads((ROOT / "fixtures" / "golden" / "mnist_batches.json").read_text())


def test_every_variant_is_recorded():
    assert set(GOLDEN) == set(mnist_batches.VARIANTS)


@pytest.mark.parametrize("name", sorted(mnist_batches.VARIANTS))
def test_batches_are_those_of_1_15(name):
    assert json.loads(json.dumps(mnist_batches.deal(tf, input_data, name))) == GOLDEN[name]


def test_files_are_named_as_they_are_read(capsys):
    input_data.read_data_sets(DATA)
    printed = capsys.readouterr().out.splitlines()
    assert [line.rpartition("/")[2] for line in printed] == [
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    ]
    assert all(line.startswith("Extracting ") for line in printed)


@pytest.mark.parametrize(("flat", "shape"), [(True, (0, 784)), (False, (0, 28, 28, 1))])
def test_no_validation(flat, shape):
    sets = input_data.read_data_sets(DATA, validation_size=0, reshape=flat)
    images, labels = sets.validation.next_batch(3)
    assert sets.validation.images.shape == images.shape == shape
    assert labels.shape == (0,)
    assert len(sets.train.images) == 13482


def test_validation_larger_than_the_training_set():
    with pytest.raises(ValueError, match=r"should be between 0 and 13482\. Received: 20000"):
        input_data.read_data_sets(DATA, validation_size=20000)


def test_a_file_of_labels_where_images_belong(tmp_path):
    for path in DATA.glob("*.gz"):
        shutil.copy(path, tmp_path)
    shutil.copy(DATA / "train-labels-idx1-ubyte.gz", tmp_path / "train-images-idx3-ubyte.gz")
    with pytest.raises(ValueError, match="Invalid magic number 2049 in MNIST image file"):
        input_data.read_data_sets(tmp_path)


@pytest.mark.parametrize("one_hot", [False, True])
def test_without_files_the_digits_come_from_keras(tmp_path, monkeypatch, one_hot):
    import keras

    images = np.arange(6 * 784, dtype=np.uint8).reshape(6, 28, 28)
    labels = np.array([5, 0, 4, 1, 9, 2], np.uint8)
    monkeypatch.setattr(
        keras.datasets.mnist, "load_data", lambda: ((images, labels), (images[:2], labels[:2]))
    )
    sets = input_data.read_data_sets(tmp_path, one_hot=one_hot, validation_size=1)
    assert [one.num_examples for one in sets] == [5, 1, 2]
    expected = np.eye(10)[labels[:2]] if one_hot else labels[:2]
    np.testing.assert_array_equal(sets.test.labels, expected)
    np.testing.assert_allclose(sets.test.images[0], images[0].ravel() / 255, rtol=1e-6)


def test_fake_data():
    sets = input_data.read_data_sets("nowhere", fake_data=True, one_hot=True)
    images, labels = sets.train.next_batch(2, fake_data=True)
    assert images == [[1] * 784] * 2
    assert labels == [[1] + [0] * 9] * 2
    assert sets.test.num_examples == 10000


def test_types_other_than_uint8_and_float32():
    with pytest.raises(TypeError, match="expected uint8 or float32"):
        input_data.DataSet(np.zeros([1, 2, 2, 1]), np.zeros(1), dtype=tf.int32)


def test_as_many_labels_as_images():
    with pytest.raises(AssertionError, match=r"images\.shape"):
        input_data.DataSet(np.zeros([2, 2, 2, 1]), np.zeros(1))


def test_extract_functions_take_open_files():
    with open(DATA / "t10k-labels-idx1-ubyte.gz", "rb") as file:
        labels = input_data.extract_labels(file)
    with open(DATA / "t10k-images-idx3-ubyte.gz", "rb") as file:
        images = input_data.extract_images(file)
    with gzip.open(DATA / "t10k-images-idx3-ubyte.gz") as file:
        raw = np.frombuffer(file.read()[16:], np.uint8)
    assert labels.shape == (299,)
    assert images.shape == (299, 28, 28, 1)
    np.testing.assert_array_equal(images.ravel(), raw)


def test_model_of_the_tutorial():
    with tf.Graph().as_default():
        logits = mnist.inference(tf.ones([3, mnist.IMAGE_PIXELS]), 4, 5)
        labels = tf.constant([1, 2, 3])
        step = mnist.training(mnist.loss(logits, labels), 0.5)
        right = mnist.evaluation(logits, labels)
        names = [variable.op.name for variable in tf.trainable_variables()]
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for _ in range(3):
                session.run(step)
            (counted,) = tf.global_variables("global_step")
            assert session.run(counted) == 3
            assert 0 <= session.run(right) <= 3
    layers = ("hidden1", "hidden2", "softmax_linear")
    assert names == [f"{layer}/{part}" for layer in layers for part in ("weights", "biases")]
