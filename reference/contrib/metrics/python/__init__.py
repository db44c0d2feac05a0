"""The inside of `contrib.metrics`, from which notebooks imported too."""

from reference.contrib.metrics.python import metrics, ops

__all__ = [
    "metrics",
    "ops",
]
