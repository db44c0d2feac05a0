"""The inside of `contrib.crf`, from which notebooks imported too."""

from reference.contrib.crf.python import ops

__all__ = [
    "ops",
]
