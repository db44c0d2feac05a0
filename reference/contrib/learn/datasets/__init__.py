"""What ``tf.contrib.learn.datasets`` was in TensorFlow 1.15, Boston and DBpedia left out."""

from reference.contrib.learn.datasets import base, mnist, synthetic
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
    "load_dataset",
    "load_iris",
    "make_dataset",
    "mnist",
    "synthetic",
]
