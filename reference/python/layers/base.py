"""`Layer`: `tensorflow.python.layers.base` of 1.15."""

from reference.layers.base import InputSpec, Layer
from reference.layers.experimental import keras_style_scope, set_keras_style

__all__ = [
    "InputSpec",
    "Layer",
    "keras_style_scope",
    "set_keras_style",
]
