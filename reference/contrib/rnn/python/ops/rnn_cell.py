"""Also the cells that 1.15 did not list: `contrib.rnn.python.ops.rnn_cell` of 1.15."""

from reference.contrib.rnn.attention_cell import AttentionCellWrapper
from reference.contrib.rnn.collins import IntersectionRNNCell, UGRNNCell
from reference.contrib.rnn.compiled import CompiledWrapper
from reference.contrib.rnn.conv_lstm import (
    Conv1DLSTMCell,
    Conv2DLSTMCell,
    Conv3DLSTMCell,
    ConvLSTMCell,
)
from reference.contrib.rnn.coupled_lstm import CoupledInputForgetGateLSTMCell
from reference.contrib.rnn.grid_lstm import BidirectionalGridLSTMCell, GridLSTMCell
from reference.contrib.rnn.group_lstm import GLSTMCell
from reference.contrib.rnn.highway import HighwayWrapper
from reference.contrib.rnn.independent import IndRNNCell, IndyGRUCell, IndyLSTMCell
from reference.contrib.rnn.layer_norm_lstm import LayerNormBasicLSTMCell, LayerNormLSTMCell
from reference.contrib.rnn.minimal import CFNCell, MinimalRNNCell
from reference.contrib.rnn.nas import NASCell
from reference.contrib.rnn.ntm import NTMCell, NTMControllerState
from reference.contrib.rnn.phased_lstm import PhasedLSTMCell
from reference.contrib.rnn.sru import SRUCell
from reference.contrib.rnn.time_freq_lstm import TimeFreqLSTMCell
from reference.contrib.rnn.weight_norm_lstm import WeightNormLSTMCell

__all__ = [
    "AttentionCellWrapper",
    "BidirectionalGridLSTMCell",
    "CFNCell",
    "CompiledWrapper",
    "Conv1DLSTMCell",
    "Conv2DLSTMCell",
    "Conv3DLSTMCell",
    "ConvLSTMCell",
    "CoupledInputForgetGateLSTMCell",
    "GLSTMCell",
    "GridLSTMCell",
    "HighwayWrapper",
    "IndRNNCell",
    "IndyGRUCell",
    "IndyLSTMCell",
    "IntersectionRNNCell",
    "LayerNormBasicLSTMCell",
    "LayerNormLSTMCell",
    "MinimalRNNCell",
    "NASCell",
    "NTMCell",
    "NTMControllerState",
    "PhasedLSTMCell",
    "SRUCell",
    "TimeFreqLSTMCell",
    "UGRNNCell",
    "WeightNormLSTMCell",
]
