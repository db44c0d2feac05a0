"""Batches by length: `contrib.training.python.training.bucket_ops` of 1.15."""

from reference.contrib.training.bucketing import bucket, bucket_by_sequence_length

__all__ = ["bucket", "bucket_by_sequence_length"]
