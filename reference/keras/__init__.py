"""What graph mode needs of ``tf.keras`` of TensorFlow 1.15; all else is Keras' own today."""

from reference.keras import backend, initializers, layers, models, wrappers
from reference.keras.models import Model, Sequential

__all__ = ["Model", "Sequential", "backend", "initializers", "layers", "models", "wrappers"]
