"""Crosses of sparse features, joined as strings or hashed into buckets.

TensorFlow 2 kept the newer of the two hashes of TensorFlow 1.15 (with a hash key); the older one
is put together here from the same crosses.

Source: TF 1.15 ``contrib/layers/python/ops/sparse_feature_cross_op.py`` and its kernel.
"""

import functools

import tensorflow as tf2
import tensorflow.compat.v1 as tf

__all__ = ["SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY", "sparse_feature_cross"]

SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY = 0xDECAFCAFFE

# 0x9E3779B97F4A7800 as a signed number: the kernel counted in int64.
_GOLDEN_RATIO = 0x9E3779B97F4A7800 - (1 << 64)


def sparse_feature_cross(inputs, hashed_output=False, num_buckets=0, name=None, hash_key=None):
    """Return all combinations of each example's features as a 2-D `SparseTensor`.

    Args:
      inputs: list of `SparseTensor` and of 2-D tensors, of strings or integers,
        `[batch_size, features]`. The sparse ones come first in a cross.
      hashed_output: give int64 hashes in place of strings "a_X_b".
      num_buckets: hashes are taken modulo this number; 0 for the largest int64.
      name: name of the op.
      hash_key: combine fingerprints with this key by `FingerprintCat64`; None for the older hash.

    Returns:
      `SparseTensor` `[batch_size, crosses]`, its last axis as long as the longest row.

    Raises:
      TypeError: `inputs` is not a list of tensors.

    Source: TF 1.15 ``contrib.layers.sparse_feature_cross``.
    """
    if not isinstance(inputs, list):
        raise TypeError("Inputs must be a list")
    if not all(isinstance(i, tf.SparseTensor) or tf.is_tensor(i) for i in inputs):
        raise TypeError("All inputs must be SparseTensors")
    sparse = [i for i in inputs if isinstance(i, tf.SparseTensor)]
    columns = (
        [i.indices for i in sparse],
        [_integers_or_strings(i.values) for i in sparse],
        [i.dense_shape for i in sparse],
        [_integers_or_strings(i) for i in inputs if not isinstance(i, tf.SparseTensor)],
    )
    if hashed_output and not hash_key:
        # A function is one op in the graph, as 1.15's kernel was: seeds count ops. Not inlined, it
        # also waits for what its arguments wait for.
        older = tf2.function(
            functools.partial(_older_hash, num_buckets),
            autograph=False,
            experimental_attributes={"_noinline": True},
        )
        with tf.name_scope(name, "SparseFeatureCross"):
            return tf.SparseTensor(*older(*columns))
    return tf.SparseTensor(*_cross(*columns, hashed_output, num_buckets, hash_key, name))


def _integers_or_strings(tensor):
    return tensor if tensor.dtype == tf.string else tf.cast(tensor, tf.int64)


def _cross(indices, values, shapes, dense, hashed_output, num_buckets, hash_key, name):
    """Return indices, values and shape of all combinations."""
    all_strings = all(column.dtype == tf.string for column in [*values, *dense])
    return tf.raw_ops.SparseCross(
        indices=indices,
        values=values,
        shapes=shapes,
        dense_inputs=dense,
        hashed_output=hashed_output,
        num_buckets=num_buckets,
        hash_key=hash_key or SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY,
        out_type=tf.int64 if hashed_output else tf.string,
        internal_type=tf.string if all_strings else tf.int64,
        name=name,
    )


def _older_hash(num_buckets, indices, values, shapes, dense):
    """Hash all combinations as 1.15's first kernel did; return indices, values and shape."""
    columns = [*values, *dense]
    # Crossing each column's positions tells which features every cross is made of.
    positions = [_positions(column) for column in columns]
    crossed_indices, crosses, crossed_shape = _cross(
        indices,
        positions[: len(values)],
        shapes,
        positions[len(values) :],
        hashed_output=False,
        num_buckets=0,
        hash_key=None,
        name=None,
    )
    parts = tf.string_split(crosses, "_X_").values
    places = tf.reshape(tf.string_to_number(parts, tf.int64), [-1, len(columns)])
    features = [tf.gather(_fingerprints(column), places[:, i]) for i, column in enumerate(columns)]
    start = tf.constant(SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY, tf.int64)
    hashed = tf.bitcast(functools.reduce(_combine, features, start), tf.uint64)
    buckets = tf.constant(num_buckets or tf.int64.max, tf.uint64)
    return crossed_indices, tf.bitcast(hashed % buckets, tf.int64), crossed_shape


def _positions(column):
    shape = tf.shape(column, out_type=tf.int64)
    return tf.reshape(tf.range(tf.reduce_prod(shape)), shape)


def _fingerprints(column):
    flat = tf.reshape(column, [-1])
    if flat.dtype != tf.string:
        return flat
    return tf.bitcast(tf.raw_ops.Fingerprint(data=flat, method="farmhash64"), tf.int64)


def _combine(left, right):
    ten, four = tf.constant(10, tf.int64), tf.constant(4, tf.int64)
    spread = tf.bitwise.left_shift(left, ten) + tf.bitwise.right_shift(left, four)
    return tf.bitwise.bitwise_xor(left, right + tf.constant(_GOLDEN_RATIO, tf.int64) + spread)
