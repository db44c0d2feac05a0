"""Making a tensor wait for others.

Source: TensorFlow 1.15, ``control_flow_ops.with_dependencies``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf


def after(dependencies: Sequence[Any], tensor: tf.Tensor) -> tf.Tensor:
    """The tensor, once the dependencies have run: one identity, named as TensorFlow 1.15 did."""
    values = [*dependencies, tensor]
    with (
        tf.name_scope(None, "control_dependency", values) as scope,
        tf.get_default_graph().colocate_with(tensor),
        tf.control_dependencies(dependencies),
    ):
        return tf.identity(tensor, name=scope)
