"""What ``tf.math`` computes in other roundings or by other ops today.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math
"""

from reference.math.linspace_op import linspace
from reference.math.sigmoid_op import sigmoid
from reference.math.softmax_op import softmax

__all__ = ["linspace", "sigmoid", "softmax"]
