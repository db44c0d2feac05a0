"""Sparse tensors among sequences and context: stored aside, their handles cut into segments.

Source: TensorFlow 1.15, ``tf.contrib.training.batch_sequences_with_states``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.training.sparse_maps import take_sparse

_CONTEXT_PREFIX = "_context_in_seq_"


def _sparse_keys(tensors: dict[str, Any]) -> list[str]:
    kinds = (tf.SparseTensor, tf.SparseTensorValue)
    return [key for key in sorted(tensors) if isinstance(tensors[key], kinds)]


def _deconstruct_sparse_tensor_seq(
    input_sequence: dict[str, Any], shared_name: str | None = None
) -> tuple[dict[str, Any], list[str] | None, list[tf.Operation]]:
    """Sequences with handles ``[steps]`` for sparse ones, which these are, and what stored them."""
    keys = _sparse_keys(input_sequence)
    if not keys:
        return input_sequence, None, []
    handles = {
        key: tf.raw_ops.AddManySparseToTensorsMap(
            sparse_indices=input_sequence[key].indices,
            sparse_values=input_sequence[key].values,
            sparse_shape=input_sequence[key].dense_shape,
            shared_name=shared_name or "",
        )
        for key in keys
    }
    return {**input_sequence, **handles}, keys, [handles[key].op for key in keys]


def _reconstruct_sparse_tensor_seq(
    sequence: dict[str, Any],
    sparse_tensor_keys: list[str] | None,
    tensor_op_list: list[tf.Operation],
    batch_size: Any,
    num_unroll: Any,
) -> None:
    """Puts sparse tensors ``[batch, num_unroll, ...]`` in place of their handles."""
    if not sparse_tensor_keys:
        return
    flat = [
        take_sparse(op, tf.reshape(sequence[key], [-1]), None)
        for key, op in zip(sparse_tensor_keys, tensor_op_list, strict=True)
    ]
    unroll = tf.convert_to_tensor(num_unroll, dtype=tf.int64, name="num_unroll_int64")
    for key, tensor in zip(sparse_tensor_keys, flat, strict=True):
        step = tensor.indices[:, 0]
        # TensorFlow 1.15 divides as floats here; integers would round the same way.
        example = tf.cast(tf.floor(step / unroll), tf.int64)
        place = tf.mod(tensor.indices[:, 0], unroll)
        indices = tf.concat(
            [tf.expand_dims(example, 1), tf.expand_dims(place, 1), tensor.indices[:, 1:]], axis=1
        )
        shape = tf.concat(
            [
                [tf.cast(batch_size, dtype=tf.int64)],
                [tf.cast(unroll, dtype=tf.int64)],
                tensor.dense_shape[1:],
            ],
            axis=0,
        )
        sequence[key] = tf.SparseTensor(indices, tensor.values, shape)


def _repeated(tensor: Any, length: tf.Tensor, num_unroll: int) -> tf.SparseTensor:
    """A sparse tensor ``[...]`` at the first step of each segment: ``[length, ...]``."""
    segments = tf.cast(length // num_unroll, dtype=tf.int32)
    values = tf.tile(tensor.values, tf.expand_dims(segments, 0))
    shape = tf.concat([tf.expand_dims(length, 0), tensor.dense_shape], 0)
    copies = tf.tile(tf.expand_dims(tensor.indices, 0), tf.stack([segments, 1, 1]))
    count = tf.shape(tensor.indices)[0]
    rank = tf.shape(tensor.indices)[1]
    steps = tf.range(start=0, limit=length, delta=num_unroll)
    steps = tf.expand_dims(tf.expand_dims(steps, 1), 2)
    steps = tf.tile(steps, [1, count, 1])
    indices = tf.reshape(tf.concat([steps, copies], 2), [count * segments, rank + 1])
    return tf.SparseTensor(indices=indices, values=values, dense_shape=shape)


def _move_sparse_tensor_out_context(
    input_context: dict[str, Any], input_sequences: dict[str, Any], num_unroll: int
) -> None:
    """Moves sparse tensors from the context to the sequences, where they can be stored."""
    length = tf.constant(1)
    if input_sequences:
        some = next(iter(input_sequences.values()))
        if isinstance(some, tf.Tensor):
            with tf.control_dependencies([some]):
                length = tf.shape(some)[0]
        else:
            length = some.dense_shape[0]
    length = tf.cast(length, dtype=tf.int64)
    for key in _sparse_keys(input_context):
        tensor = input_context.pop(key)
        input_sequences[_CONTEXT_PREFIX + key] = _repeated(tensor, length, num_unroll)


def _move_sparse_tensor_in_context(context: dict[str, Any], sequences: dict[str, Any]) -> None:
    """Moves what ``_move_sparse_tensor_out_context`` moved back, batched: ``[batch, ...]``."""
    for key in [key for key in sorted(sequences) if key.startswith(_CONTEXT_PREFIX)]:
        tensor = sequences.pop(key)
        batch, inner = tensor.dense_shape[0], tensor.dense_shape[2:]
        first_step = tf.SparseTensor(
            tensor.indices, tensor.values, tf.concat([[batch], [1], inner], 0)
        )
        shape = tf.concat([[first_step.dense_shape[0]], first_step.dense_shape[2:]], 0)
        context[key.removeprefix(_CONTEXT_PREFIX)] = tf.sparse_reshape(first_step, shape)
