"""What ``tf.math`` computes in other roundings today.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math
"""

from reference.math.sigmoid_op import sigmoid

__all__ = ["sigmoid"]
