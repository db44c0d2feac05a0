"""Decoding in a loop: `contrib.seq2seq.python.ops.decoder` of 1.15."""

from reference.contrib.seq2seq.decoder import Decoder, dynamic_decode

__all__ = ["Decoder", "dynamic_decode"]
