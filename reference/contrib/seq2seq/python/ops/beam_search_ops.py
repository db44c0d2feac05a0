"""Beams followed back: `contrib.seq2seq.python.ops.beam_search_ops` of 1.15."""

from reference.contrib.seq2seq.beam_search_ops import gather_tree

__all__ = ["gather_tree"]
