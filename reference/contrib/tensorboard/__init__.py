"""What ``tf.contrib.tensorboard`` was in TensorFlow 1.15: its ``plugins``."""
