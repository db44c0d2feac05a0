"""A tensor that waits for other ops."""

import tensorflow.compat.v1 as tf


def with_dependencies(dependencies, output_tensor, name=None):
    """Return `output_tensor`, available only after `dependencies` have run.

    Args:
      dependencies: list of ops or tensors.
      output_tensor: a tensor or an `IndexedSlices`; returned as it is when executing eagerly.
      name: name of the identity op, "control_dependency" by default.

    Source: TF 1.15 ``control_flow_ops.with_dependencies``.
    """
    if tf.executing_eagerly():
        return output_tensor
    with (
        tf.name_scope(name, "control_dependency", [*dependencies, output_tensor]) as scope,
        tf.colocate_with(output_tensor),
        tf.control_dependencies(dependencies),
    ):
        if isinstance(output_tensor, tf.IndexedSlices):
            return tf.IndexedSlices(
                tf.identity(output_tensor.values, name=scope),
                output_tensor.indices,
                output_tensor.dense_shape,
            )
        return tf.identity(output_tensor, name=scope)
