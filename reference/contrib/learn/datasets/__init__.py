"""What ``tf.contrib.learn.datasets`` was in TensorFlow 1.15, DBpedia left out."""

from reference.contrib.learn.datasets import base, mnist, synthetic
from reference.contrib.learn.datasets.boston import load_boston
from reference.contrib.learn.datasets.catalogue import (
    DATASETS,
    SYNTHETIC,
    load_dataset,
    make_dataset,
)
from reference.contrib.learn.datasets.iris import load_iris

__all__ = [
    "DATASETS",
    "SYNTHETIC",
    "base",
    "load_boston",
    "load_dataset",
    "load_iris",
    "make_dataset",
    "mnist",
    "synthetic",
]
