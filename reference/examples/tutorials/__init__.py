"""``tensorflow.examples.tutorials``: the MNIST reader and model."""
