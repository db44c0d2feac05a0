"""Areas by histograms: `contrib.metrics.python.ops.histogram_ops` of 1.15."""

from reference.contrib.metrics.areas import auc_using_histogram

__all__ = [
    "auc_using_histogram",
]
