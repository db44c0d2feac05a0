"""Beam search, and its single steps: `contrib.seq2seq.python.ops.beam_search_decoder` of 1.15."""

from reference.contrib.seq2seq.beam_search_decoder import (
    BeamSearchDecoder,
    FinalBeamSearchDecoderOutput,
)
from reference.contrib.seq2seq.beam_search_step import (
    BeamSearchDecoderOutput,
    BeamSearchDecoderState,
)
from reference.contrib.seq2seq.beam_search_step import beam_search_step as _beam_search_step
from reference.contrib.seq2seq.beam_search_step import continuation_scores as _get_scores
from reference.contrib.seq2seq.beam_search_step import length_penalty as _length_penalty
from reference.contrib.seq2seq.beam_search_step import mask_log_probs as _mask_probs
from reference.contrib.seq2seq.beams import assert_batch_of_beams as _check_batch_beam
from reference.contrib.seq2seq.beams import gather_tree_from_array, tile_batch

__all__ = [
    "BeamSearchDecoder",
    "BeamSearchDecoderOutput",
    "BeamSearchDecoderState",
    "FinalBeamSearchDecoderOutput",
    "_beam_search_step",
    "_check_batch_beam",
    "_get_scores",
    "_length_penalty",
    "_mask_probs",
    "gather_tree_from_array",
    "tile_batch",
]
