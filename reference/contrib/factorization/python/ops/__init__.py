"""The inside of `contrib.factorization`, from which notebooks imported too."""

from reference.contrib.factorization.python.ops import clustering_ops, kmeans

__all__ = [
    "clustering_ops",
    "kmeans",
]
