"""Training loops: `contrib.training.python.training.training` of 1.15."""

from reference.contrib.training.gradients import (
    add_gradients_summaries,
    clip_gradient_norms,
    clip_gradient_norms_fn,
    multiply_gradients,
)
from reference.contrib.training.loop import create_train_op, train

__all__ = [
    "add_gradients_summaries",
    "clip_gradient_norms",
    "clip_gradient_norms_fn",
    "create_train_op",
    "multiply_gradients",
    "train",
]
