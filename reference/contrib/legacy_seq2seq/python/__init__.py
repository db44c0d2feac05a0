"""The inside of `contrib.legacy_seq2seq`, from which notebooks imported too."""

from reference.contrib.legacy_seq2seq.python import ops

__all__ = [
    "ops",
]
