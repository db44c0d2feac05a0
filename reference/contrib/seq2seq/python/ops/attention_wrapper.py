"""Attention, its mechanisms and scores: `contrib.seq2seq.python.ops.attention_wrapper` of 1.15."""

from reference.contrib.seq2seq.attention_mechanism import (
    AttentionMechanism,
    BahdanauAttention,
    LuongAttention,
    _BaseAttentionMechanism,
    hardmax,
)
from reference.contrib.seq2seq.attention_wrapper import AttentionWrapper, _compute_attention
from reference.contrib.seq2seq.attention_wrapper_state import AttentionWrapperState
from reference.contrib.seq2seq.monotonic_attention import (
    BahdanauMonotonicAttention,
    LuongMonotonicAttention,
    _BaseMonotonicAttentionMechanism,
    monotonic_attention,
    safe_cumprod,
)

__all__ = [
    "AttentionMechanism",
    "AttentionWrapper",
    "AttentionWrapperState",
    "BahdanauAttention",
    "BahdanauMonotonicAttention",
    "LuongAttention",
    "LuongMonotonicAttention",
    "_BaseAttentionMechanism",
    "_BaseMonotonicAttentionMechanism",
    "_compute_attention",
    "hardmax",
    "monotonic_attention",
    "safe_cumprod",
]
