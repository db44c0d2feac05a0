"""What ``tf.contrib.tensorboard.plugins`` was in TensorFlow 1.15: its ``projector``."""

from reference.contrib.tensorboard.plugins import projector

__all__ = ["projector"]
