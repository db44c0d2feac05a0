"""The softmax to the last bit of TensorFlow 1.15's kernel for float32 on a processor.

The exponentials (`reference.math.exponential`) of what is left when the largest number is taken
off, times the reciprocal of their sum, which is rounded alone.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.math import exponential

GRADIENT = "TensorFlow1Softmax"


@tf.RegisterGradient(GRADIENT)
def _gradient(operation: tf.Operation, gradient: tf.Tensor) -> tuple[None, None, tf.Tensor]:
    softmax = operation.outputs[0]
    whole = tf.reduce_sum(gradient * softmax, -1, keepdims=True)
    return None, None, (gradient - whole) * softmax


def softmax(
    logits: Any, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> tf.Tensor:
    """``exp(logits) / reduce_sum(exp(logits), axis)``, of float32 in the bits of TensorFlow 1.15.

    Args:
        logits: floating point tensor.
        axis: over which the results add up to 1, the last one by default.
        name: of the op whose output it is, ``Softmax`` by default; the ops before it are below
            this name.
        dim: an older name of ``axis``.

    Returns:
        A tensor of the shape and dtype of ``logits``. In eager mode, along another axis than the
        last one, or if its length is unknown or above 128, it is ``tf.nn.softmax``'s.

    Raises:
        ValueError: both ``axis`` and ``dim`` are given.
        InvalidArgumentError: there is no such axis.

    Source: ``tf.nn.softmax`` of TensorFlow 1.15.

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(softmax([[0.0, 0.0], [88.0, 0.0]])))
    [[0.5 0.5]
     [1.  0. ]]
    """
    if not tf.executing_eagerly():
        given = tf.convert_to_tensor(logits)
        classes = (given.shape.as_list()[-1] if given.shape.rank else None) or 0
        along = axis if dim is None else dim
        last = along in (None, -1, (given.shape.rank or 0) - 1) and None in (axis, dim)
        few = 0 < classes <= exponential.MOST_COLUMNS
        if given.dtype == tf.float32 and few and last:
            return _exact(given, classes, name)
        logits = given
    return tf.nn.softmax(logits, axis, name, dim)


def _exact(logits: tf.Tensor, classes: int, name: str | None) -> tf.Tensor:
    with tf.name_scope(name, "Softmax", [logits]) as scope:
        rows = tf.reshape(logits, [-1, classes])
        exponentials = exponential.flat(rows - tf.reduce_max(rows, 1, keepdims=True))
        exponentials.set_shape([None, classes])
        # of 1 / sum today's optimizer of graphs would make a reciprocal, which rounds otherwise
        reciprocal = -1 / exponential.sum_of_rows(exponentials)
        exact = tf.reshape(-(exponentials * reciprocal), tf.shape(logits))
        # Chosen always; the other input is there for the gradient, which goes past all the ops.
        with tf.get_default_graph().gradient_override_map({"SelectV2": GRADIENT}):
            return tf.raw_ops.SelectV2(condition=True, t=exact, e=logits, name=scope)
