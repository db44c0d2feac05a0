"""The estimator of k-means: `contrib.factorization.python.ops.kmeans` of 1.15."""

from reference.contrib.factorization.clustering import KMeansClustering

__all__ = ["KMeansClustering"]
