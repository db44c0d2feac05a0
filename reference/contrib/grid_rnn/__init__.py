"""What `tf.contrib.grid_rnn` was: recurrent cells on a grid of one, two, three or more dimensions.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/grid_rnn
"""

from reference.contrib.grid_rnn.cells import (
    Grid1BasicLSTMCell,
    Grid1BasicRNNCell,
    Grid1LSTMCell,
    Grid2BasicLSTMCell,
    Grid2BasicRNNCell,
    Grid2GRUCell,
    Grid2LSTMCell,
    Grid3LSTMCell,
    GridRNNCell,
)
from reference.inside import found_inside

__all__ = [
    "Grid1BasicLSTMCell",
    "Grid1BasicRNNCell",
    "Grid1LSTMCell",
    "Grid2BasicLSTMCell",
    "Grid2BasicRNNCell",
    "Grid2GRUCell",
    "Grid2LSTMCell",
    "Grid3LSTMCell",
    "GridRNNCell",
]

__getattr__ = found_inside(__name__, f"{__name__}.python")
