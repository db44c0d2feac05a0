"""The cells, and what code took besides: `tensorflow.python.ops.rnn_cell_impl` of 1.15.

`_Linear`, `_linear` and `_like_rnncell` stood here in TensorFlow 1.2 to 1.6.
"""

from reference.contrib.rnn.linear import Linear as _Linear
from reference.contrib.rnn.linear import linear as _linear
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
from reference.nn.rnn_cell.base import BIAS as _BIAS_VARIABLE_NAME
from reference.nn.rnn_cell.base import KERNEL as _WEIGHTS_VARIABLE_NAME
from reference.nn.rnn_cell.base import check_dtype as _check_supported_dtypes
from reference.nn.rnn_cell.base import check_dtypes as _check_rnn_cell_input_dtypes
from reference.nn.rnn_cell.base import check_is_cell as assert_like_rnncell
from reference.nn.rnn_cell.base import is_cell as _like_rnncell
from reference.nn.rnn_cell.base import zero_state_tensors as _zero_state_tensors

ASSERT_LIKE_RNNCELL_ERROR_REGEXP = "is not an RNNCell"

__all__ = [
    "ASSERT_LIKE_RNNCELL_ERROR_REGEXP",
    "_BIAS_VARIABLE_NAME",
    "_WEIGHTS_VARIABLE_NAME",
    "BasicLSTMCell",
    "BasicRNNCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "GRUCell",
    "LSTMCell",
    "LSTMStateTuple",
    "LayerRNNCell",
    "MultiRNNCell",
    "RNNCell",
    "ResidualWrapper",
    "_Linear",
    "_check_rnn_cell_input_dtypes",
    "_check_supported_dtypes",
    "_like_rnncell",
    "_linear",
    "_zero_state_tensors",
    "assert_like_rnncell",
]
