"""Inputs: of arrays, of data frames, of files.

Source: TensorFlow 1.15, ``tf.contrib.learn.io``.
"""

from reference.contrib.learn.io import data_feeder, graph_io, numpy_io, pandas_io
from reference.contrib.learn.io.graph_io import (
    queue_parsed_features,
    read_batch_examples,
    read_batch_features,
    read_batch_record_features,
    read_keyed_batch_examples,
    read_keyed_batch_features,
)
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
    "graph_io",
    "numpy_input_fn",
    "numpy_io",
    "pandas_input_fn",
    "pandas_io",
    "queue_parsed_features",
    "read_batch_examples",
    "read_batch_features",
    "read_batch_record_features",
    "read_keyed_batch_examples",
    "read_keyed_batch_features",
]
