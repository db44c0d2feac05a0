"""Batch normalisation: `tensorflow.python.layers.normalization` of 1.15."""

from reference.layers.normalization import BatchNormalization, batch_normalization

BatchNorm = BatchNormalization
batch_norm = batch_normalization

__all__ = [
    "BatchNorm",
    "BatchNormalization",
    "batch_norm",
    "batch_normalization",
]
