"""`optimize_loss` and what it knows by name: `contrib.layers.python.layers.optimizers` of 1.15."""

from reference.contrib.layers.optimizers import (
    OPTIMIZER_CLS_NAMES,
    OPTIMIZER_SUMMARIES,
    _multiply_gradients,
    adaptive_clipping_fn,
    optimize_loss,
)

__all__ = [
    "OPTIMIZER_CLS_NAMES",
    "OPTIMIZER_SUMMARIES",
    "_multiply_gradients",
    "adaptive_clipping_fn",
    "optimize_loss",
]
