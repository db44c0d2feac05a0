"""Segments: `contrib.training.python.training.sequence_queueing_state_saver` of 1.15."""

from reference.contrib.training.sequence_batches import _padding, batch_sequences_with_states
from reference.contrib.training.sequence_sparse import (
    _deconstruct_sparse_tensor_seq,
    _move_sparse_tensor_in_context,
    _move_sparse_tensor_out_context,
    _reconstruct_sparse_tensor_seq,
)
from reference.contrib.training.state_saver import (
    NextQueuedSequenceBatch,
    SequenceQueueingStateSaver,
    _SequenceInputWrapper,
)

__all__ = [
    "NextQueuedSequenceBatch",
    "SequenceQueueingStateSaver",
    "_SequenceInputWrapper",
    "_deconstruct_sparse_tensor_seq",
    "_move_sparse_tensor_in_context",
    "_move_sparse_tensor_out_context",
    "_padding",
    "_reconstruct_sparse_tensor_seq",
    "batch_sequences_with_states",
]
