"""What ``tf.contrib.rnn`` was: cells, wrappers, and functions that unroll them.

The unrolling functions that TensorFlow 2.21 still has make the ops of 1.15 (but for those that
``reference.seeds`` counts), so they are passed on as they are.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/rnn
"""

# ruff: noqa: F401 (the names are here to be taken from here)
# One import block a module, in the modules' order, so that additions do not clash.
import tensorflow.compat.v1 as _tf

from reference.contrib.rnn.attention_cell import AttentionCellWrapper
from reference.contrib.rnn.batch_time import best_effort_input_batch_size, transpose_batch_time
from reference.contrib.rnn.collins import IntersectionRNNCell, UGRNNCell
from reference.contrib.rnn.compiled import CompiledWrapper
from reference.contrib.rnn.conv_lstm import (
    Conv1DLSTMCell,
    Conv2DLSTMCell,
    Conv3DLSTMCell,
    ConvLSTMCell,
)
from reference.contrib.rnn.core_rnn_cell import (
    EmbeddingWrapper,
    InputProjectionWrapper,
    OutputProjectionWrapper,
)
from reference.contrib.rnn.coupled_lstm import CoupledInputForgetGateLSTMCell
from reference.contrib.rnn.fused import FusedRNNCell, FusedRNNCellAdaptor, TimeReversedFusedRNN
from reference.contrib.rnn.grid_lstm import BidirectionalGridLSTMCell, GridLSTMCell
from reference.contrib.rnn.group_lstm import GLSTMCell
from reference.contrib.rnn.gru_block import GRUBlockCell, GRUBlockCellV2
from reference.contrib.rnn.highway import HighwayWrapper
from reference.contrib.rnn.independent import IndRNNCell, IndyGRUCell, IndyLSTMCell
from reference.contrib.rnn.layer_norm_lstm import LayerNormBasicLSTMCell
from reference.contrib.rnn.lstm_block import LSTMBlockCell, LSTMBlockFusedCell, LSTMBlockWrapper
from reference.contrib.rnn.nas import NASCell
from reference.contrib.rnn.phased_lstm import PhasedLSTMCell
from reference.contrib.rnn.sru import SRUCell
from reference.contrib.rnn.stacked_bidirectional import (
    stack_bidirectional_dynamic_rnn,
    stack_bidirectional_rnn,
)
from reference.contrib.rnn.time_freq_lstm import TimeFreqLSTMCell
from reference.inside import found_inside as _found_inside
from reference.nn.rnn_cell import (
    BasicLSTMCell,
    BasicRNNCell,
    DeviceWrapper,
    DropoutWrapper,
    GRUCell,
    LayerRNNCell,
    LSTMCell,
    LSTMStateTuple,
    MultiRNNCell,
    ResidualWrapper,
    RNNCell,
)

static_rnn = _tf.nn.static_rnn
static_state_saving_rnn = _tf.nn.static_state_saving_rnn
static_bidirectional_rnn = _tf.nn.static_bidirectional_rnn

__getattr__ = _found_inside(__name__, f"{__name__}.python")
