"""The sequence models of before 1.0: `contrib.legacy_seq2seq.python.ops.seq2seq` of 1.15."""

from reference.contrib.legacy_seq2seq.attention import attention_decoder
from reference.contrib.legacy_seq2seq.buckets import model_with_buckets
from reference.contrib.legacy_seq2seq.decoders import (
    embedding_attention_decoder,
    embedding_rnn_decoder,
    rnn_decoder,
)
from reference.contrib.legacy_seq2seq.losses import sequence_loss, sequence_loss_by_example
from reference.contrib.legacy_seq2seq.models import (
    basic_rnn_seq2seq,
    embedding_attention_seq2seq,
    embedding_rnn_seq2seq,
    embedding_tied_rnn_seq2seq,
    one2many_rnn_seq2seq,
    tied_rnn_seq2seq,
)

__all__ = [
    "attention_decoder",
    "basic_rnn_seq2seq",
    "embedding_attention_decoder",
    "embedding_attention_seq2seq",
    "embedding_rnn_decoder",
    "embedding_rnn_seq2seq",
    "embedding_tied_rnn_seq2seq",
    "model_with_buckets",
    "one2many_rnn_seq2seq",
    "rnn_decoder",
    "sequence_loss",
    "sequence_loss_by_example",
    "tied_rnn_seq2seq",
]
