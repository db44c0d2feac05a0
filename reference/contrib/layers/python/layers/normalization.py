"""Normalisation by group and instance: `contrib.layers.python.layers.normalization` of 1.15."""

from reference.contrib.layers.normalization import group_norm, instance_norm

__all__ = ["group_norm", "instance_norm"]
