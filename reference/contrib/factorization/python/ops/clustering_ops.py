"""k-means in a graph: `contrib.factorization.python.ops.clustering_ops` of 1.15."""

from reference.contrib.factorization.distances import COSINE_DISTANCE, SQUARED_EUCLIDEAN_DISTANCE
from reference.contrib.factorization.initial_centers import (
    KMC2_INIT,
    KMEANS_PLUS_PLUS_INIT,
    RANDOM_INIT,
)
from reference.contrib.factorization.k_means import CLUSTERS_VAR_NAME, KMeans

__all__ = [
    "CLUSTERS_VAR_NAME",
    "COSINE_DISTANCE",
    "KMC2_INIT",
    "KMEANS_PLUS_PLUS_INIT",
    "RANDOM_INIT",
    "SQUARED_EUCLIDEAN_DISTANCE",
    "KMeans",
]
