"""A barrier: a table whose rows can be taken once all their components were inserted.

Source: TensorFlow 1.15, ``data_flow_ops.Barrier``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf


class Barrier:
    """A barrier of rows with components of given types and shapes.

    Args:
      types: types of the components.
      shapes: their static shapes.
      name: name of the operation.
    """

    def __init__(self, types: Sequence[Any], shapes: Sequence[Any], name: str = "barrier") -> None:
        self._shapes = [tf.TensorShape(shape) for shape in shapes]
        self._types = list(types)
        self.barrier_ref = tf.raw_ops.Barrier(
            component_types=self._types, shapes=self._shapes, name=name
        )

    @property
    def name(self) -> str:
        """The full name of the operation."""
        return self.barrier_ref.op.name

    def insert_many(
        self, component_index: int, keys: tf.Tensor, values: tf.Tensor, name: str
    ) -> tf.Operation:
        """Inserts one component of the rows ``keys``."""
        return tf.raw_ops.BarrierInsertMany(
            handle=self.barrier_ref,
            keys=keys,
            values=values,
            component_index=component_index,
            name=name,
        )

    def take_many(
        self, num_elements: Any, allow_small_batch: bool, name: str
    ) -> tuple[tf.Tensor, tf.Tensor, list[tf.Tensor]]:
        """Takes complete rows, the earliest first: indices, keys and components."""
        taken = tf.raw_ops.BarrierTakeMany(
            handle=self.barrier_ref,
            num_elements=num_elements,
            component_types=self._types,
            allow_small_batch=allow_small_batch,
            name=name,
        )
        known = None if allow_small_batch else tf.get_static_value(taken.indices.op.inputs[1])
        batch = tf.TensorShape([None if known is None else int(known)])
        taken.indices.set_shape(batch)
        taken.keys.set_shape(batch)
        for value, shape in zip(taken.values, self._shapes, strict=True):
            value.set_shape(batch.concatenate(shape))
        return taken.indices, taken.keys, list(taken.values)

    def ready_size(self, name: str | None = None) -> tf.Tensor:
        """The number of complete rows, int32."""
        name = name or f"{self.name.split('/')[-1]}_BarrierReadySize"
        return tf.raw_ops.BarrierReadySize(handle=self.barrier_ref, name=name)

    def incomplete_size(self, name: str | None = None) -> tf.Tensor:
        """The number of rows that lack a component, int32."""
        name = name or f"{self.name.split('/')[-1]}_BarrierIncompleteSize"
        return tf.raw_ops.BarrierIncompleteSize(handle=self.barrier_ref, name=name)

    def close(self, cancel_pending_enqueues: bool, name: str) -> tf.Operation:
        """Lets no new rows in."""
        return tf.raw_ops.BarrierClose(
            handle=self.barrier_ref, cancel_pending_enqueues=cancel_pending_enqueues, name=name
        )
