"""Training loops: `contrib.slim.python.slim.learning` of 1.15."""

from reference.contrib.slim.learning import (
    _wait_for_step,
    add_gradients_summaries,
    clip_gradient_norms,
    create_train_op,
    multiply_gradients,
    train,
    train_step,
)

__all__ = [
    "_wait_for_step",
    "add_gradients_summaries",
    "clip_gradient_norms",
    "create_train_op",
    "multiply_gradients",
    "train",
    "train_step",
]
