"""Reversible blocks: `contrib.layers.python.layers.rev_block_lib` of 1.15."""

from reference.contrib.layers.rev_block_lib import RevBlock, recompute_grad, rev_block

__all__ = ["RevBlock", "recompute_grad", "rev_block"]
