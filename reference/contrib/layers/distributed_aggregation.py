"""A sparse embedding lookup that sums on each partition first, so that less has to be moved.

Source: TF 1.15 ``contrib/layers/python/layers/embedding_ops.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.layers.scattered_embedding_ops import partition_list, resolve_combiner


def embedding_lookup_sparse_with_distributed_aggregation(
    params,
    sp_ids,
    sp_weights,
    partition_strategy="mod",
    name=None,
    combiner=None,
    max_norm=None,
):
    """Return what `tf.nn.embedding_lookup_sparse` returns, aggregated partition by partition.

    Args:
      params: tensor or variable, list of these, or a partitioned variable.
      sp_ids: 2-D `SparseTensor` of ids; every row must have one.
      sp_weights: `SparseTensor` of the same shape, or None for weights of 1.
      partition_strategy: "mod" or "div".
      name: name scope, "embedding_lookup_sparse" by default.
      combiner: "mean" (default), "sqrtn" or "sum".
      max_norm: embeddings are clipped to this L2 norm first.

    Raises:
      TypeError: `sp_ids` or `sp_weights` is not sparse.
      ValueError: `combiner` is unknown, or ids and weights differ in shape.

    Source: TF 1.15 ``contrib.layers.embedding_lookup_sparse_with_distributed_aggregation``.
    """
    combiner = resolve_combiner(combiner)
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError("combiner must be one of 'mean', 'sqrtn' or 'sum'")
    tables = partition_list(params)
    if not tables:
        raise ValueError("Need at least one param")
    _check_pair(sp_ids, sp_weights)
    with tf.name_scope(name, "embedding_lookup_sparse", [*tables, sp_ids]):
        segments = tf.cast(sp_ids.indices[:, 0], tf.int32)
        if sp_weights is None:
            weights = tf.ones_like(segments, dtype=tables[0].dtype.base_dtype)
        else:
            weights = tf.cast(sp_weights.values, tables[0].dtype.base_dtype)
        summed = _aggregate(tables, sp_ids.values, weights, segments, partition_strategy, max_norm)
        if combiner == "sum":
            return summed
        if combiner == "mean":
            total = tf.segment_sum(weights, segments)
        else:
            total = tf.sqrt(tf.segment_sum(tf.square(weights), segments))
        return summed / _as_column(total, summed)


def _check_pair(sp_ids, sp_weights):
    if not isinstance(sp_ids, tf.SparseTensor):
        raise TypeError("sp_ids must be SparseTensor")
    if sp_weights is None:
        return
    if not isinstance(sp_weights, tf.SparseTensor):
        raise TypeError("sp_weights must be either None or SparseTensor")
    for part in ("values", "indices", "dense_shape"):
        ids_shape = getattr(sp_ids, part).shape
        ids_shape.assert_is_compatible_with(getattr(sp_weights, part).shape)


def _as_column(vector, like):
    """Give `vector` as many axes of length 1 as make it scale the rows of `like`."""
    ones = tf.fill(tf.expand_dims(tf.rank(like) - 1, 0), 1)
    return tf.reshape(vector, tf.concat([tf.shape(vector), ones], 0))


def _aggregate(tables, ids, weights, segments, partition_strategy, max_norm):
    partitions, rows = _assign(tables, ids, partition_strategy)
    count = len(tables)
    sums, owners = [], []
    for table, own_rows, own_weights, own_segments in zip(
        tables,
        tf.dynamic_partition(rows, partitions, count),
        tf.dynamic_partition(weights, partitions, count),
        tf.dynamic_partition(segments, partitions, count),
        strict=True,
    ):
        embeddings = tf.gather(table, own_rows)
        if max_norm is not None:
            axes = list(range(1, table.shape.ndims))
            embeddings = tf.clip_by_norm(embeddings, max_norm, axes=axes)
        # Rows without an id here must not take part: number the others without gaps.
        present, places = tf.unique(own_segments)
        weighted = embeddings * _as_column(own_weights, embeddings)
        sums.append(tf.segment_sum(weighted, places))
        owners.append(present)
    owner = tf.concat(owners, 0)
    total = tf.reduce_max(owner) + 1
    return tf.math.unsorted_segment_sum(tf.concat(sums, 0), owner, total)


def _assign(tables, ids, partition_strategy):
    """Return for each id the number of its table, and its row there."""
    count = len(tables)
    ids = tf.reshape(ids, [-1])
    if partition_strategy == "mod":
        return tf.cast(ids % count, tf.int32), ids // count
    if partition_strategy != "div":
        raise ValueError(f"Unrecognized partition strategy: {partition_strategy}")
    total = tf.add_n([tf.shape(table, out_type=ids.dtype)[0] for table in tables])
    size, longer = total // count, total % count
    # The first `longer` tables have one row more than the others.
    partitions = tf.maximum(ids // (size + 1), (ids - longer) // size)
    in_longer = partitions < longer
    rows = tf.where(in_longer, ids % (size + 1), (ids - longer) % size)
    return tf.cast(partitions, tf.int32), rows
