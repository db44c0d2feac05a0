"""Initialisers from checkpoints: `contrib.framework.python.ops.checkpoint_ops` of 1.15."""

from reference.contrib.framework.checkpoint_remapping import (
    load_and_remap_matrix_initializer,
    load_embedding_initializer,
    load_linear_multiclass_bias_initializer,
    load_variable_slot_initializer,
)

__all__ = [
    "load_and_remap_matrix_initializer",
    "load_embedding_initializer",
    "load_linear_multiclass_bias_initializer",
    "load_variable_slot_initializer",
]
