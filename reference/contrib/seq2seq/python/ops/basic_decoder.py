"""The decoder that samples: `contrib.seq2seq.python.ops.basic_decoder` of 1.15."""

from reference.contrib.seq2seq.basic_decoder import BasicDecoder, BasicDecoderOutput

__all__ = ["BasicDecoder", "BasicDecoderOutput"]
