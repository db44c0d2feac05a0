"""GRU cells made of one kernel: `contrib.rnn.python.ops.gru_ops` of 1.15."""

from reference.contrib.rnn.gru_block import GRUBlockCell, GRUBlockCellV2

__all__ = ["GRUBlockCell", "GRUBlockCellV2"]
