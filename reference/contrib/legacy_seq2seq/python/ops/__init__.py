"""The inside of `contrib.legacy_seq2seq`, from which notebooks imported too."""

from reference.contrib.legacy_seq2seq.python.ops import seq2seq

__all__ = [
    "seq2seq",
]
