"""Embedding lookups: forgiving, unique, and by distributed aggregation.

Source: TF 1.15 ``contrib/layers/python/layers/embedding_ops.py``. The hashed ("scattered") lookups
of that file are in `scattered_embedding_ops`, the aggregating one in `distributed_aggregation`.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import assert_same_float_dtype
from reference.contrib.layers.distributed_aggregation import (
    embedding_lookup_sparse_with_distributed_aggregation,
)
from reference.contrib.layers.scattered_embedding_ops import (
    _sampled_scattered_embedding_lookup,
    _sampled_scattered_embedding_lookup_sparse,
    partition_list,
    resolve_combiner,
    scattered_embedding_lookup,
    scattered_embedding_lookup_sparse,
)

__all__ = [
    "_sampled_scattered_embedding_lookup",
    "_sampled_scattered_embedding_lookup_sparse",
    "embedding_lookup_sparse_with_distributed_aggregation",
    "embedding_lookup_unique",
    "safe_embedding_lookup_sparse",
    "scattered_embedding_lookup",
    "scattered_embedding_lookup_sparse",
]


def safe_embedding_lookup_sparse(
    embedding_weights,
    sparse_ids,
    sparse_weights=None,
    combiner=None,
    default_id=None,
    name=None,
    partition_strategy="div",
    max_norm=None,
):
    """Look up and combine embeddings; negative ids, empty rows and zero weights are allowed.

    Ids below zero are dropped, and unless `combiner` is "sum" so are weights not above zero.

    Args:
      embedding_weights: tensor or variable, list of these, or a partitioned variable; all but the
        first axes must agree: `[e_0, e_1, ..., e_m]`.
      sparse_ids: `SparseTensor` `[d_0, ..., d_n]` of ids; its last axis is combined.
      sparse_weights: `SparseTensor` of the same shape, or None for weights of 1.
      combiner: "mean" (default), "sqrtn" or "sum".
      default_id: whose embedding an empty row gets; zeros if None.
      name: name scope, "embedding_lookup" by default.
      partition_strategy: "div" or "mod".
      max_norm: embeddings are clipped to this L2 norm first.

    Returns:
      Float tensor `[d_0, ..., d_{n-1}, e_1, ..., e_m]`.

    Raises:
      ValueError: `embedding_weights` is empty, or of another dtype than `sparse_weights`.

    Source: TF 1.15 ``contrib.layers.safe_embedding_lookup_sparse``.
    """
    combiner = resolve_combiner(combiner)
    tables = [] if embedding_weights is None else partition_list(embedding_weights)
    if not tables:
        raise ValueError(f"Missing embedding_weights {embedding_weights}.")
    dtype = None if sparse_weights is None else sparse_weights.dtype
    tables = [tf.convert_to_tensor(table, dtype=dtype) for table in tables]
    assert_same_float_dtype([*tables, sparse_weights])

    with tf.name_scope(name, "embedding_lookup", [*tables, sparse_ids, sparse_weights]) as scope:
        shape = sparse_ids.dense_shape
        static_rank = tf.dimension_value(shape.shape[0])
        rank = tf.size(shape) if static_rank is None else static_rank
        rows = tf.reduce_prod(tf.slice(shape, [0], [rank - 1]))
        matrix = tf.sparse_reshape(sparse_ids, [rows, tf.gather(shape, rank - 1)])
        weights = sparse_weights
        if weights is not None:
            weights = tf.SparseTensor(matrix.indices, weights.values, matrix.dense_shape)
        matrix, weights = _drop_invalid(matrix, weights, needs_positive=combiner != "sum")

        matrix, is_row_empty = tf.sparse_fill_empty_rows(matrix, default_id or 0)
        if weights is not None:
            weights, _ = tf.sparse_fill_empty_rows(weights, 1.0)
        look_up = _unweighted_lookup if weights is None else _weighted_lookup
        result = look_up(
            tables,
            matrix,
            weights,
            combiner,
            partition_strategy,
            None if default_id is None else scope,
            max_norm,
        )
        if default_id is None:
            columns = tf.stack([1, tf.shape(result)[1]])
            mask = tf.tile(tf.reshape(is_row_empty, [-1, 1]), columns)
            result = tf.where(mask, tf.zeros_like(result), result, name=scope)
        return _unfold(result, shape, rank, static_rank)


def _drop_invalid(ids, weights, needs_positive):
    keep = tf.greater_equal(ids.values, 0)
    if weights is None:
        return tf.sparse_retain(ids, keep), None
    keep = tf.logical_and(keep, tf.ones_like(weights.values, dtype=tf.bool))
    ids, weights = tf.sparse_retain(ids, keep), tf.sparse_retain(weights, keep)
    if not needs_positive:
        return ids, weights
    positive = tf.greater(weights.values, 0)
    return tf.sparse_retain(ids, positive), tf.sparse_retain(weights, positive)


def _weighted_lookup(tables, ids, weights, combiner, partition_strategy, name, max_norm):
    return tf.nn.embedding_lookup_sparse(
        tables,
        ids,
        weights,
        combiner=combiner,
        partition_strategy=partition_strategy,
        name=name,
        max_norm=max_norm,
    )


def _unweighted_lookup(tables, ids, _, combiner, partition_strategy, name, max_norm):
    """Look each distinct id up once, as 1.15 did; TensorFlow 2 takes a shorter way by now."""
    combine = {
        "mean": tf.sparse_segment_mean,
        "sqrtn": tf.sparse_segment_sqrt_n,
        "sum": tf.sparse_segment_sum,
    }.get(combiner)
    if combine is None:
        raise ValueError("combiner must be one of 'mean', 'sqrtn' or 'sum'")
    with tf.name_scope(name, "embedding_lookup_sparse", [*tables, ids]) as scope:
        segments = tf.cast(ids.indices[:, 0], tf.int32)
        distinct, places = tf.unique(ids.values)
        embeddings = tf.nn.embedding_lookup(
            tables, distinct, partition_strategy=partition_strategy, max_norm=max_norm
        )
        return combine(embeddings, places, segments, name=scope)


def _unfold(result, ids_shape, rank, static_rank):
    """Give the rows of `result` the shape of the ids again, less its last axis."""
    leading = tf.slice(tf.cast(ids_shape, tf.int32), [0], [rank - 1])
    trailing = tf.slice(tf.shape(result), [1], [-1])
    unfolded = tf.reshape(result, tf.concat([leading, trailing], 0))
    known = tf.TensorShape([None] * (static_rank - 1) if static_rank is not None else None)
    unfolded.set_shape(known.concatenate(result.shape[1:]))
    return unfolded


def embedding_lookup_unique(params, ids, partition_strategy="mod", name=None):
    """Look up embeddings as `tf.nn.embedding_lookup` does, each distinct id once.

    Args:
      params: tensor or variable `[vocab_size, e_1, ..., e_m]`, or a list of partitions.
      ids: int tensor of any shape.
      partition_strategy: "mod" or "div".
      name: name scope, "EmbeddingLookupUnique" by default.

    Returns:
      Float tensor of shape `ids.shape + [e_1, ..., e_m]`.

    Source: TF 1.15 ``contrib.layers.embedding_lookup_unique``.
    """
    with tf.name_scope(name, "EmbeddingLookupUnique", [params, ids]):
        ids = tf.convert_to_tensor(ids)
        shape = tf.shape(ids)
        distinct, places = tf.unique(tf.reshape(ids, tf.reduce_prod(shape, keepdims=True)))
        looked_up = tf.nn.embedding_lookup(params, distinct, partition_strategy)
        flat = tf.gather(looked_up, places)
        embeddings = tf.reshape(flat, tf.concat([shape, tf.shape(looked_up)[1:]], 0))
        embeddings.set_shape(ids.shape.concatenate(looked_up.shape[1:]))
        return embeddings
