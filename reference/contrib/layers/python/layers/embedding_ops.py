"""Embeddings looked up: `contrib.layers.python.layers.embedding_ops` of 1.15."""

from reference.contrib.layers.embedding_ops import (
    embedding_lookup_sparse_with_distributed_aggregation,
    embedding_lookup_unique,
    safe_embedding_lookup_sparse,
    scattered_embedding_lookup,
    scattered_embedding_lookup_sparse,
)
from reference.contrib.layers.scattered_embedding_ops import (
    _sampled_scattered_embedding_lookup,
    _sampled_scattered_embedding_lookup_sparse,
)

__all__ = [
    "_sampled_scattered_embedding_lookup",
    "_sampled_scattered_embedding_lookup_sparse",
    "embedding_lookup_sparse_with_distributed_aggregation",
    "embedding_lookup_unique",
    "safe_embedding_lookup_sparse",
    "scattered_embedding_lookup",
    "scattered_embedding_lookup_sparse",
]
