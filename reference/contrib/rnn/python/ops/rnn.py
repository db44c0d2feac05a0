"""Stacks of bidirectional layers: `contrib.rnn.python.ops.rnn` of 1.15."""

from reference.contrib.rnn.stacked_bidirectional import (
    stack_bidirectional_dynamic_rnn,
    stack_bidirectional_rnn,
)

__all__ = ["stack_bidirectional_dynamic_rnn", "stack_bidirectional_rnn"]
