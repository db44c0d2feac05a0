"""How far points are from centers, and which center is nearest.

Source: TensorFlow 1.15, ``tf.contrib.factorization.KMeans``.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

SQUARED_EUCLIDEAN_DISTANCE = "squared_euclidean"
COSINE_DISTANCE = "cosine"


class Nearness(NamedTuple):
    """Of each batch of points: its distances from all centers, the nearest one's, and its index."""

    all_distances: tuple[tf.Tensor, ...]
    distances: tuple[tf.Tensor, ...]
    indices: tuple[tf.Tensor, ...]


def check_distance(metric: str) -> None:
    """Raises ValueError if there is no such distance."""
    if metric not in (SQUARED_EUCLIDEAN_DISTANCE, COSINE_DISTANCE):
        raise ValueError(f"Unsupported distance metric '{metric}'")


def beside(value: Any) -> Any:
    """A context whose ops are placed where ``value`` is."""
    return tf.get_default_graph().colocate_with(value, ignore_existing=True)


def unit_rows(rows: Any) -> tf.Tensor:
    """Rows of length one."""
    return tf.nn.l2_normalize(rows, 1)


def _squared_euclidean(points: Any, centers: Any) -> tf.Tensor:
    """|p|^2 - 2 p.c + |c|^2, of shape [points, centers]."""
    of_points = tf.reduce_sum(tf.square(points), 1, keepdims=True)
    products = 2 * tf.matmul(points, centers, transpose_b=True)
    of_centers = tf.transpose(tf.reduce_sum(tf.square(centers), 1, keepdims=True))
    return of_points - products + of_centers


def _cosine(points: Any, centers: Any) -> tf.Tensor:
    """1 - p.c of rows of length one, of shape [points, centers]."""
    return 1 - tf.matmul(points, centers, transpose_b=True)


def nearness(batches: Sequence[Any], centers: Any, metric: str, unit_centers: bool) -> Nearness:
    """Distances of all points.

    Args:
      batches: float tensors of shape [points, dimensions]; rows of length one for the cosine.
      centers: float32 of shape [centers, dimensions].
      metric: one of the two distances.
      unit_centers: the variable of the centers holds rows of length one.

    Returns:
      A `Nearness`: float32 of shape [points, centers], float32 and int64 of shape [points].
    """
    distance = _cosine if metric == COSINE_DISTANCE else _squared_euclidean
    every = []
    for points in batches:
        with beside(points):
            every.append(distance(points, centers))
    # Of rows of length one the squared distance is twice the cosine distance: one kernel does both.
    if metric == COSINE_DISTANCE and not unit_centers:
        with beside(centers):
            centers = unit_rows(centers)
    nearest = []
    for points in batches:
        with beside(points):
            found = tf.raw_ops.NearestNeighbors(points=points, centers=centers, k=1)
            least = found.nearest_center_distances
            if metric == COSINE_DISTANCE:
                least *= 0.5
            nearest.append(
                (tf.squeeze(least, [-1]), tf.squeeze(found.nearest_center_indices, [-1]))
            )
    distances, indices = zip(*nearest, strict=True)
    return Nearness(tuple(every), distances, indices)
