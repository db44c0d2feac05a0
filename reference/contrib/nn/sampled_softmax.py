"""Cross entropies over a few sampled classes, for training with many.

Source: TensorFlow 1.15, ``tf.contrib.nn``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.variable_kinds import shards

Sampled = tuple[tf.Tensor, tf.Tensor, tf.Tensor]


def rank_sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: tf.Tensor,
    inputs: tf.Tensor,
    num_sampled: int,
    num_resampled: int,
    num_classes: int,
    num_true: int,
    sampled_values: Sampled | None,
    resampling_temperature: Any,
    remove_accidental_hits: bool,
    partition_strategy: str,
    name: str | None = None,
) -> tf.Tensor:
    """``tf.nn.sampled_softmax_loss`` over those of the sampled classes that the batch likes best.

    Of ``num_sampled`` classes i, drawn as the labels turn up, the ``num_resampled`` are kept with
    the largest ``log(sum_j exp((w_i . x_j + b_i) / temperature))``.

    Args:
      weights: [classes, d], or a list or partitioned variable of them.
      biases: [classes], likewise.
      labels: int64 [batch, num_true].
      inputs: [batch, d].
      num_sampled, num_resampled, num_classes, num_true: numbers.
      sampled_values: what a candidate sampler gave; by default
        ``tf.nn.learned_unigram_candidate_sampler`` is asked.
      resampling_temperature: scalar; the lower, the closer the choice keeps to the predictions.
      remove_accidental_hits: whether a sampled class that is a label is left out.
      partition_strategy: ``"div"`` or ``"mod"``.
      name: of the scope.

    Returns:
      [batch].

    Raises:
      ValueError: ``num_resampled < num_sampled <= num_classes`` does not hold; another strategy.

    Source: ``tf.contrib.nn.rank_sampled_softmax_loss`` of TensorFlow 1.15; Bai et al. 2017,
    https://arxiv.org/abs/1707.03073. With a list of ``weights`` more or fewer ops are made.
    """
    if num_sampled > num_classes:
        raise ValueError(
            f"num_sampled ({num_sampled}) cannot be greater than num_classes ({num_classes})"
        )
    if num_sampled <= num_resampled:
        raise ValueError(
            f"num_resampled ({num_resampled}) must be less than num_sampled ({num_sampled})"
        )
    if partition_strategy not in ("div", "mod"):
        raise ValueError(f"unsupported partition_strategy ({partition_strategy})")
    with tf.name_scope(
        name,
        "rank_sampled_softmax_loss",
        [weights, biases, labels, inputs, sampled_values, resampling_temperature],
    ) as scope:
        if not sampled_values:
            sampled_values = tf.nn.learned_unigram_candidate_sampler(
                true_classes=labels,
                num_true=num_true,
                num_sampled=num_sampled,
                unique=True,
                range_max=num_classes,
            )
        sampled, true_counts, sampled_counts = sampled_values
        sampled = tf.cast(tf.stop_gradient(sampled), tf.int64)
        true_counts = tf.stop_gradient(true_counts)
        sampled_counts = tf.stop_gradient(sampled_counts)
        scores = _scores(
            weights, biases, inputs, sampled, resampling_temperature, partition_strategy
        )
        _, best = tf.nn.top_k(scores, k=num_resampled, sorted=False)
        kept = tf.gather(sampled, indices=best)
        kept_counts = tf.gather(sampled_counts, indices=best)
        return tf.nn.sampled_softmax_loss(
            weights=weights,
            biases=biases,
            labels=labels,
            inputs=inputs,
            num_sampled=num_resampled,
            num_classes=num_classes,
            num_true=num_true,
            sampled_values=(kept, true_counts, kept_counts),
            remove_accidental_hits=remove_accidental_hits,
            partition_strategy=partition_strategy,
            name=scope,
        )


def _scores(
    weights: Any,
    biases: Any,
    inputs: tf.Tensor,
    sampled: tf.Tensor,
    temperature: Any,
    partition_strategy: str,
) -> tf.Tensor:
    """How well the batch likes each sampled class, [num_sampled]."""
    inputs = inputs / temperature

    def scores_of(rows: tf.Tensor) -> tf.Tensor:
        return tf.reduce_logsumexp(tf.matmul(rows, inputs, transpose_b=True), axis=1)

    parts = shards(weights)
    if len(parts) == 1:
        with tf.name_scope("embedding_lookup") as scope:
            ids = tf.convert_to_tensor(sampled, name="ids")
            rows = tf.gather(parts[0], ids, name=scope)
            if rows.op.type == "ResourceGather":
                rows = tf.identity(rows, name="rows")  # as 1.15 did
            scores = tf.identity(scores_of(rows))
    else:
        rows = tf.nn.embedding_lookup(parts, sampled, partition_strategy=partition_strategy)
        scores = scores_of(rows)
    of_biases = tf.reshape(tf.nn.embedding_lookup(biases, sampled, partition_strategy), [-1])
    return scores + of_biases / temperature


def sampled_sparse_softmax_loss(
    weights: Any,
    biases: Any,
    labels: tf.Tensor,
    inputs: tf.Tensor,
    num_sampled: int,
    num_classes: int,
    sampled_values: Sampled | None = None,
    remove_accidental_hits: bool = True,
    partition_strategy: str = "mod",
    name: str | None = "sampled_sparse_softmax_loss",
) -> tf.Tensor:
    """``tf.nn.sampled_softmax_loss`` of one label each, by the sparse cross entropy.

    Args:
      weights: [classes, d], or a list or partitioned variable of them.
      biases: [classes], likewise.
      labels: integers [batch, 1].
      inputs: [batch, d].
      num_sampled, num_classes: numbers.
      sampled_values: what a candidate sampler gave; by default
        ``tf.nn.log_uniform_candidate_sampler`` is asked.
      remove_accidental_hits: whether a sampled class that is the label is left out.
      partition_strategy: ``"div"`` or ``"mod"``.
      name: of the scope of the logits.

    Returns:
      [batch].

    Source: ``tf.contrib.nn.sampled_sparse_softmax_loss`` of TensorFlow 1.15.
    """
    logits = _sampled_logits(
        shards(weights),
        biases,
        labels,
        inputs,
        num_sampled,
        num_classes,
        sampled_values,
        remove_accidental_hits,
        partition_strategy,
        name,
    )
    first = tf.zeros([tf.shape(logits)[0], 1], dtype=tf.int64)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.squeeze(first), logits=logits)


def _sampled_logits(
    weights: Sequence[Any],
    biases: Any,
    labels: tf.Tensor,
    inputs: tf.Tensor,
    num_sampled: int,
    num_classes: int,
    sampled_values: Sampled | None,
    remove_accidental_hits: bool,
    partition_strategy: str,
    name: str | None,
) -> tf.Tensor:
    """Logits of the label and of the sampled classes, [batch, 1 + num_sampled].

    Each is less the logarithm of how often its class is expected among the sampled.
    """
    with tf.name_scope(name, "compute_sampled_logits", [*weights, biases, inputs, labels]):
        if labels.dtype != tf.int64:
            labels = tf.cast(labels, tf.int64)
        flat = tf.reshape(labels, [-1])
        if sampled_values is None:
            sampled_values = tf.nn.log_uniform_candidate_sampler(
                true_classes=labels,
                num_true=1,
                num_sampled=num_sampled,
                unique=True,
                range_max=num_classes,
            )
        sampled, true_counts, sampled_counts = [tf.stop_gradient(each) for each in sampled_values]
        sampled = tf.cast(sampled, tf.int64)
        ids = tf.concat([flat, sampled], 0)

        rows = tf.nn.embedding_lookup(list(weights), ids, partition_strategy=partition_strategy)
        rows = rows if rows.dtype == inputs.dtype else tf.cast(rows, inputs.dtype)
        true_rows = tf.slice(rows, [0, 0], tf.stack([tf.shape(flat)[0], -1]))
        sampled_rows = tf.slice(rows, tf.stack([tf.shape(flat)[0], 0]), [-1, -1])
        sampled_logits = tf.matmul(inputs, sampled_rows, transpose_b=True)

        offsets = tf.nn.embedding_lookup(biases, ids, partition_strategy=partition_strategy)
        offsets = offsets if offsets.dtype == inputs.dtype else tf.cast(offsets, inputs.dtype)
        true_offsets = tf.slice(offsets, [0], tf.shape(flat))
        sampled_offsets = tf.slice(offsets, tf.shape(flat), [-1])

        width = tf.shape(true_rows)[1:2]
        by_label = tf.concat([[-1, 1], width], 0)
        products = tf.multiply(tf.expand_dims(inputs, 1), tf.reshape(true_rows, by_label))
        products = tf.reshape(products, tf.concat([[-1], width], 0))
        true_logits = tf.reshape(_row_sums(products), [-1, 1])
        true_offsets = tf.reshape(true_offsets, [-1, 1])
        true_logits += true_offsets
        sampled_logits += sampled_offsets
        if remove_accidental_hits:
            sampled_logits += _accidental_hits(labels, sampled, num_sampled, sampled_logits.dtype)
        true_logits -= tf.log(true_counts)
        sampled_logits -= tf.log(sampled_counts)
        logits = tf.concat([true_logits, sampled_logits], 1)
        # 1.15 made shares of the classes too, and left them unused: seeds count them
        tf.concat([tf.ones_like(true_logits) / 1, tf.zeros_like(sampled_logits)], 1)
        return logits


def _row_sums(x: tf.Tensor) -> tf.Tensor:
    """By a product with ones, whose gradient is cheaper."""
    columns = tf.shape(x)[1]
    ones = tf.ones(tf.stack([columns, 1]), x.dtype)
    return tf.reshape(tf.matmul(x, ones), [-1])


def _accidental_hits(
    labels: tf.Tensor, sampled: tf.Tensor, num_sampled: int, dtype: tf.DType
) -> tf.Tensor:
    """Hugely negative where a sampled class is the label, else 0; [batch, num_sampled]."""
    rows, places, weights = tf.nn.compute_accidental_hits(labels, sampled, num_true=1)
    rows = tf.reshape(rows, [-1, 1])
    places = tf.reshape(tf.cast(places, tf.int32), [-1, 1])
    hits = tf.concat([rows, places], 1, "sparse_indices")
    shape = tf.concat([tf.shape(labels)[:1], tf.expand_dims(num_sampled, 0)], 0)
    weights = weights if weights.dtype == dtype else tf.cast(weights, dtype)
    return tf.raw_ops.SparseToDense(
        sparse_indices=hits,
        output_shape=shape,
        sparse_values=weights,
        default_value=0.0,
        validate_indices=False,
    )
