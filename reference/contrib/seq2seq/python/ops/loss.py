"""The loss of a sequence: `contrib.seq2seq.python.ops.loss` of 1.15."""

from reference.contrib.seq2seq.loss import SequenceLoss, sequence_loss

__all__ = ["SequenceLoss", "sequence_loss"]
