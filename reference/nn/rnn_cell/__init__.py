"""The RNN cells and wrappers of ``tf.nn.rnn_cell``.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/rnn_cell
"""

from reference.inside import found_inside
from reference.nn.rnn_cell.base import LayerRNNCell, RNNCell
from reference.nn.rnn_cell.basic import BasicRNNCell, GRUCell
from reference.nn.rnn_cell.dropout import DropoutWrapper
from reference.nn.rnn_cell.lstm import BasicLSTMCell, LSTMCell, LSTMStateTuple
from reference.nn.rnn_cell.stacked import MultiRNNCell
from reference.nn.rnn_cell.wrappers import DeviceWrapper, ResidualWrapper

__all__ = [
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
]

__getattr__ = found_inside(__name__, "reference.python.ops.rnn_cell_impl")
