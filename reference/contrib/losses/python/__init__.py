"""The inside of `contrib.losses`, from which notebooks imported too."""

from reference.contrib.losses.python import losses

__all__ = [
    "losses",
]
