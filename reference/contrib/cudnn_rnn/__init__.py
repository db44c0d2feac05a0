"""What is rebuilt of ``tf.contrib.cudnn_rnn`` of TensorFlow 1.15: the LSTM cell for any device."""

from typing import Any

from reference.contrib.rnn import LSTMBlockCell

__all__ = ["CudnnCompatibleLSTMCell"]


class CudnnCompatibleLSTMCell(LSTMBlockCell):
    """The step of a ``CudnnLSTM``, whose checkpoints it loads: ``LSTMBlockCell`` without a forget
    bias, clip or peepholes.

    Args:
      num_units: size of ``c`` and of ``h``.
      reuse: whether variables of the scope are taken again.

    Input ``[batch, n]``, state ``LSTMStateTuple(c, h)``, output ``[batch, num_units]``.

    Source: ``tf.contrib.cudnn_rnn.CudnnCompatibleLSTMCell`` of TensorFlow 1.15.
    """

    def __init__(self, num_units: int, reuse: Any = None) -> None:
        super().__init__(num_units, forget_bias=0, reuse=reuse, name="cudnn_compatible_lstm_cell")
