"""`tf.one_hot` as TensorFlow 1.15 spelled it when both values are given."""

import tensorflow.compat.v1 as tf


def one_hot(indices, depth, on_value, off_value):
    """`tf.one_hot` on the last axis.

    1.15 made constants of the values to learn their dtype, and others for the op; TF1 op seeds
    count both.

    Args:
      indices: int tensor.
      depth: int or int32 scalar.
      on_value, off_value: scalars of one dtype, tensors or not.
    """
    with tf.name_scope("one_hot") as scope:
        for value in (on_value, off_value):
            if not tf.is_tensor(value):
                tf.convert_to_tensor(value)
        return tf.raw_ops.OneHot(
            indices=indices,
            depth=depth,
            on_value=on_value,
            off_value=off_value,
            axis=-1,
            name=scope,
        )
