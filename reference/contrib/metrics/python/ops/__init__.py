"""The inside of `contrib.metrics`, from which notebooks imported too."""

from reference.contrib.metrics.python.ops import (
    confusion_matrix_ops,
    histogram_ops,
    metric_ops,
    set_ops,
)

__all__ = [
    "confusion_matrix_ops",
    "histogram_ops",
    "metric_ops",
    "set_ops",
]
