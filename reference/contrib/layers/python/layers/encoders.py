"""Bags and sequences of embeddings: `contrib.layers.python.layers.encoders` of 1.15."""

from reference.contrib.layers.encoders import bow_encoder, embed_sequence

__all__ = ["bow_encoder", "embed_sequence"]
