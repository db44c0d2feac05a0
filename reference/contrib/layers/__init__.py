"""What ``tf.contrib.layers`` was in TensorFlow 1.15: layers, losses' helpers, feature columns.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/layers
"""
