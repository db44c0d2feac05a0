"""The inside of `contrib.slim`, from which notebooks imported too."""

from reference.contrib.slim.python import slim

__all__ = [
    "slim",
]
