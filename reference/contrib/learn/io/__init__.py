"""Inputs: of arrays, of data frames, of files.

Source: TensorFlow 1.15, ``tf.contrib.learn.io``.
"""

from reference.contrib.learn.io import data_feeder, numpy_io, pandas_io
from reference.contrib.learn.io.numpy_io import numpy_input_fn
from reference.contrib.learn.io.pandas_io import (
    HAS_PANDAS,
    extract_pandas_data,
    extract_pandas_labels,
    extract_pandas_matrix,
    pandas_input_fn,
)

__all__ = [
    "HAS_PANDAS",
    "data_feeder",
    "extract_pandas_data",
    "extract_pandas_labels",
    "extract_pandas_matrix",
    "numpy_input_fn",
    "numpy_io",
    "pandas_input_fn",
    "pandas_io",
]
