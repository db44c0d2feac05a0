"""What ``tf.contrib.integrate`` was in TensorFlow 1.15.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/integrate
"""

from reference.contrib.integrate.adaptive import odeint
from reference.contrib.integrate.fixed_grid import odeint_fixed

__all__ = ["odeint", "odeint_fixed"]
