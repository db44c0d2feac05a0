"""``tensorflow.models.rnn.ptb`` before TensorFlow 1.0: ``reader`` reads the Penn Treebank."""

from reference.examples.tutorials.ptb import reader

__all__ = ["reader"]
