"""Gradients of kernels that TensorFlow 2 still has, but no longer tells how to differentiate."""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf


def register_missing_gradient(op_type: str, gradient: Callable[..., Any]) -> None:
    """Registers `gradient` for `op_type`, unless the process has one already.

    The module that defines it may be loaded twice (a notebook cell that holds a folded copy of it,
    run again), and TensorFlow refuses a second registration.
    """
    try:
        tf.RegisterGradient(op_type)(gradient)
    except KeyError:
        tf.logging.vlog(1, "%s has a gradient already: left as it is.", op_type)
