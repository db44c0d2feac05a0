"""The inside of `contrib.grid_rnn`, from which notebooks imported too."""

from reference.contrib.grid_rnn.python.ops import grid_rnn_cell

__all__ = [
    "grid_rnn_cell",
]
