"""Losses by which embeddings of one class come together and those of others go apart.

Source: TensorFlow 1.15, ``tf.contrib.losses.metric_learning``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.losses.metric_learning.distances import column, pairwise_distance


def contrastive_loss(
    labels: Any, embeddings_anchor: tf.Tensor, embeddings_positive: tf.Tensor, margin: float = 1.0
) -> tf.Tensor:
    """``mean(y D^2 + (1 - y) max(margin - D, 0)^2)`` with the distances D of pairs.

    Args:
      labels: [n], 1 for a pair of one class, 0 for another.
      embeddings_anchor, embeddings_positive: float [n, d], of unit length.
      margin: beyond which pairs of two classes are apart enough.

    Returns:
      A scalar.

    Source: ``contrib.losses.metric_learning.contrastive_loss`` of TensorFlow 1.15; Hadsell et al.
    2006, http://yann.lecun.com/exdb/publis/pdf/hadsell-chopra-lecun-06.pdf
    """
    differences = tf.squared_difference(embeddings_anchor, embeddings_positive)
    distances = tf.sqrt(tf.reduce_sum(differences, 1))
    together = tf.cast(labels, distances.dtype) * tf.square(distances)
    others = 1.0 - tf.cast(labels, distances.dtype)
    apart = others * tf.square(tf.maximum(margin - distances, 0.0))
    return tf.reduce_mean(together + apart, name="contrastive_loss")


def triplet_semihard_loss(labels: tf.Tensor, embeddings: tf.Tensor, margin: float = 1.0) -> Any:
    """The mean of ``max(D_ap - D_an + margin, 0)`` over all pairs (a, p) of one class.

    D are squared distances. The negative n is the nearest of another class that is further from a
    than p is; if none is, the furthest of another class.

    Args:
      labels: integers [n].
      embeddings: float32 [n, d], of unit length.
      margin: number.

    Returns:
      A float32 scalar.

    Raises:
      AssertionError: ``labels`` is not of rank 1.

    Source: ``contrib.losses.metric_learning.triplet_semihard_loss`` of TensorFlow 1.15; Schroff et
    al. 2015, https://arxiv.org/abs/1503.03832
    """
    labels = column(labels)
    distances = pairwise_distance(embeddings, squared=True)
    same = tf.equal(labels, tf.transpose(labels))
    other = tf.logical_not(same)
    count = tf.size(labels)

    # Row p n + a of what is tiled holds the distances of a, to be compared with that to p.
    tiled = tf.tile(distances, [count, 1])
    further = tf.logical_and(
        tf.tile(other, [count, 1]),
        tf.greater(tiled, tf.reshape(tf.transpose(distances), [-1, 1])),
    )
    number = tf.reduce_sum(tf.cast(further, dtype=tf.float32), 1, keepdims=True)
    any_further = tf.transpose(tf.reshape(tf.greater(number, 0.0), [count, count]))
    other = tf.cast(other, dtype=tf.float32)
    further = tf.cast(further, dtype=tf.float32)

    nearest = tf.transpose(tf.reshape(_smallest(tiled, further), [count, count]))
    furthest = tf.tile(_largest(distances, other), [1, count])
    negatives = tf.where(any_further, nearest, furthest)
    losses = tf.add(margin, distances - negatives)
    pairs = tf.cast(same, dtype=tf.float32) - tf.diag(tf.ones([count]))
    number = tf.reduce_sum(pairs)
    total = tf.reduce_sum(tf.maximum(tf.multiply(losses, pairs), 0.0))
    return tf.truediv(total, number, name="triplet_semihard_loss")


def _largest(data: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    """The largest of each row where the mask is 1, [n, 1]; the smallest of all where it is not."""
    lowest = tf.reduce_min(data, 1, keepdims=True)
    return tf.reduce_max(tf.multiply(data - lowest, mask), 1, keepdims=True) + lowest


def _smallest(data: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
    """The smallest of each row where the mask is 1, [n, 1]; the largest of all where it is not."""
    highest = tf.reduce_max(data, 1, keepdims=True)
    return tf.reduce_min(tf.multiply(data - highest, mask), 1, keepdims=True) + highest


def lifted_struct_loss(labels: tf.Tensor, embeddings: tf.Tensor, margin: float = 1.0) -> Any:
    """``sum max(J_ij, 0)^2 / (2 P)`` over the P pairs (i, j) of one class.

    J_ij = D_ij + log(sum_n exp(margin - D_in) + sum_n exp(margin - D_jn)), n of other classes.

    Args:
      labels: integers [n].
      embeddings: float32 [n, d].
      margin: number.

    Returns:
      A float32 scalar.

    Raises:
      AssertionError: ``labels`` is not of rank 1.

    Source: ``contrib.losses.metric_learning.lifted_struct_loss`` of TensorFlow 1.15; Song et al.
    2015, https://arxiv.org/abs/1511.06452
    """
    labels = column(labels)
    distances = pairwise_distance(embeddings)
    same = tf.equal(labels, tf.transpose(labels))
    other = tf.logical_not(same)
    count = tf.size(labels)
    gaps = margin - distances
    other = tf.cast(other, dtype=tf.float32)

    # The largest exponent of each pair is taken out, so that no exponential overflows.
    row_largest = _largest(gaps, other)
    largest = tf.maximum(row_largest, tf.transpose(row_largest))
    gaps_tiled = tf.tile(gaps, [count, 1])
    other_tiled = tf.tile(other, [count, 1])
    largest_column = tf.reshape(tf.transpose(largest), [-1, 1])
    exponentials = tf.multiply(tf.exp(gaps_tiled - largest_column), other_tiled)
    sums = tf.reshape(tf.reduce_sum(exponentials, 1, keepdims=True), [count, count])
    losses = largest + tf.log(sums + tf.transpose(sums))
    losses += distances

    pairs = tf.cast(same, dtype=tf.float32) - tf.diag(tf.ones([count]))
    number = tf.reduce_sum(pairs) / 2.0  # each pair is there twice
    squares = tf.square(tf.maximum(tf.multiply(losses, pairs), 0.0))
    return tf.truediv(0.25 * tf.reduce_sum(squares), number, name="liftedstruct_loss")
