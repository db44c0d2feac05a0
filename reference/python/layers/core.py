"""Dense layers and dropout: `tensorflow.python.layers.core` of 1.15."""

from reference.layers.core import Dense, Dropout, Flatten, dense, dropout, flatten

FullyConnected = Dense
fully_connected = dense

__all__ = [
    "Dense",
    "Dropout",
    "Flatten",
    "FullyConnected",
    "dense",
    "dropout",
    "flatten",
    "fully_connected",
]
