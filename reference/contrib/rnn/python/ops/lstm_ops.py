"""LSTM cells made of one kernel: `contrib.rnn.python.ops.lstm_ops` of 1.15."""

from reference.contrib.rnn.lstm_block import LSTMBlockCell, LSTMBlockFusedCell, LSTMBlockWrapper
from reference.contrib.rnn.lstm_block import block_lstm as _block_lstm

__all__ = ["LSTMBlockCell", "LSTMBlockFusedCell", "LSTMBlockWrapper", "_block_lstm"]
