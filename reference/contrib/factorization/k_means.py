"""k-means in a graph, by whole data sets or by mini batches.

Source: TensorFlow 1.15, ``tf.contrib.factorization.KMeans``; mini batches are Sculley 2010.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.factorization.distances import (
    COSINE_DISTANCE,
    SQUARED_EUCLIDEAN_DISTANCE,
    beside,
    check_distance,
    nearness,
    unit_rows,
)
from reference.contrib.factorization.initial_centers import (
    KMC2_INIT,
    KMEANS_PLUS_PLUS_INIT,
    RANDOM_INIT,
    CentersMaker,
    Choice,
    check_initial,
)

CLUSTERS_VAR_NAME = "clusters"


class _Variables(NamedTuple):
    """Kept between steps; ``moved`` is ``centers`` unless an iteration has several steps."""

    centers: Any
    initialized: Any
    counts: Any
    moved: Any
    steps_left: Any


class KMeans:
    """Makes the graph of k-means.

    Whole data sets: each training step is an iteration of Lloyd's algorithm,
    c_k = sum(x in k) / (|x in k| + 1e-6). Mini batches: a center moves to the mean of all points
    that it was ever given. With several steps an iteration, a copy of the centers moves in every
    step, and becomes the centers at the end of the iteration.

    Args:
      inputs: float tensor of shape [points, dimensions], or a list of such.
      num_clusters: how many centers; of no effect if ``initial_clusters`` is an array.
      initial_clusters: ``"random"``, ``"kmeans_plus_plus"`` or ``"kmc2"``; an array of shape
        [centers, dimensions]; or a function of the list of inputs and the number of centers that
        are missing, which returns that many or fewer.
      distance_metric: ``"squared_euclidean"`` or ``"cosine"``.
      use_mini_batch: by mini batches.
      mini_batch_steps_per_iteration: steps of an iteration, with mini batches.
      random_seed: of the choice of centers.
      kmeans_plus_plus_num_retries: further points that k-means++ tries for each center; below zero,
        a number that grows with the logarithm of the number of centers.
      kmc2_chain_length: length of k-MC2's Markov chains.

    Raises:
      ValueError: no such choice of centers, or no such distance.

    Source: ``tf.contrib.factorization.KMeans`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        inputs: Any,
        num_clusters: Any,
        initial_clusters: Any = RANDOM_INIT,
        distance_metric: str = SQUARED_EUCLIDEAN_DISTANCE,
        use_mini_batch: bool = False,
        mini_batch_steps_per_iteration: int = 1,
        random_seed: int = 0,
        kmeans_plus_plus_num_retries: int = 2,
        kmc2_chain_length: int = 200,
    ) -> None:
        check_initial(initial_clusters, RANDOM_INIT, KMEANS_PLUS_PLUS_INIT, KMC2_INIT)
        check_distance(distance_metric)
        self._inputs = inputs if isinstance(inputs, list) else [inputs]
        self._num_clusters = num_clusters
        self._initial_clusters = initial_clusters
        self._cosine = distance_metric == COSINE_DISTANCE
        self._distance_metric = distance_metric
        self._use_mini_batch = use_mini_batch
        self._steps = int(mini_batch_steps_per_iteration)
        self._random_seed = random_seed
        self._retries = kmeans_plus_plus_num_retries
        self._chain_length = kmc2_chain_length

    def training_graph(self) -> tuple[Any, Any, Any, Any, tf.Operation, Any]:
        """Add the graph.

        Returns:
          Six things, the first three as tuples, one element a tensor of the inputs: distances from
          all centers, float32 of shape [points, centers]; the index of the nearest center, int64 of
          shape [points]; its distance, float32 of shape [points]; a bool variable, whether all
          centers are chosen; an op that chooses centers, to be run until they are; the training op.
        """
        initial = self._initial_clusters
        if isinstance(initial, str) or callable(initial):
            num_clusters = tf.convert_to_tensor(self._num_clusters)
        else:
            initial = tf.convert_to_tensor(initial)
            num_clusters = tf.shape(initial)[0]
        kept = self._variables(num_clusters)
        choice = Choice(
            initial, self._distance_metric, self._random_seed, self._retries, self._chain_length
        )
        init_op = CentersMaker(
            choice, self._inputs, num_clusters, kept.centers, kept.moved, kept.initialized
        ).op()
        inputs, centers = self._inputs, kept.centers
        if self._cosine:
            inputs = []
            for points in self._inputs:
                with beside(points):
                    inputs.append(unit_rows(points))
            if not self._unit_centers():
                centers = unit_rows(centers)
        near = nearness(inputs, centers, self._distance_metric, self._unit_centers())
        if self._use_mini_batch:
            with tf.control_dependencies([self._end_of_iteration(kept)]):
                training_op = _mini_batch_step(inputs, near.indices, kept.moved, kept.counts)
        else:
            training_op = self._whole_step(inputs, num_clusters, near.indices, kept.centers)
        return (
            near.all_distances,
            near.indices,
            near.distances,
            kept.initialized,
            init_op,
            training_op,
        )

    def _several_steps(self) -> bool:
        return self._use_mini_batch and self._steps > 1

    def _unit_centers(self) -> bool:
        """Whether the centers are kept at length one."""
        return self._cosine and (not self._use_mini_batch or self._steps > 1)

    def _variables(self, num_clusters: tf.Tensor) -> _Variables:
        empty = tf.constant([], dtype=tf.float32)
        centers = tf.Variable(empty, name=CLUSTERS_VAR_NAME, validate_shape=False)
        initialized = tf.Variable(False, dtype=tf.bool, name="initialized")
        if self._several_steps():
            moved = tf.Variable(empty, name="clusters_updated", validate_shape=False)
            steps_left = tf.Variable(self._steps, dtype=tf.int64, name="update_in_steps")
            counts = tf.Variable(tf.zeros([num_clusters], dtype=tf.int64))
            return _Variables(centers, initialized, counts, moved, steps_left)
        counts = None
        if self._use_mini_batch:
            counts = tf.Variable(tf.ones([num_clusters], dtype=tf.int64))
        return _Variables(centers, initialized, counts, centers, None)

    def _end_of_iteration(self, kept: _Variables) -> Any:
        """The op that counts steps; at an iteration's end the moved copy becomes the centers."""
        if not self._several_steps():
            return tf.no_op()

        def new_iteration() -> tf.Tensor:
            again = tf.assign(kept.steps_left, self._steps - 1)
            with tf.control_dependencies([again]):
                with beside(kept.moved):
                    centers = unit_rows(kept.moved) if self._cosine else kept.moved
                with beside(kept.centers):
                    taken = tf.assign(kept.centers, centers)
                # The centers come first: no later step may add to counts that were set back.
                with tf.control_dependencies([taken]), beside(None):
                    forgotten = tf.assign(kept.counts, tf.zeros_like(kept.counts))
                    with tf.control_dependencies([forgotten]):
                        return tf.identity(kept.steps_left)

        with beside(kept.steps_left):
            return tf.cond(
                kept.steps_left <= 0, new_iteration, lambda: tf.assign_sub(kept.steps_left, 1)
            )

    def _whole_step(
        self, inputs: Sequence[Any], num_clusters: tf.Tensor, indices: Sequence[Any], centers: Any
    ) -> tf.Tensor:
        sums, counts = [], []
        epsilon = tf.constant(1e-6, dtype=inputs[0].dtype)
        for points, nearest in zip(inputs, indices, strict=True):
            with beside(points):
                sums.append(tf.unsorted_segment_sum(points, nearest, num_clusters))
                ones = tf.reshape(tf.ones(tf.reshape(tf.shape(points)[0], [-1])), [-1, 1])
                counts.append(tf.unsorted_segment_sum(ones, nearest, num_clusters))
        with beside(centers):
            total = tf.add_n(sums)
            means = total / (tf.cast(tf.add_n(counts), sums[0].dtype) + epsilon)
            if self._unit_centers():
                means = unit_rows(means)
        return tf.assign(centers, means)


def _mini_batch_step(
    inputs: Sequence[Any], indices: Sequence[Any], centers: Any, counts: Any
) -> tf.Operation:
    """c += (sum(x) - k c) / (n + k) for k new points x of a center that had n before."""
    updates = []
    for points, nearest in zip(inputs, indices, strict=True):
        with beside(points):
            nearest = tf.reshape(nearest, [-1])
            touched, position = tf.unique(nearest)
            num_touched = tf.size(touched)
            with beside(counts):
                before = tf.gather(counts, touched)
            with beside(centers):
                old = tf.gather(centers, touched)
            added = tf.unsorted_segment_sum(
                tf.ones_like(position, dtype=counts.dtype), position, num_touched
            )
            sums = tf.unsorted_segment_sum(points, position, num_touched)
            column = tf.concat(
                [
                    tf.reshape(num_touched, [1]),
                    tf.ones(tf.reshape(tf.rank(points) - 1, [1]), dtype=tf.int32),
                ],
                0,
            )
            change = sums - tf.cast(tf.reshape(added, column), points.dtype) * old
            rate = tf.reciprocal(tf.cast(before + added, points.dtype))
            change *= tf.reshape(rate, column)
        # 1.15 left open whether the old values are read before they change.
        with tf.control_dependencies([before, old]):
            updates.append(tf.scatter_add(counts, touched, added))
            updates.append(tf.scatter_add(centers, touched, change))
    return tf.group(*updates)
