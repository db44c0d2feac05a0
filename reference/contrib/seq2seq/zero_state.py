"""Zeros shaped like a state: the batch dimension in front of each part's size."""

import tensorflow.compat.v1 as tf


def zero_state_tensors(state_size, batch_size, dtype):
    """Zeros `[batch, *size]` for every size in a nest.

    Args:
      state_size: nested ints, `TensorShape`s or int32 tensors.
      batch_size: int or int32 tensor, scalar.
      dtype: dtype of the zeros.

    Raises:
      ValueError: when a size is not fully known, or a tensor is neither a scalar nor a vector.

    Source: `_zero_state_tensors` of TensorFlow 1.15's rnn_cell_impl.py.
    """

    def zeros(size):
        tensor = tf.zeros(tf.concat((_as_vector(batch_size), _as_vector(size)), 0), dtype=dtype)
        if not tf.executing_eagerly():
            # 1.15 built both vectors a second time to learn the static shape; so that op seeds
            # agree, so does this.
            _as_vector(batch_size), _as_vector(size)
            tensor.set_shape(_static(batch_size).concatenate(_static(size)))
        return tensor

    return tf.nest.map_structure(zeros, state_size)


def _as_vector(size):
    if tf.is_tensor(size):
        if size.shape.ndims == 0:
            return tf.expand_dims(size, 0)
        if size.shape.ndims != 1:
            raise ValueError(f"A size must be a scalar or a vector, but saw tensor: {size}")
        return size
    shape = _static(size)
    if not shape.is_fully_defined():
        raise ValueError(f"A zero state needs a known size, but saw: {size}")
    return tf.constant(shape.as_list(), dtype=tf.int32)


def _static(size):
    if not tf.is_tensor(size):
        return size if isinstance(size, tf.TensorShape) else tf.TensorShape(size)
    value = tf.get_static_value(size)
    if value is None:
        return tf.TensorShape([None]) if size.shape.ndims == 0 else tf.TensorShape(None)
    return tf.TensorShape(value.tolist())
