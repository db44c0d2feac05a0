"""``tensorflow.examples.tutorials.mnist``: ``input_data`` reads MNIST, ``mnist`` models it."""

from reference.examples.tutorials.mnist import input_data, mnist

__all__ = ["input_data", "mnist"]
