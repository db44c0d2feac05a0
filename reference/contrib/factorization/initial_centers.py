"""Where k-means begins: the op that takes centers from the first batches of points.

Source: TensorFlow 1.15, ``tf.contrib.factorization.KMeans``; k-means++ is Arthur and Vassilvitskii
2007, k-MC2 is Bachem and others 2016.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.factorization.distances import COSINE_DISTANCE, unit_rows

RANDOM_INIT = "random"
KMEANS_PLUS_PLUS_INIT = "kmeans_plus_plus"
KMC2_INIT = "kmc2"


def check_initial(clusters: Any, *known: str) -> None:
    """Raises ValueError if ``clusters`` is a text that names none of the known choices."""
    if isinstance(clusters, str) and clusters not in known:
        raise ValueError(f"Unsupported initialization algorithm '{clusters}'")


@dataclass(frozen=True)
class Choice:
    """How centers are chosen, as the arguments of `KMeans` say it."""

    initial_clusters: Any
    distance_metric: str
    random_seed: int
    kmeans_plus_plus_num_retries: int
    kmc2_chain_length: int


class CentersMaker:
    """Adds centers, batch by batch, until there are enough; each run of its op is one batch.

    Args:
      choice: how.
      inputs: list of tensors of shape [points, dimensions].
      num_clusters: int32 tensor, how many centers there shall be.
      centers: the variable that holds those chosen, empty at first.
      copy: a variable that holds them too, or ``centers``.
      initialized: bool variable, true once all are chosen.
    """

    def __init__(
        self,
        choice: Choice,
        inputs: list[Any],
        num_clusters: tf.Tensor,
        centers: Any,
        copy: Any,
        initialized: Any,
    ) -> None:
        self._choice = choice
        self._inputs = inputs
        self._num_clusters = num_clusters
        self._centers = centers
        self._copy = copy
        self._initialized = initialized
        self._chosen = tf.shape(centers)[0]
        self._missing = num_clusters - self._chosen
        self._num_points = tf.add_n([tf.shape(each)[0] for each in inputs])

    def op(self) -> tf.Operation:
        """The op; it fails if all centers are there already and nothing says so."""
        return tf.cond(
            tf.equal(self._missing, 0),
            lambda: tf.assert_equal(self._initialized, True),
            self._choose,
        )

    def _choose(self) -> tf.Tensor:
        with tf.control_dependencies([tf.assert_positive(self._missing)]):
            clusters = self._choice.initial_clusters
            by_chains = isinstance(clusters, str) and clusters == KMC2_INIT
            missing = self._by_chains() if by_chains else self._from_this_batch()
            return tf.cond(
                tf.equal(missing, 0),
                lambda: tf.assign(self._initialized, True),
                tf.no_op,
            )

    def _unit(self, rows: Any) -> Any:
        return unit_rows(rows) if self._choice.distance_metric == COSINE_DISTANCE else rows

    def _keep(self, centers: Any) -> tf.Tensor:
        """Assign, and return how many centers are missing then."""
        kept = tf.assign(self._centers, centers, validate_shape=False)
        if self._copy is not self._centers:
            kept = tf.assign(self._copy, kept, validate_shape=False)
        return self._num_clusters - tf.shape(kept)[0]

    def _from_this_batch(self) -> tf.Tensor:
        new = self._unit(self._new_centers())
        # No center yet: an empty vector has not the rank to be joined.
        joined = tf.cond(
            tf.equal(self._chosen, 0),
            lambda: new,
            lambda: tf.concat([self._centers, new], 0),
        )
        return self._keep(joined)

    def _new_centers(self) -> Any:
        clusters = self._choice.initial_clusters
        if isinstance(clusters, str):
            return self._at_random() if clusters == RANDOM_INIT else self._plus_plus()
        if callable(clusters):
            return clusters(self._inputs, self._missing)
        with tf.control_dependencies([tf.assert_equal(self._missing, tf.shape(clusters)[0])]):
            return clusters

    def _at_random(self) -> tf.Tensor:
        """Points with replacement; the whole batch where it is not larger than what is missing."""

        def drawn() -> tf.Tensor:
            indices = tf.random_uniform(
                tf.reshape(self._missing, [-1]),
                minval=0,
                maxval=tf.cast(self._num_points, tf.int64),
                seed=self._choice.random_seed,
                dtype=tf.int64,
            )
            return tf.nn.embedding_lookup(self._inputs, indices, partition_strategy="div")

        return tf.cond(self._num_points <= self._missing, lambda: tf.concat(self._inputs, 0), drawn)

    def _plus_plus(self) -> tf.Tensor:
        enough = tf.assert_greater_equal(self._num_points, self._missing)
        with tf.control_dependencies([enough]):
            return tf.raw_ops.KmeansPlusPlusInitialization(
                points=self._unit(self._inputs[0]),
                num_to_sample=tf.cast(self._missing, tf.int64),
                seed=self._choice.random_seed,
                num_retries_per_sample=self._choice.kmeans_plus_plus_num_retries,
            )

    def _by_chains(self) -> tf.Tensor:
        """One center from each part of the batch that is long enough for a chain; at least one."""
        points = self._inputs[0]
        length = self._choice.kmc2_chain_length
        parts = tf.cast(tf.shape(points)[0] / length, dtype=tf.int32)
        count = tf.maximum(tf.minimum(self._missing, parts), 1)

        def first() -> tf.Tensor:
            return self._unit(tf.reshape(points[0], [1, -1]))

        def chained(part: tf.Tensor) -> Callable[[], tf.Tensor]:
            def next_center() -> tf.Tensor:
                start = part * length
                subset = points[start : start + length]
                near = tf.raw_ops.NearestNeighbors(points=subset, centers=self._centers, k=1)
                index = tf.raw_ops.KMC2ChainInitialization(
                    distances=tf.squeeze(near.nearest_center_distances),
                    seed=self._choice.random_seed,
                )
                new = self._unit(tf.reshape(subset[index], [1, -1]))
                return tf.concat([self._centers, new], 0)

            return next_center

        def body(part: tf.Tensor, _: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            grown = tf.cond(tf.equal(self._chosen, 0), first, chained(part))
            return part + 1, self._keep(grown)

        _, missing = tf.while_loop(lambda part, _: tf.less(part, count), body, [0, 0])
        return missing
