"""What ``tf.contrib.resampler`` was in TensorFlow 1.15.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/resampler
"""

from reference.contrib.resampler.bilinear import resampler

__all__ = ["resampler"]
