"""What `tf.contrib.factorization` was, as far as TensorFlow 2 has its kernels: k-means.

Its factorization by alternating least squares had kernels of its own, which are gone.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/factorization
"""

from reference.contrib.factorization.clustering import KMeansClustering
from reference.contrib.factorization.distances import COSINE_DISTANCE, SQUARED_EUCLIDEAN_DISTANCE
from reference.contrib.factorization.initial_centers import KMEANS_PLUS_PLUS_INIT, RANDOM_INIT
from reference.contrib.factorization.k_means import KMeans
from reference.inside import found_inside

__all__ = [
    "COSINE_DISTANCE",
    "KMEANS_PLUS_PLUS_INIT",
    "RANDOM_INIT",
    "SQUARED_EUCLIDEAN_DISTANCE",
    "KMeans",
    "KMeansClustering",
]

__getattr__ = found_inside(__name__, f"{__name__}.python")
