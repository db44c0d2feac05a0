"""The inside of `contrib.losses`, from which notebooks imported too."""

from reference.contrib.losses.python.losses import loss_ops

__all__ = [
    "loss_ops",
]
