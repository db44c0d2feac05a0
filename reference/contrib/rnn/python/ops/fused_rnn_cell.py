"""Cells that run over a whole sequence: `contrib.rnn.python.ops.fused_rnn_cell` of 1.15."""

from reference.contrib.rnn.fused import FusedRNNCell, FusedRNNCellAdaptor, TimeReversedFusedRNN

__all__ = ["FusedRNNCell", "FusedRNNCellAdaptor", "TimeReversedFusedRNN"]
