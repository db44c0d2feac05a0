"""Xavier and variance scaling: `contrib.layers.python.layers.initializers` of 1.15."""

from reference.contrib.layers.initializers import (
    variance_scaling_initializer,
    xavier_initializer,
    xavier_initializer_conv2d,
)

__all__ = ["variance_scaling_initializer", "xavier_initializer", "xavier_initializer_conv2d"]
