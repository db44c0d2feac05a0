"""`tensorflow.contrib.rnn.python.ops.core_rnn_cell`: the projections, and `_linear`."""

from reference.contrib.rnn.core_rnn_cell import (
    EmbeddingWrapper,
    InputProjectionWrapper,
    OutputProjectionWrapper,
)
from reference.contrib.rnn.linear import Linear as _Linear
from reference.contrib.rnn.linear import linear as _linear

__all__ = [
    "EmbeddingWrapper",
    "InputProjectionWrapper",
    "OutputProjectionWrapper",
    "_Linear",
    "_linear",
]
