"""Zeroing a variable that holds nothing yet.

Source: TensorFlow 1.15, ``tf.contrib.framework.zero_initializer``.
"""

import tensorflow.compat.v1 as tf


def zero_initializer(
    ref: tf.Variable, use_locking: bool = True, name: str = "zero_initializer"
) -> tf.Tensor:
    """Sets an uninitialised variable to zeros.

    TensorFlow 1.15 had a kernel of its own for it; here several operations do what it did.

    Args:
      ref: a variable of static shape.
      use_locking: whether to assign under a lock, for a reference variable.
      name: name scope of the operations.

    Returns:
      The reference, or the handle of a resource variable, once it holds zeros.

    Raises:
      tf.errors.InvalidArgumentError: when run, if the variable holds a value already.

    Source: ``tf.contrib.framework.zero_initializer`` of TensorFlow 1.15.
    """
    with tf.name_scope(name):
        is_empty = tf.logical_not(tf.is_variable_initialized(ref))
        check = tf.Assert(is_empty, ["input is already initialized"])
        with tf.control_dependencies([check]):
            zeros = tf.zeros(ref.shape, ref.dtype.base_dtype)
            if not hasattr(ref, "handle"):
                return tf.assign(ref, zeros, use_locking=use_locking)
            with tf.control_dependencies([ref.assign(zeros, read_value=False)]):
                return tf.identity(ref.handle)
