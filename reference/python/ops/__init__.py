"""The inside of `tf.nn.rnn_cell`, from which notebooks imported too."""

from reference.python.ops import rnn_cell, rnn_cell_impl

__all__ = ["rnn_cell", "rnn_cell_impl"]
