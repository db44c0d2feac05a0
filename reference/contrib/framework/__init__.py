"""What ``tf.contrib.framework`` was in TensorFlow 1.15."""
