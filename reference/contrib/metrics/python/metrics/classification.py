"""Accuracy and F1: `contrib.metrics.python.metrics.classification` of 1.15."""

from reference.contrib.metrics.curves import f1_score
from reference.contrib.metrics.single import accuracy

__all__ = [
    "accuracy",
    "f1_score",
]
