"""What ``tf.contrib.sparsemax`` was in TensorFlow 1.15.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/sparsemax
"""

from reference.contrib.sparsemax.activation import sparsemax
from reference.contrib.sparsemax.loss import sparsemax_loss

__all__ = ["sparsemax", "sparsemax_loss"]
