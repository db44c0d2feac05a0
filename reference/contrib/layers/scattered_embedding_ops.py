"""Embeddings without a vocabulary: each component is found by hashing value and position.

Source: TF 1.15 ``contrib/layers/python/layers/embedding_ops.py``; Chen et al. 2015
(https://arxiv.org/abs/1504.04788).
"""

import tensorflow as tf2
import tensorflow.compat.v1 as tf

from reference.contrib.layers.sparse_feature_cross_op import sparse_feature_cross


def partition_list(params):
    """Return `params` as a list: itself, the parts of a partitioned variable, or `[params]`."""
    if isinstance(params, list):
        return params
    # PartitionedVariable has no public name; nothing else that holds weights is iterable and
    # neither a tensor nor a variable.
    whole = (
        tf.is_tensor(params)
        or isinstance(params, tf2.Variable)
        or not hasattr(params, "_get_variable_list")
    )
    return [params] if whole else list(params)


def resolve_combiner(combiner):
    """Return `combiner`, or "mean" with a warning if it is None, as TensorFlow 1.15 did."""
    if combiner is not None:
        return combiner
    tf.logging.warn(
        'The default value of combiner will change from "mean" to "sqrtn" after 2016/11/01.'
    )
    return "mean"


def scattered_embedding_lookup(params, values, dimension, name=None, hash_key=None):
    """Return for each value the weights that its hashes choose.

    Component `i` of value `v` is the weight at the place that the fingerprint of `(v, i)` names.

    Args:
      params: vector of weights, list of vectors (equal in length, the first ones may be longer by
        one), or a partitioned variable.
      values: tensor of strings or integers `[d_0, ..., d_n]`.
      dimension: length of an embedding.
      name: name scope, "scattered_embedding_lookup" by default.
      hash_key: key of the hash, see `sparse_feature_cross`.

    Returns:
      Tensor `[d_0, ..., d_n, dimension]`.

    Raises:
      ValueError: `dimension` is not positive, or the vectors are not of the lengths expected.

    Source: TF 1.15 ``contrib.layers.scattered_embedding_lookup``.
    """
    if dimension is None:
        raise ValueError("You must specify dimension.")
    return _sampled_scattered_embedding_lookup(
        params, values, dimension=dimension, hash_key=hash_key, name=name
    )


def _sampled_scattered_embedding_lookup(
    params, values, dimension=None, sampled_candidates=None, hash_key=None, name=None
):
    """Look up all `dimension` components, or those of `sampled_candidates` `[d_0, ..., d_n, N]`."""
    tables = partition_list(params)
    with tf.name_scope(name, "scattered_embedding_lookup", [*tables, dimension, values]):
        shape = tf.shape(values)
        values = tf.reshape(values, [-1, 1])
        if sampled_candidates is None:
            if dimension is None:
                raise ValueError("You must specify either dimension or sampled_candidates.")
            if dimension <= 0:
                raise ValueError(f"Dimension must be >0. Given is {dimension}")
            every = tf.expand_dims(tf.range(0, dimension), 0)
            candidates = tf.tile(every, tf.shape(values))
        else:
            candidates, dimension = _flat_candidates(sampled_candidates, shape)
        # Crossing [i, j, ...] with [v] gives the places of components i, j, ... of value v.
        crossed = sparse_feature_cross(
            [candidates, values],
            hashed_output=True,
            num_buckets=_count_weights(tables),
            hash_key=hash_key,
        )
        places = tf.sparse_tensor_to_dense(crossed)
        looked_up = tf.nn.embedding_lookup(tables, places, partition_strategy="div")
        return tf.reshape(looked_up, tf.concat([shape, [dimension]], 0))


def _flat_candidates(candidates, values_shape):
    shape = tf.shape(candidates)
    count = shape[tf.subtract(tf.rank(candidates), 1)]
    expected = tf.concat([values_shape, tf.reshape(count, shape=[1])], 0)
    agree = tf.Assert(
        tf.reduce_all(tf.equal(shape, expected)),
        [
            "The shape of sampled_candidates: ",
            shape,
            " does not match the shape of values: ",
            values_shape,
        ],
    )
    with tf.control_dependencies([agree]):
        return tf.reshape(candidates, [-1, count]), count


def _count_weights(tables):
    for table in tables:
        table.shape.assert_has_rank(1)
        table.shape.assert_is_fully_defined()
    sizes = [table.shape.as_list()[0] for table in tables]
    total, parts = sum(sizes), len(sizes)
    for i, size in enumerate(sizes):
        expected = (total - i - 1) // parts + 1
        if size != expected:
            raise ValueError(f"Tensor {i} in params has size {size}, expected {expected}.")
    return total


def scattered_embedding_lookup_sparse(
    params, sparse_values, dimension, combiner=None, default_value=None, name=None, hash_key=None
):
    """Look up the values of each row by hashing, and combine them.

    Args:
      params: as for `scattered_embedding_lookup`.
      sparse_values: 2-D `SparseTensor` of strings or integers.
      dimension: length of an embedding.
      combiner: "mean" (default), "sqrtn" or "sum".
      default_value: the value that stands in an empty row; an unlikely one if None.
      name: name scope, "scattered_embedding_lookup_sparse" by default.
      hash_key: key of the hash, see `sparse_feature_cross`.

    Returns:
      Tensor `[rows, dimension]`.

    Raises:
      TypeError: `sparse_values` is not a `SparseTensor`.
      ValueError: `combiner` is unknown.

    Source: TF 1.15 ``contrib.layers.scattered_embedding_lookup_sparse``.
    """
    combiner = resolve_combiner(combiner)
    tables = partition_list(params)
    if not isinstance(sparse_values, tf.SparseTensor):
        raise TypeError("sparse_values must be SparseTensor")
    with tf.name_scope(
        name, "scattered_embedding_lookup_sparse", [*tables, sparse_values]
    ) as scope:
        if default_value is None:
            default_value = "6ZxWzWOHxZ" if sparse_values.dtype == tf.string else 1288896567
        filled, _ = tf.sparse_fill_empty_rows(sparse_values, default_value)
        segments = tf.cast(filled.indices[:, 0], tf.int32)
        distinct, places = tf.unique(filled.values)
        embeddings = scattered_embedding_lookup(tables, distinct, dimension, hash_key=hash_key)
        combine = {
            "sum": tf.sparse_segment_sum,
            "mean": tf.sparse_segment_mean,
            "sqrtn": tf.sparse_segment_sqrt_n,
        }.get(combiner)
        if combine is None:
            raise ValueError("Combiner must be one of 'mean', 'sqrtn' or 'sum'.")
        return combine(embeddings, places, segments, name=scope)


def _sampled_scattered_embedding_lookup_sparse(
    params,
    sp_values,
    dimension=None,
    sampled_candidates=None,
    hash_key=None,
    with_sign_hash=False,
    name=None,
):
    """Sum the hashed embeddings of each row, with hashed signs where `with_sign_hash` is set."""
    if not isinstance(sp_values, tf.SparseTensor):
        raise TypeError("sp_values must be SparseTensor")
    with tf.name_scope(
        name=name,
        default_name="sampled_scattered_embedding_lookup_sparse",
        values=[sp_values, params, dimension, sampled_candidates],
    ) as scope:
        segments = sp_values.indices[:, 0]
        if sampled_candidates is not None:
            sampled_candidates = tf.gather(sampled_candidates, segments)

        def look_up(weights, label):
            return _sampled_scattered_embedding_lookup(
                weights,
                sp_values.values,
                dimension=dimension,
                sampled_candidates=sampled_candidates,
                hash_key=hash_key,
                name=label,
            )

        embeddings = look_up(params, "values_lookup")
        if with_sign_hash:
            signs = look_up(tf.constant([-1.0, 1.0]), "signs_lookup")
            embeddings = tf.multiply(signs, embeddings, name="signs_hash")
        rows = tf.shape(sp_values)[0]
        return tf.math.unsorted_segment_sum(
            embeddings, tf.cast(segments, tf.int32), num_segments=rows, name=scope
        )
