"""Training loops: `contrib.slim.python.slim.learning` of 1.15."""

from reference.contrib.slim.learning import (
    _wait_for_step,
    add_gradients_summaries,
    create_train_op,
    train,
    train_step,
)

__all__ = ["_wait_for_step", "add_gradients_summaries", "create_train_op", "train", "train_step"]
