"""The inside of `contrib.rnn`, from which notebooks imported too."""

from reference.contrib.rnn.python.ops import (
    core_rnn_cell,
    fused_rnn_cell,
    gru_ops,
    lstm_ops,
    rnn,
    rnn_cell,
)

__all__ = [
    "core_rnn_cell",
    "fused_rnn_cell",
    "gru_ops",
    "lstm_ops",
    "rnn",
    "rnn_cell",
]
