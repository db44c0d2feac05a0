"""OverFeat: `contrib.slim.python.slim.nets.overfeat` of 1.15."""

from reference.contrib.slim.nets.overfeat import overfeat, overfeat_arg_scope

__all__ = ["overfeat", "overfeat_arg_scope"]
