"""`tensorflow.contrib.rnn.python.ops.gru_ops`: GRU cells made of one kernel."""

from reference.contrib.rnn.gru_block import GRUBlockCell, GRUBlockCellV2

__all__ = ["GRUBlockCell", "GRUBlockCellV2"]
