"""A loss of clusterings: embeddings of a class shall lie about one of them.

Source: TensorFlow 1.15, ``tf.contrib.losses.metric_learning.cluster_loss``; Song et al. 2017,
https://arxiv.org/abs/1612.01213
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.losses.metric_learning.distances import pairwise_distance

_ROUNDS = 5  # of moving medoids


def cluster_loss(
    labels: tf.Tensor,
    embeddings: tf.Tensor,
    margin_multiplier: float,
    enable_pam_finetuning: bool = True,
    margin_type: str = "nmi",
    print_losses: bool = False,
) -> tf.Tensor:
    """``max(F(S) + m (1 - agreement) - F(labels), 0)`` for the worst clustering S that is found.

    F is the negative sum of the distances of all embeddings to the medoid of their cluster. S is
    found greedily, medoid by medoid, and then by moving medoids within their clusters.

    Args:
      labels: integers [n, 1].
      embeddings: float32 [n, d], of unit length.
      margin_multiplier: m.
      enable_pam_finetuning: whether medoids are moved, in five rounds.
      margin_type: how the agreement of S and the labels is measured, from 0 to 1: ``"nmi"``,
        ``"ami"``, ``"ari"`` and ``"vmeasure"`` by scikit-learn, or ``"const"``, 1 if they are the
        same.
      print_losses: whether the loss is printed when it is computed.

    Returns:
      A float32 scalar. The graph gets summaries of F(S), of the agreement and of F(labels).

    Raises:
      ImportError: scikit-learn is not installed.
      ValueError: another ``margin_type``.

    Source: ``contrib.losses.metric_learning.cluster_loss`` of TensorFlow 1.15.
    """
    try:
        from sklearn import metrics
    except ImportError as error:
        raise ImportError("Cluster loss depends on sklearn.") from error

    def agreement(predictions: tf.Tensor) -> tf.Tensor:
        return _agreement(metrics, labels, predictions, margin_type)

    distances = pairwise_distance(embeddings)
    labels = tf.squeeze(labels)
    everything = tf.range(tf.shape(embeddings)[0])
    medoids = _greedy_medoids(distances, labels, everything, margin_multiplier, agreement)
    energy = _energy(distances, medoids)
    if enable_pam_finetuning:
        for _ in range(_ROUNDS):
            medoids = _moved_medoids(distances, labels, medoids, margin_multiplier, agreement)
        energy = _energy(distances, medoids)
    agreed = agreement(_assignment(distances, medoids))
    energy_of_labels = _energy_of_labels(distances, labels)
    loss = tf.maximum(
        energy + margin_multiplier * (1.0 - agreed) - energy_of_labels,
        0.0,
        name="clustering_loss",
    )
    loss.set_shape([])
    if print_losses:
        loss = tf.Print(loss, ["clustering_loss: ", loss, tf.shape(loss)])
    tf.summary.scalar("losses/score_pred", energy)
    tf.summary.scalar(f"losses/{margin_type}", agreed)
    tf.summary.scalar("losses/score_gt", energy_of_labels)
    return loss


def _agreement(
    metrics: Any, labels: tf.Tensor, predictions: tf.Tensor, margin_type: str
) -> tf.Tensor:
    if margin_type == "const":
        agreeing = tf.reduce_sum(tf.cast(tf.equal(labels, predictions), tf.int32))
        return tf.squeeze(tf.cast(tf.equal(agreeing, tf.shape(labels)[0]), tf.float32))
    scores = {
        "nmi": metrics.normalized_mutual_info_score,
        "ami": metrics.adjusted_mutual_info_score,
        "ari": metrics.adjusted_rand_score,
        "vmeasure": metrics.v_measure_score,
    }
    if margin_type not in scores:
        raise ValueError(f"Unrecognized margin_type: {margin_type}")
    told = tf.py_func(scores[margin_type], [labels, predictions], [tf.float64], name=margin_type)
    score = tf.cast(told, tf.float32)
    if margin_type != "nmi":
        score = tf.maximum(0.0, score)  # one that is adjusted for chance may be negative
    return tf.squeeze(score)


def _energy(distances: tf.Tensor, medoids: tf.Tensor) -> tf.Tensor:
    return -1.0 * tf.reduce_sum(tf.reduce_min(tf.gather(distances, medoids), axis=0))


def _assignment(distances: tf.Tensor, medoids: tf.Tensor) -> tf.Tensor:
    """The cluster of each embedding, int64 [n]; a medoid is always in its own."""
    nearest = tf.argmin(tf.gather(distances, medoids), dimension=0)
    count = tf.shape(distances)[0]
    is_medoid = tf.reduce_any(
        tf.one_hot(medoids, count, True, False, axis=-1, dtype=tf.bool), axis=0
    )
    own = tf.multiply(
        tf.one_hot(
            medoids,
            count,
            tf.constant(1, dtype=tf.int64),
            tf.constant(0, dtype=tf.int64),
            axis=0,
            dtype=tf.int64,
        ),
        tf.cast(tf.range(tf.shape(medoids)[0]), tf.int64),
    )
    return tf.where(is_medoid, tf.reduce_sum(tf.transpose(own), axis=0), nearest)


def _margins(
    index: tf.Tensor,
    margins: tf.Tensor,
    count: tf.Tensor,
    agreement_of: Callable[[tf.Tensor], tf.Tensor],
) -> tf.Tensor:
    """``1 - agreement`` of each of several candidates, added to zeros [count]."""

    def add_margin(index: tf.Tensor, margins: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        agreed = agreement_of(index)
        before = tf.zeros([index])
        after = tf.zeros([count - 1 - index])
        return index + 1, margins + tf.concat([before, [1.0 - agreed], after], 0)

    return tf.while_loop(lambda index, _: index < count, add_margin, [index, margins])[1]


def _greedy_medoids(
    distances: tf.Tensor,
    labels: tf.Tensor,
    everything: tf.Tensor,
    margin_multiplier: float,
    agreement: Callable[[tf.Tensor], tf.Tensor],
) -> tf.Tensor:
    """As many medoids as there are labels, int32; each is the best beside those before it."""

    def add_medoid(number: tf.Tensor, medoids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        candidates = tf.setdiff1d(everything, medoids)[0]
        best = _best_candidate(distances, medoids, candidates, margin_multiplier, agreement)
        medoids = tf.concat([medoids, [best]], 0)
        return number + 1, medoids

    count = tf.size(tf.unique(labels)[0])
    medoids = tf.constant(0, dtype=tf.int32, shape=[0])
    number = tf.constant(0)
    _, medoids = tf.while_loop(
        lambda number, _: number < count,
        add_medoid,
        [number, medoids],
        shape_invariants=[number.shape, tf.TensorShape([None])],
    )
    return medoids


def _best_candidate(
    distances: tf.Tensor,
    medoids: tf.Tensor,
    candidates: tf.Tensor,
    margin_multiplier: float,
    agreement: Callable[[tf.Tensor], tf.Tensor],
) -> tf.Tensor:
    count = tf.shape(candidates)[0]
    to_medoids = tf.gather(distances, medoids)
    to_candidates = tf.gather(distances, candidates)
    to_medoids = tf.tile(to_medoids, [1, count])
    to_nearest = tf.reduce_min(
        tf.concat([to_medoids, tf.reshape(to_candidates, [1, -1])], 0), axis=0, keepdims=True
    )
    energies = -1.0 * tf.reduce_sum(tf.reshape(to_nearest, [count, -1]), axis=1)
    margins = tf.zeros([count])
    index = tf.constant(0)

    def agreement_of(index: tf.Tensor) -> tf.Tensor:
        return agreement(_assignment(distances, tf.concat([medoids, [candidates[index]]], 0)))

    margins = _margins(index, margins, count, agreement_of)
    scores = tf.add(energies, margin_multiplier * margins)
    return candidates[tf.cast(tf.argmax(scores, axis=0), tf.int32)]


def _moved_medoids(
    distances: tf.Tensor,
    labels: tf.Tensor,
    medoids: tf.Tensor,
    margin_multiplier: float,
    agreement: Callable[[tf.Tensor], tf.Tensor],
) -> tf.Tensor:
    """Medoids of which each, one after another, became the best of its cluster."""
    clusters = _assignment(distances, medoids)

    def move(number: tf.Tensor, medoids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        members = tf.where(tf.equal(tf.cast(clusters, tf.int64), tf.cast(number, tf.int64)))
        within = _distances_within(distances, members)
        moved = _best_member(
            distances, within, medoids, members, number, margin_multiplier, agreement
        )
        return number + 1, moved

    count = tf.size(tf.unique(labels)[0])
    number = tf.constant(0)
    return tf.while_loop(lambda number, _: number < count, move, [number, medoids])[1]


def _best_member(
    distances: tf.Tensor,
    within: tf.Tensor,
    medoids: tf.Tensor,
    members: tf.Tensor,
    number: tf.Tensor,
    margin_multiplier: float,
    agreement: Callable[[tf.Tensor], tf.Tensor],
) -> tf.Tensor:
    """The medoids with that of one cluster, ``number``, replaced by its best member."""
    energies = -1.0 * tf.reduce_sum(tf.squeeze(within, [1, 2]), axis=0)
    index = tf.constant(0)
    count = tf.size(members)
    margins = tf.zeros([count])

    def agreement_of(index: tf.Tensor) -> tf.Tensor:
        tried = _with_element(medoids, number, tf.cast(members[index], tf.int32))
        return agreement(_assignment(distances, tried))

    margins = _margins(index, margins, count, agreement_of)
    scores = tf.add(energies, margin_multiplier * margins)
    best = tf.cast(tf.argmax(scores, axis=0), tf.int32)
    return _with_element(medoids, number, tf.cast(members[best], tf.int32))


def _with_element(vector: tf.Tensor, index: tf.Tensor, value: tf.Tensor) -> tf.Tensor:
    value = tf.squeeze(value)
    before = tf.slice(vector, [0], [index])
    after = tf.slice(vector, [index + 1], [-1])
    return tf.concat([before, [value], after], 0)


def _distances_within(distances: tf.Tensor, members: tf.Tensor) -> tf.Tensor:
    """Distances among ``members`` [m, 1], [m, 1, 1, m]."""
    rows = tf.gather(distances, members)
    return tf.transpose(tf.gather(tf.transpose(rows), members))


def _energy_of_labels(distances: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """The energy of the clustering by labels, each with its best medoid."""
    kinds = tf.unique(labels)[0]
    count = tf.size(kinds)
    number = tf.constant(0)
    energy = tf.constant(0.0, dtype=tf.float32)

    def add_energy(number: tf.Tensor, energy: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        members = tf.where(tf.equal(labels, kinds[number]))
        within = _distances_within(distances, members)
        of_kind = -1.0 * tf.reduce_min(tf.reduce_sum(within, axis=0))
        return number + 1, energy + of_kind

    return tf.while_loop(lambda number, _: number < count, add_energy, [number, energy])[1]
