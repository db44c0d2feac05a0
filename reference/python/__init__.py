"""Modules inside TensorFlow 1.15 from which code took the classes of RNN cells."""

__all__ = ["ops"]
