"""What graph mode needs of ``tf.keras`` of TensorFlow 1.15; all else is Keras' own today."""

from reference.keras import layers

__all__ = ["layers"]
