"""What is within reach of ``tf.contrib.nn`` of TensorFlow 1.15, and not in ``tf.nn``.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/nn
"""

from reference.contrib.nn.alpha_dropout import alpha_dropout

__all__ = ["alpha_dropout"]
