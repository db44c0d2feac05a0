"""Dense to sparse: `contrib.layers.python.ops.sparse_ops` of 1.15."""

from reference.contrib.layers.sparse_ops import (
    dense_to_sparse_tensor,
    indicators_to_sparse_ids,
    sparse_row_envelope,
)

__all__ = ["dense_to_sparse_tensor", "indicators_to_sparse_ids", "sparse_row_envelope"]
