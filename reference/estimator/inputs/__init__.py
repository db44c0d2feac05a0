"""Input functions of arrays and data frames: ``tf.estimator.inputs`` of TensorFlow 1.15.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/estimator/inputs
"""

from reference.estimator.inputs.data_frames import pandas_input_fn
from reference.estimator.inputs.numpy_arrays import numpy_input_fn

__all__ = ["numpy_input_fn", "pandas_input_fn"]
