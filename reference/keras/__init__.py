"""What graph mode needs of ``tf.keras`` of TensorFlow 1.15; all else is Keras' own today."""

from reference.keras import backend, layers

__all__ = ["backend", "layers"]
