"""The inside of `contrib.training`, from which notebooks imported too."""

from reference.contrib.training.python import training

__all__ = [
    "training",
]
