"""`tensorflow.contrib.rnn.python.ops.fused_rnn_cell`: cells that run over a whole sequence."""

from reference.contrib.rnn.fused import FusedRNNCell, FusedRNNCellAdaptor, TimeReversedFusedRNN

__all__ = ["FusedRNNCell", "FusedRNNCellAdaptor", "TimeReversedFusedRNN"]
