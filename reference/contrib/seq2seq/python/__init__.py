"""The inside of `contrib.seq2seq`, from which notebooks imported too."""

from reference.contrib.seq2seq.python import ops

__all__ = [
    "ops",
]
