"""Which parameter server takes the next variable: strategies for ``replica_device_setter``.

Source: TensorFlow 1.15, ``tf.contrib.training`` (device setters).
"""

import hashlib
from collections.abc import Callable

import numpy as np
import tensorflow.compat.v1 as tf


class RandomStrategy:
    """A task by a hash of the operation's name: random, yet the same in every run.

    Args:
      num_ps_tasks: number of tasks.
      seed: another seed gives another order.

    Source: ``tf.contrib.training.RandomStrategy`` of TensorFlow 1.15.
    """

    def __init__(self, num_ps_tasks: int, seed: int = 0) -> None:
        self._num_tasks = num_ps_tasks
        self._seed = seed

    def __call__(self, op: tf.Operation) -> int:
        """The task for an operation."""
        digest = hashlib.md5(f"{op.name}_{self._seed}".encode()).hexdigest()
        return int(digest, 16) % self._num_tasks


class GreedyLoadBalancingStrategy:
    """The task with the least load so far, the first of several.

    Args:
      num_tasks: number of tasks.
      load_fn: the load that an operation brings, a number.

    Source: ``tf.contrib.training.GreedyLoadBalancingStrategy`` of TensorFlow 1.15.
    """

    def __init__(self, num_tasks: int, load_fn: Callable[[tf.Operation], float]) -> None:
        self._load_fn = load_fn
        self._loads = np.zeros(num_tasks)

    def __call__(self, op: tf.Operation) -> int:
        """The task for an operation, whose load it takes."""
        task = int(np.argmin(self._loads))
        self._loads[task] += self._load_fn(op)
        return task


def byte_size_load_fn(op: tf.Operation) -> int:
    """The number of bytes of an operation's single output.

    Raises:
      ValueError: the operation has not exactly one output, or its shape is not known.

    Source: ``tf.contrib.training.byte_size_load_fn`` of TensorFlow 1.15.
    """
    if len(op.outputs) != 1:
        raise ValueError(f"Op {op} must have a single output")
    (output,) = op.outputs
    shape = output.shape
    if not shape.is_fully_defined():
        # A scalar variable's shape is set on its output only after the operation was placed.
        shape = tf.TensorShape(op.get_attr("shape"))
    shape.assert_is_fully_defined()
    return shape.num_elements() * output.dtype.size
