"""What ``tf.contrib.tensorboard.plugins`` was in TensorFlow 1.15: its ``projector``."""
