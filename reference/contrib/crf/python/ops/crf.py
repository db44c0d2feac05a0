"""Conditional random fields: `contrib.crf.python.ops.crf` of 1.15."""

from reference.contrib.crf.decoding import (
    CrfDecodeBackwardRnnCell,
    CrfDecodeForwardRnnCell,
    crf_decode,
    viterbi_decode,
)
from reference.contrib.crf.likelihood import (
    CrfForwardRnnCell,
    crf_log_likelihood,
    crf_log_norm,
    crf_multitag_sequence_score,
)
from reference.contrib.crf.scores import crf_binary_score, crf_sequence_score, crf_unary_score

__all__ = [
    "CrfDecodeBackwardRnnCell",
    "CrfDecodeForwardRnnCell",
    "CrfForwardRnnCell",
    "crf_binary_score",
    "crf_decode",
    "crf_log_likelihood",
    "crf_log_norm",
    "crf_multitag_sequence_score",
    "crf_sequence_score",
    "crf_unary_score",
    "viterbi_decode",
]
