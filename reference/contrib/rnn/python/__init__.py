"""The inside of `contrib.rnn`, from which notebooks imported too."""

from reference.contrib.rnn.python import ops

__all__ = [
    "ops",
]
