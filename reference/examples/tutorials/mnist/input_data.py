"""MNIST as the tutorials of TensorFlow 1 read it, with the same batches under the same seed.

The four IDX files are read from a folder. TensorFlow 1.15 fetched those that were missing;
here ``keras.datasets.mnist`` supplies the same digits in the same order instead.

Source: ``tensorflow.examples.tutorials.mnist.input_data`` and
``tf.contrib.learn.datasets.mnist`` of TensorFlow 1.15; format and digits: Y. LeCun, C. Cortes,
C. J. C. Burges, the MNIST database of handwritten digits.
"""

import collections
import gzip
import os
from typing import Any, BinaryIO

import numpy as np
import tensorflow.compat.v1 as tf

__all__ = [
    "DEFAULT_SOURCE_URL",
    "DataSet",
    "Datasets",
    "dense_to_one_hot",
    "extract_images",
    "extract_labels",
    "load_mnist",
    "read_data_sets",
]

DEFAULT_SOURCE_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/"
_IMAGES, _LABELS = 2051, 2049  # the first four bytes of the two kinds of files
_FILES = {
    "train": ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
    "test": ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
}
_PIXELS, _CLASSES = 784, 10
_FAKE_EXAMPLES = 10000

Datasets = collections.namedtuple("Datasets", ["train", "validation", "test"])
Datasets.__doc__ = "The three `DataSet` objects of `read_data_sets`."


def _read_idx(file: BinaryIO, magic: int, kind: str) -> np.ndarray:
    """The bytes of a gzipped IDX file in their shape; read-only."""
    print("Extracting", file.name)
    with gzip.GzipFile(fileobj=file) as stream:
        content = stream.read()
    words = np.frombuffer(content, ">u4", count=2)
    if words[0] != magic:
        raise ValueError(f"Invalid magic number {words[0]} in MNIST {kind} file: {file.name}")
    rank = magic % 256
    shape = tuple(int(size) for size in np.frombuffer(content, ">u4", count=rank, offset=4))
    return np.frombuffer(
        content, np.uint8, count=int(np.prod(shape)), offset=4 * (rank + 1)
    ).reshape(shape)


def extract_images(f: BinaryIO) -> np.ndarray:
    """The images of a gzipped IDX file.

    Args:
        f: binary file object with a ``name``.

    Returns:
        uint8 array ``[images, rows, columns, 1]``.

    Raises:
        ValueError: the file does not begin with 2051.
    """
    return _read_idx(f, _IMAGES, "image")[..., np.newaxis]


def extract_labels(f: BinaryIO, one_hot: bool = False, num_classes: int = _CLASSES) -> np.ndarray:
    """The labels of a gzipped IDX file.

    Args:
        f: binary file object with a ``name``.
        one_hot: whether to spread them, see `dense_to_one_hot`.
        num_classes: width of a spread label.

    Returns:
        uint8 array ``[labels]``, or float64 array ``[labels, num_classes]`` if ``one_hot``.

    Raises:
        ValueError: the file does not begin with 2049.
    """
    labels = _read_idx(f, _LABELS, "label")
    return dense_to_one_hot(labels, num_classes) if one_hot else labels


def dense_to_one_hot(labels_dense: np.ndarray, num_classes: int) -> np.ndarray:
    """Class numbers as rows of zeros with a one, float64 ``[labels, num_classes]``.

    >>> dense_to_one_hot(np.array([1, 0]), 3)
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    return np.eye(num_classes)[np.ravel(labels_dense)]


class DataSet:
    """Images and labels that are dealt out in batches, shuffled anew in each epoch.

    The shuffling uses NumPy's global generator, seeded when the object is made: with ``seed``,
    else with the seed of the default graph, else with nothing reproducible.

    Args:
        images: uint8 array ``[examples, rows, columns, depth]``.
        labels: array whose first axis is ``examples``.
        fake_data: whether to deal out constants instead; ``images`` and ``labels`` are not used.
        one_hot: the form of fake labels.
        dtype: ``tf.float32`` to scale the images to [0, 1], ``tf.uint8`` to leave them.
        reshape: whether to flatten the images to ``[examples, rows * columns]``.
        seed: op seed.

    Raises:
        TypeError: ``dtype`` is neither of the two.
        AssertionError: there are not as many labels as images, or images to be flattened have a
            depth other than 1.
    """

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = tf.float32,
        reshape: bool = True,
        seed: int | None = None,
    ) -> None:
        of_graph, of_op = tf.get_seed(seed)
        np.random.seed(of_graph if seed is None else of_op)
        dtype = tf.as_dtype(dtype).base_dtype
        if dtype not in (tf.uint8, tf.float32):
            raise TypeError(f"Invalid image dtype {dtype!r}, expected uint8 or float32")
        self.one_hot = one_hot
        self._num_examples = _FAKE_EXAMPLES
        if not fake_data:
            self._num_examples = len(images)
            if len(labels) != len(images):
                raise AssertionError(f"images.shape: {images.shape} labels.shape: {labels.shape}")
            if reshape:
                if images.shape[3] != 1:
                    raise AssertionError(f"only images of depth 1 are flattened: {images.shape}")
                images = images.reshape(len(images), images.shape[1] * images.shape[2])
            if dtype == tf.float32:
                images = images.astype(np.float32) * np.float32(1.0 / 255.0)
        self._images = images
        self._labels = labels
        self._epochs_completed = 0
        self._index_in_epoch = 0

    @property
    def images(self) -> Any:
        """All images, in the order in which this epoch deals them out."""
        return self._images

    @property
    def labels(self) -> Any:
        """All labels, in the order of `images`."""
        return self._labels

    @property
    def num_examples(self) -> int:
        """How many images there are."""
        return self._num_examples

    @property
    def epochs_completed(self) -> int:
        """How many times all images were dealt out."""
        return self._epochs_completed

    def _shuffle(self) -> None:
        order = np.arange(self._num_examples)
        np.random.shuffle(order)
        self._images = self._images[order]
        self._labels = self._labels[order]

    def next_batch(
        self, batch_size: int, fake_data: bool = False, shuffle: bool = True
    ) -> tuple[Any, Any]:
        """The next ``batch_size`` images and labels.

        A batch that reaches beyond the end of an epoch is filled from the next one.

        Args:
            batch_size: at most `num_examples`.
            fake_data: whether to answer with constant lists.
            shuffle: whether to shuffle where an epoch begins.

        Returns:
            ``(images, labels)``, arrays with ``batch_size`` rows.
        """
        if fake_data:
            label = [1] + [0] * (_CLASSES - 1) if self.one_hot else 0
            return [[1] * _PIXELS for _ in range(batch_size)], [label for _ in range(batch_size)]
        start = self._index_in_epoch
        if shuffle and start == 0 and self._epochs_completed == 0:
            self._shuffle()
        end = start + batch_size
        if end <= self._num_examples:
            self._index_in_epoch = end
            return self._images[start:end], self._labels[start:end]
        self._epochs_completed += 1
        last = self._images[start:], self._labels[start:]
        if shuffle:
            self._shuffle()
        self._index_in_epoch = end - self._num_examples
        first = self._images[: self._index_in_epoch], self._labels[: self._index_in_epoch]
        return np.concatenate((last[0], first[0])), np.concatenate((last[1], first[1]))


def _read_folder(folder: str, part: str, one_hot: bool) -> tuple[np.ndarray, np.ndarray]:
    images, labels = (os.path.join(folder, name) for name in _FILES[part])
    with open(images, "rb") as file:
        pictures = extract_images(file)
    with open(labels, "rb") as file:
        return pictures, extract_labels(file, one_hot=one_hot)


def _from_keras(one_hot: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    import keras  # not with the module: Keras is slow to import, and a folder needs no Keras

    return [
        (images[..., np.newaxis], dense_to_one_hot(labels, _CLASSES) if one_hot else labels)
        for images, labels in keras.datasets.mnist.load_data()
    ]


def read_data_sets(
    train_dir: str,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = tf.float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str = DEFAULT_SOURCE_URL,
) -> Datasets:
    """MNIST in three parts: training, validation, test.

    Args:
        train_dir: folder of the four IDX files. If one is missing, all comes from
            ``keras.datasets.mnist``, which downloads it once.
        fake_data: whether to make `DataSet` objects of constants, without reading anything.
        one_hot: whether labels are rows ``[10]`` rather than numbers.
        dtype: see `DataSet`.
        reshape: see `DataSet`.
        validation_size: how many of the first training images are set aside.
        seed: see `DataSet`.
        source_url: where TensorFlow 1.15 would have fetched the files; not used.

    Returns:
        ``Datasets(train, validation, test)``.

    Raises:
        ValueError: ``validation_size`` is negative or above the number of training images, or a
            file is not what its name says.
        OSError: a file cannot be read.
    """
    if fake_data:
        return Datasets(
            *(DataSet([], [], True, one_hot=one_hot, dtype=dtype, seed=seed) for _ in range(3))
        )
    wanted = [os.path.join(train_dir, name) for names in _FILES.values() for name in names]
    if all(os.path.exists(path) for path in wanted):
        train, test = (_read_folder(train_dir, part, one_hot) for part in ("train", "test"))
    else:
        train, test = _from_keras(one_hot)
    available = len(train[0])
    if not 0 <= validation_size <= available:
        raise ValueError(
            f"Validation size should be between 0 and {available}. Received: {validation_size}."
        )
    parts = (
        [array[validation_size:] for array in train],
        [array[:validation_size] for array in train],
        test,
    )
    return Datasets(
        *(
            DataSet(images, labels, dtype=dtype, reshape=reshape, seed=seed)
            for images, labels in parts
        )
    )


def load_mnist(train_dir: str = "MNIST-data") -> Datasets:
    """`read_data_sets` with its defaults, as ``tf.contrib.learn.datasets.mnist.load_mnist``."""
    return read_data_sets(train_dir)
