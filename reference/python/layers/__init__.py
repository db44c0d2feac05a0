"""The inside of `tf.layers`, from which notebooks imported too."""

from reference.python.layers import base, convolutional, core, layers, normalization, pooling, utils

__all__ = ["base", "convolutional", "core", "layers", "normalization", "pooling", "utils"]
