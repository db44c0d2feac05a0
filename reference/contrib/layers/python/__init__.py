"""The inside of `contrib.layers`, from which notebooks imported too."""

from reference.contrib.layers.python import layers, ops

__all__ = [
    "layers",
    "ops",
]
