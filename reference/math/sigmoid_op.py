"""The sigmoid to the last bit of TensorFlow 1.15's kernel for float32 on a processor.

That kernel is Eigen's of 2019. Eight numbers at a time it takes, with each product and each sum
rounded alone::

    z      = min(max(x, -18), 18)
    y      = z * p(z^2) / q(z^2) + 1/2,   p of degree 4, q of degree 5
    result = min(max(y, 0), 1)

and the up to seven numbers that are left over at the end it computes as ``1 / (1 + exp(-x))``. So
it is exactly 0 below -18, which 2.21's is not, and a cost with ``log(sigmoid(x))`` becomes infinite
or NaN where it did.

Source: ``tf.sigmoid`` of TensorFlow 1.15; the coefficients are those of Eigen's ``logistic``,
https://gitlab.com/libeigen/eigen
"""

from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.math import registers

GRADIENT = "TensorFlow1Sigmoid"
_SATURATED = np.float32(18)
# Of the highest power first.
_NUMERATOR = (
    4.37031012579801e-11,
    1.15627324459942e-07,
    6.08574864600143e-05,
    8.51377133304701e-03,
    2.48287947061529e-01,
)
_DENOMINATOR = (
    6.10247389755681e-13,
    5.76102136993427e-09,
    6.29106785017040e-06,
    1.70198817374094e-03,
    1.16817656904453e-01,
    9.93151921023180e-01,
)


@tf.RegisterGradient(GRADIENT)
def _gradient(operation: tf.Operation, gradient: tf.Tensor) -> tuple[None, None, tf.Tensor]:
    with tf.control_dependencies([gradient]):
        return None, None, tf.raw_ops.SigmoidGrad(y=operation.outputs[0], dy=gradient)


def sigmoid(x: Any, name: str | None = None) -> tf.Tensor:
    """``1 / (1 + exp(-x))``, of float32 in a graph in the bits of TensorFlow 1.15.

    Args:
        x: floating point or complex tensor of any shape.
        name: of the op whose output it is, ``Sigmoid`` by default; the ops before it are below
            this name.

    Returns:
        A tensor of the shape and dtype of ``x``. In eager mode it is ``tf.sigmoid(x)``.

    Source: ``tf.sigmoid`` of TensorFlow 1.15.

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(sigmoid(tf.constant([-20.0, 0.0, 19.0] + 5 * [1.0])))[:3])
    [0.  0.5 1. ]
    """
    if tf.executing_eagerly():
        return tf.sigmoid(x, name)
    with tf.name_scope(name, "Sigmoid", [x]) as scope:
        x = tf.convert_to_tensor(x, name="x")
        if x.dtype != tf.float32:
            return tf.sigmoid(x, scope)
        exact = registers.walk(x, _rational, _left_over)
        # Chosen always; the other input is there for the gradient, which goes past all the ops.
        with tf.get_default_graph().gradient_override_map({"SelectV2": GRADIENT}):
            return tf.raw_ops.SelectV2(condition=True, t=exact, e=x, name=scope)


def _left_over(x: tf.Tensor) -> tf.Tensor:
    # of 1 / (1 + exponential) today's optimizer of graphs would make a reciprocal, which is not
    return -1 / (-1 - registers.exponential(-x))


def _rational(x: tf.Tensor) -> tf.Tensor:
    z = tf.maximum(tf.minimum(x, _SATURATED), -_SATURATED)
    square = z * z
    above = registers.polynomial(square, _NUMERATOR)
    ratio = z * above / registers.polynomial(square, _DENOMINATOR)
    return tf.minimum(tf.maximum(ratio + np.float32(0.5), np.float32(0)), np.float32(1))
