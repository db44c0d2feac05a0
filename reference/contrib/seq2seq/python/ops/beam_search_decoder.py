"""Beam search, and its single steps: `contrib.seq2seq.python.ops.beam_search_decoder` of 1.15."""

from reference.contrib.seq2seq.beam_search_decoder import (
    BeamSearchDecoder,
    FinalBeamSearchDecoderOutput,
)
from reference.contrib.seq2seq.beam_search_step import (
    BeamSearchDecoderOutput,
    BeamSearchDecoderState,
)
from reference.contrib.seq2seq.beams import gather_tree_from_array, tile_batch

__all__ = [
    "BeamSearchDecoder",
    "BeamSearchDecoderOutput",
    "BeamSearchDecoderState",
    "FinalBeamSearchDecoderOutput",
    "gather_tree_from_array",
    "tile_batch",
]
