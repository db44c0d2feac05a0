"""What ``tf.contrib.tensorboard`` was in TensorFlow 1.15: its ``plugins``."""

from reference.contrib.tensorboard import plugins

__all__ = ["plugins"]
