"""`tensorflow.contrib.rnn.python.ops.rnn`: stacks of bidirectional layers."""

from reference.contrib.rnn.stacked_bidirectional import (
    stack_bidirectional_dynamic_rnn,
    stack_bidirectional_rnn,
)

__all__ = ["stack_bidirectional_dynamic_rnn", "stack_bidirectional_rnn"]
