"""The inside of `contrib.rnn`, from which notebooks imported too."""

from reference.contrib.rnn.python import ops, tools

__all__ = [
    "ops",
    "tools",
]
