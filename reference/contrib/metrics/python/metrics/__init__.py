"""The inside of `contrib.metrics`, from which notebooks imported too."""

from reference.contrib.metrics.python.metrics import classification

__all__ = [
    "classification",
]
