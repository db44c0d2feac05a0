"""The inside of `contrib.seq2seq`, from which notebooks imported too."""

from reference.contrib.seq2seq.python.ops import (
    attention_wrapper,
    basic_decoder,
    beam_search_decoder,
    beam_search_ops,
    decoder,
    helper,
    loss,
)

__all__ = [
    "attention_wrapper",
    "basic_decoder",
    "beam_search_decoder",
    "beam_search_ops",
    "decoder",
    "helper",
    "loss",
]
