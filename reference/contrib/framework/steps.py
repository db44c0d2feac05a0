"""The global step, under the names it had before it moved to ``tf.train``.

Source: TensorFlow 1.15, ``tf.contrib.framework`` (global step).
"""

import tensorflow.compat.v1 as tf


def assert_global_step(global_step_tensor: tf.Variable | tf.Tensor) -> None:
    """Raises unless the argument is an integer scalar that can be a global step.

    Raises:
      TypeError: it is neither a tensor nor a variable, or is not of an integer type.
      ValueError: it is not scalar.

    Source: ``tf.contrib.framework.assert_global_step`` of TensorFlow 1.15.
    """
    tf.train.assert_global_step(global_step_tensor)


def get_global_step(graph: tf.Graph | None = None) -> tf.Variable | None:
    """The global step of a graph, None if it has none.

    Source: ``tf.contrib.framework.get_global_step`` of TensorFlow 1.15.
    """
    return tf.train.get_global_step(graph)


def create_global_step(graph: tf.Graph | None = None) -> tf.Variable:
    """Makes the global step, an int64 variable named ``global_step``.

    Raises:
      ValueError: the graph has one.

    Source: ``tf.contrib.framework.create_global_step`` of TensorFlow 1.15.
    """
    return tf.train.create_global_step(graph)


def get_or_create_global_step(graph: tf.Graph | None = None) -> tf.Variable:
    """The global step of a graph, made if there was none.

    Source: ``tf.contrib.framework.get_or_create_global_step`` of TensorFlow 1.15.
    """
    return tf.train.get_or_create_global_step(graph)


def assert_or_get_global_step(
    graph: tf.Graph | None = None, global_step_tensor: tf.Variable | tf.Tensor | None = None
) -> tf.Variable | tf.Tensor | None:
    """The given global step, once it is found fit; the graph's if none is given.

    Args:
      graph: where to look; the default graph if None.
      global_step_tensor: a global step to verify.

    Raises:
      TypeError, ValueError: as ``assert_global_step``.

    Source: ``tf.contrib.framework.assert_or_get_global_step`` of TensorFlow 1.15.
    """
    if global_step_tensor is None:
        return get_global_step(graph)
    assert_global_step(global_step_tensor)
    return global_step_tensor
