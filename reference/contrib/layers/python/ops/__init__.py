"""The inside of `contrib.layers`, from which notebooks imported too."""

from reference.contrib.layers.python.ops import sparse_feature_cross_op, sparse_ops

__all__ = [
    "sparse_feature_cross_op",
    "sparse_ops",
]
