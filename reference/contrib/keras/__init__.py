"""What ``tf.contrib.keras`` was in TensorFlow 1.15: another name of ``tf.keras``, today's Keras.

>>> from reference.contrib import keras
>>> import tensorflow as tf
>>> keras.datasets is tf.keras.datasets
True
"""

from tensorflow import keras as _keras

activations = _keras.activations
applications = _keras.applications
backend = _keras.backend
callbacks = _keras.callbacks
constraints = _keras.constraints
datasets = _keras.datasets
initializers = _keras.initializers
layers = _keras.layers
losses = _keras.losses
metrics = _keras.metrics
models = _keras.models
optimizers = _keras.optimizers
preprocessing = _keras.preprocessing
regularizers = _keras.regularizers
utils = _keras.utils

__all__ = [
    "activations",
    "applications",
    "backend",
    "callbacks",
    "constraints",
    "datasets",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "preprocessing",
    "regularizers",
    "utils",
]
