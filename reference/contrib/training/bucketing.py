"""Batches of similar examples: one queue a bucket, and a queue of finished batches above them.

Source: TensorFlow 1.15, ``tf.contrib.training.{bucket,bucket_by_sequence_length}``.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.framework import smart_cond
from reference.contrib.training.sparse_maps import restore_sparse_tensors, store_sparse_tensors

_CLOSED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


def _as_list(tensors: Any) -> list[Any]:
    if isinstance(tensors, dict):
        return [tensors[key] for key in sorted(tensors, key=str)]
    return list(tensors)


def _like(tensors: Any, batched: list[Any]) -> Any:
    """The batches as the caller nested the examples; a single tensor stands without a list."""
    if isinstance(tensors, dict):
        return dict(zip(sorted(tensors, key=str), batched, strict=True))
    return batched if len(batched) > 1 else batched[0]


def as_tensors(values: Sequence[Any]) -> list[Any]:
    """The values as tensors; sparse tensors and slices stay what they are."""
    return [
        value
        if isinstance(value, (tf.SparseTensor, tf.IndexedSlices))
        else tf.convert_to_tensor(value)
        for value in values
    ]


def _scalar(keep_input: Any) -> tf.Tensor:
    keep_input = tf.convert_to_tensor(keep_input)
    if keep_input.shape.ndims is None:
        raise ValueError("`keep_input` dimensions must be known at graph construction.")
    if keep_input.shape.ndims == 1:
        raise ValueError("`keep_input` cannot be a vector when `enqueue_many=False`.")
    if keep_input.shape.ndims > 1:
        raise ValueError("`keep_input` must be 0 or 1 dimensions.")
    return keep_input


def _static_shapes(tensors: Sequence[tf.Tensor]) -> list[list[int | None]]:
    for tensor in tensors:
        if tensor.shape.ndims is None:
            raise ValueError(f"Cannot infer Tensor's rank: {tensor}")
    return [tensor.shape.as_list() for tensor in tensors]


def _static_if_known(size: Any) -> Any:
    tensor = tf.convert_to_tensor(size, dtype=tf.int32, name="batch_size")
    static = tf.get_static_value(tensor)
    return tensor if static is None else static


def bucket(
    tensors: Any,
    which_bucket: Any,
    batch_size: Any,
    num_buckets: int,
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Sequence[int] | None = None,
    shapes: Sequence[Any] | None = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: Any = True,
    shared_name: str | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, Any]:
    """Batches of examples that go into the same bucket.

    Adds two queue runners to the graph, which ``tf.train.start_queue_runners`` starts.

    Args:
      tensors: a list or dictionary of tensors: one example.
      which_bucket: the bucket that the example goes into, int32 scalar below ``num_buckets``.
      batch_size: examples in a batch, or a list of such numbers, one a bucket.
      num_buckets: number of buckets.
      num_threads: number of threads that enqueue.
      capacity: how many finished batches to hold.
      bucket_capacities: how many examples each bucket holds; ``capacity`` if None.
      shapes: shapes of the tensors, if they are not known statically.
      dynamic_pad: whether to pad unknown dimensions with zeros, to the largest in a batch.
      allow_smaller_final_batch: whether to give what is left at the end.
      keep_input: boolean scalar; where it is false, the example is dropped.
      shared_name: name under which sessions share the queues.
      name: name scope of the operations.

    Returns:
      The bucket, int32 scalar, and the batch, nested as ``tensors``.

    Raises:
      ValueError: a shape is not known and not given, or lengths do not agree.

    Source: ``tf.contrib.training.bucket`` of TensorFlow 1.15.
    """
    size_a_bucket = isinstance(batch_size, (list, tuple))
    sizes = list(batch_size) if size_a_bucket else [batch_size] * num_buckets
    if len(sizes) != num_buckets:
        raise ValueError("If batch_size is a list it must have num_buckets elements")
    if bucket_capacities is None:
        bucket_capacities = [capacity] * num_buckets
    if len(bucket_capacities) != num_buckets:
        raise ValueError(
            f"The list bucket_capacities ({bucket_capacities}) must have exactly num_buckets "
            f"({num_buckets}) elements."
        )
    examples = _as_list(tensors)
    with tf.name_scope(name, "bucket", examples):
        examples = as_tensors(examples)
        if not examples:
            raise ValueError("Expected at least one tensor in bucket().")
        keep_input = _scalar(keep_input)
        examples, stored = store_sparse_tensors(examples, keep_input)
        sizes = [_static_if_known(size) for size in sizes]
        types = [example.dtype for example in examples]
        if shapes is None:
            shapes = _static_shapes(examples)
        which_bucket = tf.convert_to_tensor(which_bucket, dtype=tf.int32, name="which_bucket")

        make_queue = tf.PaddingFIFOQueue if dynamic_pad else tf.FIFOQueue
        queues = [
            make_queue(
                capacity=bucket_capacities[i],
                dtypes=types,
                shapes=shapes,
                shared_name=None if shared_name is None else f"{shared_name}_{i}",
                name=f"bucket_queue_{i}",
            )
            for i in range(num_buckets)
        ]
        varying = allow_smaller_final_batch or size_a_bucket or tf.is_tensor(sizes[-1])
        batch = tf.TensorShape([None if varying else sizes[-1]])
        top_queue = tf.PaddingFIFOQueue(
            capacity=capacity,
            dtypes=[tf.int32, *types],
            shapes=[tf.TensorShape([]), *map(batch.concatenate, queues[0].shapes)],
            shared_name=shared_name,
            name="top_queue",
        )

        def enqueue_into_bucket() -> tf.Operation:
            enqueued = [
                tf.cond(
                    tf.equal(which_bucket, i),
                    lambda queue=queue: queue.enqueue(examples),
                    tf.no_op,
                )
                for i, queue in enumerate(queues)
            ]
            return tf.group(*enqueued, name="group_enqueues")

        enqueue = smart_cond(keep_input, enqueue_into_bucket, tf.no_op)
        to_top = []
        for i, (queue, size) in enumerate(zip(queues, sizes, strict=True)):
            index = tf.constant(i)
            dequeue = queue.dequeue_up_to if allow_smaller_final_batch else queue.dequeue_many
            read = dequeue(size, name=f"read_bucket_{i}")
            read = read if isinstance(read, (list, tuple)) else [read]
            to_top.append(top_queue.enqueue([index, *read], name=f"enqueue_from_bucket_{i}"))

        # Whoever fills a queue closes the next one: so the end of the input reaches the top.
        _add_runner(queues[0], to_top, [top_queue])
        _add_runner(top_queue, [enqueue] * num_threads, queues)
        for queue in queues:
            filled = tf.cast(top_queue.size(), tf.float32)
            tf.summary.scalar(f"bucket/{queue.name}/size", filled)
        tf.summary.scalar(
            f"bucket/{top_queue.name}/fraction_of_{capacity}_full",
            tf.cast(top_queue.size(), tf.float32) * (1.0 / capacity),
        )
        chosen, *batched = top_queue.dequeue(name="dequeue_top")
        return chosen, _like(tensors, restore_sparse_tensors(batched, stored))


def _add_runner(queue: Any, enqueue_ops: list[Any], closes: list[Any]) -> None:
    def close(**options: Any) -> tf.Operation:
        closed = [each.close(**options) for each in closes]
        return closed[0] if len(closed) == 1 else tf.group(*closed)

    tf.train.add_queue_runner(
        tf.train.QueueRunner(
            queue,
            enqueue_ops,
            close_op=close(),
            cancel_op=close(cancel_pending_enqueues=True),
            queue_closed_exception_types=_CLOSED,
        )
    )


def _require_increasing(boundaries: Any) -> None:
    if not isinstance(boundaries, (list, tuple)):
        raise TypeError(f"bucket_boundaries must be a list or tuple, but received: {boundaries}")
    if not boundaries:
        raise ValueError("bucket_boundaries must not be empty")
    for low, high in itertools.pairwise(boundaries):
        if not isinstance(low, int) or not isinstance(high, int):
            raise TypeError(f"bucket boundaries must be integers, but saw: {low} and {high}")
        if low >= high:
            raise ValueError(
                f"Buckets must contain sequential increasing lengths, but saw: {low} before {high}"
            )


def bucket_by_sequence_length(
    input_length: Any,
    tensors: Any,
    batch_size: Any,
    bucket_boundaries: Sequence[int],
    num_threads: int = 1,
    capacity: int = 32,
    bucket_capacities: Sequence[int] | None = None,
    shapes: Sequence[Any] | None = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    keep_input: Any = True,
    shared_name: str | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, Any]:
    """Batches of sequences of similar length.

    Args:
      input_length: the length of the example, int32 scalar.
      tensors: a list or dictionary of tensors: one example.
      bucket_boundaries: increasing lengths at which the next bucket begins; buckets are one more.
      batch_size, num_threads, capacity, bucket_capacities, shapes, dynamic_pad,
        allow_smaller_final_batch, keep_input, shared_name, name: as ``bucket`` takes them.

    Returns:
      The lengths, int32 ``[batch]``, and the batch, nested as ``tensors``.

    Raises:
      TypeError: boundaries are not a list or tuple of integers.
      ValueError: there are none, or they do not increase; or as ``bucket`` raises.

    Source: ``tf.contrib.training.bucket_by_sequence_length`` of TensorFlow 1.15.
    """
    examples = _as_list(tensors)
    _require_increasing(bucket_boundaries)
    with tf.name_scope(name, "bucket_by_sequence_length", [input_length, *examples]):
        length = tf.convert_to_tensor(input_length, dtype=tf.int32, name="input_length")
        limits = np.iinfo(np.int32)
        lows = [limits.min, *bucket_boundaries]
        highs = [*bucket_boundaries, limits.max]
        inside = tf.logical_and(tf.less_equal(lows, length), tf.less(length, highs))
        which_bucket = tf.cast(tf.reduce_min(tf.where(inside)), tf.int32)
        if shapes is not None:
            shapes = [tf.TensorShape([]), *shapes]
        _, (lengths, *batched) = bucket(
            tensors=[length, *examples],
            which_bucket=which_bucket,
            batch_size=batch_size,
            num_buckets=len(bucket_boundaries) + 1,
            num_threads=num_threads,
            capacity=capacity,
            bucket_capacities=bucket_capacities,
            shapes=shapes,
            dynamic_pad=dynamic_pad,
            allow_smaller_final_batch=allow_smaller_final_batch,
            keep_input=keep_input,
            shared_name=shared_name,
        )
        if isinstance(tensors, dict):
            return lengths, _like(tensors, batched)
        return lengths, batched
