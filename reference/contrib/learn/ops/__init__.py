"""Losses and embeddings by one call, and small models of sequences.

Source: TensorFlow 1.15, ``tf.contrib.learn.ops``.
"""

from reference.contrib.learn.ops import embeddings_ops, losses_ops, seq2seq_ops
from reference.contrib.learn.ops.embeddings_ops import categorical_variable, embedding_lookup
from reference.contrib.learn.ops.losses_ops import mean_squared_error_regressor, softmax_classifier
from reference.contrib.learn.ops.seq2seq_ops import (
    rnn_decoder,
    rnn_seq2seq,
    seq2seq_inputs,
    sequence_classifier,
)

__all__ = [
    "categorical_variable",
    "embedding_lookup",
    "embeddings_ops",
    "losses_ops",
    "mean_squared_error_regressor",
    "rnn_decoder",
    "rnn_seq2seq",
    "seq2seq_inputs",
    "seq2seq_ops",
    "sequence_classifier",
    "softmax_classifier",
]
