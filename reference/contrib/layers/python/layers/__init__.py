"""The inside of `contrib.layers`, from which notebooks imported too."""

from reference.contrib.layers.python.layers import (
    embedding_ops,
    encoders,
    feature_column,
    feature_column_ops,
    initializers,
    layers,
    normalization,
    optimizers,
    regularizers,
    rev_block_lib,
    summaries,
    target_column,
    utils,
)

__all__ = [
    "embedding_ops",
    "encoders",
    "feature_column",
    "feature_column_ops",
    "initializers",
    "layers",
    "normalization",
    "optimizers",
    "regularizers",
    "rev_block_lib",
    "summaries",
    "target_column",
    "utils",
]
