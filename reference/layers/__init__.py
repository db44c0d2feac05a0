"""The layers of ``tf.layers``.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers
"""

from reference.layers import experimental
from reference.layers.base import InputSpec, Layer

__all__ = ["InputSpec", "Layer", "experimental"]
