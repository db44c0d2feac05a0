"""`tf.contrib.crf` of TensorFlow 1.15: linear-chain conditional random fields.

A sequence of tags scores the sum of its unary potentials (`inputs[b, t, tag]`) and of its
transitions (`transition_params[from, to]`). `crf_log_likelihood` trains, `crf_decode` and
`viterbi_decode` tag.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/crf
"""

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
from reference.inside import found_inside

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

__getattr__ = found_inside(__name__, f"{__name__}.python")
