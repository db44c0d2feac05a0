"""What ``tf.contrib.solvers`` was in TensorFlow 1.15: systems by products with a matrix only.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/solvers
"""

from reference.contrib.solvers import lanczos, least_squares, linear_equations, util

__all__ = ["lanczos", "least_squares", "linear_equations", "util"]
