"""The confusion matrix: `contrib.metrics.python.ops.confusion_matrix_ops` of 1.15."""

from reference.contrib.metrics.single import confusion_matrix

__all__ = [
    "confusion_matrix",
]
