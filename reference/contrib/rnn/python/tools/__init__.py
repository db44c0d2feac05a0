"""The tools of `contrib.rnn`."""

from reference.contrib.rnn.python.tools import checkpoint_convert

__all__ = ["checkpoint_convert"]
