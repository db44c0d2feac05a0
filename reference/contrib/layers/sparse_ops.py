"""Between dense and sparse tensors.

Source: TF 1.15 ``contrib/layers/python/ops/sparse_ops.py``.
"""

import tensorflow.compat.v1 as tf


def _ignored_value(dtype, ignore_value):
    if ignore_value is None:
        ignore_value = "" if dtype == tf.string else dtype.as_numpy_dtype()
    return tf.cast(ignore_value, dtype, name="ignore_value")


def dense_to_sparse_tensor(dense_tensor, ignore_value=None):
    """Return a `SparseTensor` of the entries of `dense_tensor` other than `ignore_value`.

    Args:
      dense_tensor: tensor of any type and rank.
      ignore_value: what stands for "nothing here"; by default "" or zero.

    Source: TF 1.15 ``sparse_ops.dense_to_sparse_tensor``.
    """
    with tf.name_scope("DenseToSparseTensor"):
        dense_tensor = tf.convert_to_tensor(dense_tensor)
        nothing = _ignored_value(dense_tensor.dtype, ignore_value)
        indices = tf.where(tf.not_equal(dense_tensor, nothing), name="indices")
        return tf.SparseTensor(
            indices,
            tf.gather_nd(dense_tensor, indices, name="values"),
            tf.shape(dense_tensor, out_type=tf.int64, name="dense_shape"),
        )


def indicators_to_sparse_ids(indicators, ignore_value=None, dtype=tf.int64):
    """Return the positions of the entries present in each row, packed to the left.

    `[[0, 1, 0, 1], [1, 0, 0, 0]]` gives the rows `[1, 3]` and `[0]`.

    Args:
      indicators: tensor of any type, its last axis being the classes.
      ignore_value: what stands for "absent"; by default "" or zero.
      dtype: integer type of the ids.

    Returns:
      A `SparseTensor` whose last axis is as long as the longest row.

    Raises:
      ValueError: `dtype` is not an integer type.

    Source: TF 1.15 ``sparse_ops.indicators_to_sparse_ids``.
    """
    if not dtype.is_integer:
        raise ValueError(f"Invalid dtype {dtype} not integer.")
    with tf.name_scope(None, "indicators_to_sparse_ids", (indicators, ignore_value)):
        indicators = tf.convert_to_tensor(indicators, name="indicators")
        absent = tf.equal(
            indicators, _ignored_value(indicators.dtype, ignore_value), name="missing"
        )
        zeros = tf.zeros_like(indicators, dtype=tf.int64, name="zeros")
        ones = tf.ones_like(indicators, dtype=tf.int64, name="ones")
        present = tf.where(absent, zeros, ones, name="binary_indicators")
        # Each present entry's place in its row, counted from 1 so that 0 can mean absent.
        places = tf.where(absent, zeros, tf.cumsum(present, axis=-1), "row_index_indicators")
        longest_row = tf.reshape(tf.reduce_max(places), shape=(1,), name="result_last_dim")
        packed = dense_to_sparse_tensor(places, ignore_value=0)
        columns = tf.reshape(packed.values - 1, (-1, 1))
        return tf.SparseTensor(
            indices=tf.concat((packed.indices[:, :-1], columns), axis=1, name="indices"),
            values=tf.cast(packed.indices[:, -1], dtype=dtype, name="values"),
            dense_shape=tf.concat(
                (packed.dense_shape[0:-1], longest_row), axis=0, name="dense_shape"
            ),
        )


def sparse_row_envelope(sparse_input, row_axis=0, col_axis=1, name=None):
    """Return for each row one more than its last column in use, 0 for an empty row.

    Args:
      sparse_input: a `SparseTensor`.
      row_axis: which axis counts as rows, an int.
      col_axis: which axis counts as columns, another int.
      name: name of the op.

    Raises:
      ValueError: the axes are equal or not integers.

    Source: TF 1.15 ``sparse_ops.sparse_row_envelope``.
    """
    if not (isinstance(row_axis, int) and isinstance(col_axis, int)):
        raise ValueError("`row_axis` and `col_axis` must be integers.")
    if row_axis == col_axis:
        raise ValueError("Row and column can not be the same axis.")
    with tf.name_scope(name, "sparse_row_envelope", [sparse_input]):
        rows = sparse_input.indices[:, row_axis]
        ends = sparse_input.indices[:, col_axis] + 1
        number_of_rows = tf.cast(sparse_input.dense_shape[row_axis], tf.int32)
        envelope = tf.math.unsorted_segment_max(ends, rows, number_of_rows, name=name)
        # The maximum over no columns at all is the smallest integer there is.
        zeros = tf.zeros_like(envelope)
        return tf.where(envelope > zeros, envelope, zeros)
