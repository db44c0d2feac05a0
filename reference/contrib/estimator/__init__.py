"""What is rebuilt of TensorFlow 1.15's ``tf.contrib.estimator``: ``add_metrics``."""

from reference.estimator import add_metrics

__all__ = ["add_metrics"]
