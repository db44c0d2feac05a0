"""Sparse tensors on their way through a queue: kept in a map aside, while their handles travel.

Source: TensorFlow 1.15, ``python/training/input.py`` (its handling of sparse tensors).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.framework import smart_cond
from reference.contrib.training.ordering import after

_MAP_OPS = ("AddSparseToTensorsMap", "AddManySparseToTensorsMap")


class StoredSparse(NamedTuple):
    """The operation that stored a sparse tensor, and the tensor's rank where it is known."""

    map_op: tf.Operation
    rank: int | None


def store_sparse_tensors(
    tensors: Sequence[Any], keep_input: tf.Tensor
) -> tuple[list[tf.Tensor], list[StoredSparse | None]]:
    """The tensors, a handle ``[1]`` in place of each sparse one, and what restores these.

    Args:
      tensors: tensors and sparse tensors of single examples.
      keep_input: boolean scalar; where it is false nothing is stored.
    """
    stored, found = [], []
    for tensor in tensors:
        if not isinstance(tensor, tf.SparseTensor):
            stored.append(tensor)
            found.append(None)
            continue

        def store(tensor: tf.SparseTensor = tensor) -> tf.Tensor:
            return tf.raw_ops.AddSparseToTensorsMap(
                sparse_indices=tensor.indices,
                sparse_values=tensor.values,
                sparse_shape=tensor.dense_shape,
            )

        handle = smart_cond(keep_input, store, lambda: tf.constant(-1, tf.int64))
        # Under a tf.cond the handle is what the branches merge into, not what stored it.
        makers = [each.op for each in handle.op.inputs if each.op.type in _MAP_OPS]
        rank = tensor.dense_shape.shape.with_rank(1).dims[0].value
        stored.append(handle)
        found.append(StoredSparse(makers[0] if makers else handle.op, rank))
    # A second pass, because 1.15 stored all sparse tensors before it shaped the first handle.
    shaped = [
        tensor if sparse is None else tf.expand_dims(tensor, [-1])
        for tensor, sparse in zip(stored, found, strict=True)
    ]
    return shaped, found


def take_sparse(map_op: tf.Operation, handles: tf.Tensor, rank: int | None) -> tf.SparseTensor:
    """The sparse tensors behind handles ``[batch]``, one tensor with a dimension more."""
    with tf.get_default_graph().colocate_with(map_op):
        indices, values, shape = tf.raw_ops.TakeManySparseFromTensorsMap(
            sparse_handles=handles,
            dtype=map_op.get_attr("T"),
            container=map_op.get_attr("container"),
            shared_name=map_op.get_attr("shared_name") or map_op.name,
        )
    indices.set_shape([None, rank])
    shape.set_shape([rank])
    return tf.SparseTensor(indices, values, shape)


def restore_sparse_tensors(
    batched: Sequence[tf.Tensor], found: Sequence[StoredSparse | None]
) -> list[Any]:
    """What ``store_sparse_tensors`` was given, batched."""
    tensors = [
        tensor
        if sparse is None
        else take_sparse(
            sparse.map_op,
            tf.squeeze(tensor, [1]),
            None if sparse.rank is None else sparse.rank + 1,
        )
        for tensor, sparse in zip(batched, found, strict=True)
    ]
    if not any(found):
        return tensors
    # A handle can be taken once: no tensor may be had without all of them being taken.
    taken = [each.values if isinstance(each, tf.SparseTensor) else each for each in tensors]
    return [
        tf.SparseTensor(*(after(taken, part) for part in (x.indices, x.values, x.dense_shape)))
        if isinstance(x, tf.SparseTensor)
        else after(taken, x)
        for x in tensors
    ]
