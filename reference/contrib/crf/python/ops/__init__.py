"""The inside of `contrib.crf`, from which notebooks imported too."""

from reference.contrib.crf.python.ops import crf

__all__ = [
    "crf",
]
