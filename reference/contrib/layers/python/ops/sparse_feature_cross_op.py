"""Crossed features: `contrib.layers.python.ops.sparse_feature_cross_op` of 1.15."""

from reference.contrib.layers.sparse_feature_cross_op import (
    SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY,
    sparse_feature_cross,
)

__all__ = ["SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY", "sparse_feature_cross"]
