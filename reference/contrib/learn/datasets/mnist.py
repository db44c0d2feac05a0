"""MNIST, under the path that the tutorials' reader came from.

Source: TensorFlow 1.15, ``tf.contrib.learn.datasets.mnist``.
"""

from reference.examples.tutorials.mnist.input_data import (
    DEFAULT_SOURCE_URL,
    DataSet,
    dense_to_one_hot,
    extract_images,
    extract_labels,
    load_mnist,
    read_data_sets,
)

__all__ = [
    "DEFAULT_SOURCE_URL",
    "DataSet",
    "dense_to_one_hot",
    "extract_images",
    "extract_labels",
    "load_mnist",
    "read_data_sets",
]
