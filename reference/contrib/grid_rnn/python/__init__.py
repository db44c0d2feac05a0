"""The inside of `contrib.grid_rnn`, from which notebooks imported too."""

from reference.contrib.grid_rnn.python import ops

__all__ = [
    "ops",
]
