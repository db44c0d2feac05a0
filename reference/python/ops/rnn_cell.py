"""The cells, by the former name of their module: `tensorflow.python.ops.rnn_cell` of 1.15."""

from reference.python.ops.rnn_cell_impl import *  # noqa: F403
from reference.python.ops.rnn_cell_impl import __all__ as __all__
