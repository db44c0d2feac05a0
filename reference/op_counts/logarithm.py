"""The gradient that TensorFlow 1.15 had of the natural logarithm: ``1 / x``, by a division.

Today's kernel of the reciprocal is off by a bit in a third of the numbers, which a cost such as
``log(1 - y)`` magnifies where ``y`` is near 1. A division is exact, as 1.15's reciprocal was; but
of ``1 / x`` today's optimizer of graphs makes a reciprocal again, so that here -1 is divided and
the sign taken back.

Source: the gradient of ``tf.log`` of TensorFlow 1.15.
"""

import tensorflow.compat.v1 as tf

GRADIENT = "TensorFlow1Log"


@tf.RegisterGradient(GRADIENT)
def _gradient(operation: tf.Operation, gradient: tf.Tensor) -> tf.Tensor:
    with tf.control_dependencies([gradient]):
        return -(gradient * (-1 / operation.inputs[0]))
