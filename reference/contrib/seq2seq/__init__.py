"""`tf.contrib.seq2seq` of TensorFlow 1.15: attention, decoders, beam search and sequence loss; and
the decoder functions of TensorFlow 1.0.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/seq2seq
"""

from reference.contrib.seq2seq.attention_mechanism import (
    AttentionMechanism,
    BahdanauAttention,
    LuongAttention,
    hardmax,
)
from reference.contrib.seq2seq.attention_wrapper import AttentionWrapper
from reference.contrib.seq2seq.attention_wrapper_state import AttentionWrapperState
from reference.contrib.seq2seq.basic_decoder import BasicDecoder, BasicDecoderOutput
from reference.contrib.seq2seq.beam_search_decoder import (
    BeamSearchDecoder,
    FinalBeamSearchDecoderOutput,
)
from reference.contrib.seq2seq.beam_search_ops import gather_tree
from reference.contrib.seq2seq.beam_search_step import (
    BeamSearchDecoderOutput,
    BeamSearchDecoderState,
)
from reference.contrib.seq2seq.beams import gather_tree_from_array, tile_batch
from reference.contrib.seq2seq.decoder import Decoder, dynamic_decode
from reference.contrib.seq2seq.decoder_functions import (
    attention_decoder_fn_inference,
    attention_decoder_fn_train,
    dynamic_rnn_decoder,
    prepare_attention,
    simple_decoder_fn_inference,
    simple_decoder_fn_train,
)
from reference.contrib.seq2seq.helper import (
    CustomHelper,
    GreedyEmbeddingHelper,
    Helper,
    InferenceHelper,
    SampleEmbeddingHelper,
    TrainingHelper,
)
from reference.contrib.seq2seq.loss import SequenceLoss, sequence_loss
from reference.contrib.seq2seq.monotonic_attention import (
    BahdanauMonotonicAttention,
    LuongMonotonicAttention,
    monotonic_attention,
    safe_cumprod,
)
from reference.contrib.seq2seq.scheduled_sampling import (
    ScheduledEmbeddingTrainingHelper,
    ScheduledOutputTrainingHelper,
)
from reference.inside import found_inside

__all__ = [
    "AttentionMechanism",
    "AttentionWrapper",
    "AttentionWrapperState",
    "BahdanauAttention",
    "BahdanauMonotonicAttention",
    "BasicDecoder",
    "BasicDecoderOutput",
    "BeamSearchDecoder",
    "BeamSearchDecoderOutput",
    "BeamSearchDecoderState",
    "CustomHelper",
    "Decoder",
    "FinalBeamSearchDecoderOutput",
    "GreedyEmbeddingHelper",
    "Helper",
    "InferenceHelper",
    "LuongAttention",
    "LuongMonotonicAttention",
    "SampleEmbeddingHelper",
    "ScheduledEmbeddingTrainingHelper",
    "ScheduledOutputTrainingHelper",
    "SequenceLoss",
    "TrainingHelper",
    "attention_decoder_fn_inference",
    "attention_decoder_fn_train",
    "dynamic_decode",
    "dynamic_rnn_decoder",
    "gather_tree",
    "gather_tree_from_array",
    "hardmax",
    "monotonic_attention",
    "prepare_attention",
    "safe_cumprod",
    "sequence_loss",
    "simple_decoder_fn_inference",
    "simple_decoder_fn_train",
    "tile_batch",
]

__getattr__ = found_inside(__name__, f"{__name__}.python")
