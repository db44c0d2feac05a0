"""Modules inside TensorFlow 1.15 from which code took layers and RNN cells."""

from reference.python import layers, ops

__all__ = ["layers", "ops"]
