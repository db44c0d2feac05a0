"""Batches of segments of sequences, filled by threads.

Source: TensorFlow 1.15, ``tf.contrib.training.batch_sequences_with_states``.
"""

import numbers
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.training.ordering import after
from reference.contrib.training.sequence_sparse import (
    _deconstruct_sparse_tensor_seq,
    _move_sparse_tensor_in_context,
    _move_sparse_tensor_out_context,
    _reconstruct_sparse_tensor_seq,
)
from reference.contrib.training.shape_checks import assert_multiple
from reference.contrib.training.state_saver import (
    NextQueuedSequenceBatch,
    SequenceQueueingStateSaver,
)

_SPARSE = (tf.SparseTensor, tf.SparseTensorValue)
_CLOSED = (tf.errors.OutOfRangeError, tf.errors.CancelledError)


def _common_length(sequences: dict[str, Any]) -> tf.Tensor:
    """The length of the dense sequences, found to be the same, or else the largest sparse one."""
    lengths = [tf.shape(each)[0] for each in sequences.values() if isinstance(each, tf.Tensor)]
    if not lengths:
        sparse = [each.dense_shape[0] for each in sequences.values()]
        return tf.reduce_max(tf.cast(sparse, tf.int32))
    checks = [
        tf.Assert(
            tf.equal(each, lengths[0]),
            [
                tf.string_join(
                    [
                        "All sequence lengths must match, but received lengths: ",
                        tf.as_string(lengths),
                    ]
                )
            ],
        )
        for each in lengths
    ]
    return after(checks, lengths[0])


def _padding(sequences: Any, num_unroll: Any) -> tuple[Any, dict[str, Any]]:
    """The length of sequences, and these filled up to a multiple of ``num_unroll``."""
    if not isinstance(num_unroll, numbers.Integral):
        raise ValueError(f"Unsupported num_unroll expected int, got: {num_unroll}")
    if not isinstance(sequences, dict):
        raise TypeError(f"Unsupported sequences expected dict, got: {sequences}")
    for key in sequences:
        if not isinstance(key, str):
            raise TypeError(f"Unsupported sequences key expected string, got: {key}")
    if not sequences:
        return 0, {}
    tensors = {
        key: value if isinstance(value, _SPARSE) else tf.convert_to_tensor(value)
        for key, value in sorted(sequences.items())
    }
    length = _common_length(tensors)
    unroll = tf.constant(num_unroll)
    padded_length = length + ((unroll - (length % unroll)) % unroll)
    return length, {key: _padded(value, padded_length) for key, value in tensors.items()}


def _padded(value: Any, length: tf.Tensor) -> Any:
    if not isinstance(value, tf.Tensor):
        shape = tf.concat([[tf.cast(length, tf.int64)], value.dense_shape[1:]], 0)
        return tf.SparseTensor(indices=value.indices, values=value.values, dense_shape=shape)
    missing = [length - tf.shape(value)[0]]
    shape = tf.concat((missing, tf.shape(value)[1:]), 0)
    nothing = tf.constant("" if value.dtype == tf.string else 0, dtype=value.dtype)
    return tf.concat([value, tf.fill(dims=shape, value=nothing)], 0)


def _checked(key: str, value: Any, num_unroll: int) -> Any:
    """A sequence, once its length is found to be a multiple of ``num_unroll``."""
    if isinstance(value, _SPARSE):
        what = f"SparseTensor {key} first dimension"
        with tf.control_dependencies([assert_multiple(value.dense_shape[0], num_unroll, what)]):
            parts = (value.indices, value.values, value.dense_shape)
            return tf.SparseTensor(*(tf.identity(x, name="multiple_of_checked") for x in parts))
    if not isinstance(value, tf.Tensor):
        try:
            value = tf.convert_to_tensor(value)
        except TypeError as error:
            raise TypeError(
                "Unsupported input_sequences expected Tensor or SparseTensor values, "
                f"got: {type(value)} for key {key}"
            ) from error
    what = f"Tensor {key} first dimension"
    with tf.control_dependencies([assert_multiple(tf.shape(value)[0], num_unroll, what)]):
        return tf.identity(value, name="multiple_of_checked")


def batch_sequences_with_states(
    input_key: Any,
    input_sequences: dict[str, Any],
    input_context: dict[str, Any],
    input_length: Any,
    initial_states: dict[str, Any],
    num_unroll: int,
    batch_size: Any,
    num_threads: int = 3,
    capacity: int | None = 1000,
    allow_small_batch: bool = True,
    pad: bool = True,
    make_keys_unique: bool = False,
    make_keys_unique_seed: int | None = None,
    name: str | None = None,
) -> NextQueuedSequenceBatch:
    """Batches of segments of long sequences, each with the state of the segment before it.

    Adds a queue runner to the graph, which ``tf.train.start_queue_runners`` starts.

    Args:
      input_key: key of the sequence that enters, string scalar.
      input_sequences: its tensors by name, dense or sparse, ``[length, ...]``.
      input_context: tensors by name, dense or sparse, that each segment gets a copy of.
      input_length: its length, int32 scalar; that of the tensors if None and ``pad``.
      initial_states: states of a first segment by name.
      num_unroll: steps in a segment.
      batch_size: segments in a batch.
      num_threads: threads that enter sequences.
      capacity: how many sequences may be under way.
      allow_small_batch: whether to give what is left at the end.
      pad: whether to fill sequences up to a multiple of ``num_unroll`` with zeros and empty texts.
      make_keys_unique: whether to append a random number to the keys.
      make_keys_unique_seed: its seed.
      name: name scope of the operations.

    Returns:
      A ``NextQueuedSequenceBatch``.

    Raises:
      TypeError, ValueError: as ``SequenceQueueingStateSaver`` raises; or a sequence is no tensor.
      tf.errors.InvalidArgumentError: when run, lengths differ, or are no multiples without ``pad``.

    Source: ``tf.contrib.training.batch_sequences_with_states`` of TensorFlow 1.15.
    """
    values = [*input_sequences.values(), *input_context.values(), *initial_states.values()]
    with tf.name_scope(name, "batch_sequences_with_states", values):
        if pad:
            length, input_sequences = _padding(input_sequences, num_unroll)
            input_length = length if input_length is None else input_length
        else:
            input_sequences = {
                key: _checked(key, value, num_unroll) for key, value in input_sequences.items()
            }
        _move_sparse_tensor_out_context(input_context, input_sequences, num_unroll)
        stored, sparse_keys, stored_by = _deconstruct_sparse_tensor_seq(input_sequences)
        if make_keys_unique:
            number = tf.random_uniform(
                (), minval=0, maxval=100000000, dtype=tf.int32, seed=make_keys_unique_seed
            )
            input_key = tf.string_join([input_key, tf.as_string(number)])
        saver = SequenceQueueingStateSaver(
            batch_size,
            num_unroll,
            input_length=input_length,
            input_key=input_key,
            input_sequences=stored,
            input_context=input_context,
            initial_states=initial_states,
            capacity=capacity,
            allow_small_batch=allow_small_batch,
        )
        tf.summary.scalar(
            f"queue/{saver.barrier.name}/ready_segment_batches_",
            tf.cast(saver.barrier.ready_size(), tf.float32),
        )
        tf.train.add_queue_runner(
            tf.train.QueueRunner(
                saver,
                [saver.prefetch_op] * num_threads,
                queue_closed_exception_types=_CLOSED,
            )
        )
        batch = saver.next_batch
        _reconstruct_sparse_tensor_seq(
            batch.sequences, sparse_keys, stored_by, batch_size, num_unroll
        )
        _move_sparse_tensor_in_context(batch.context, batch.sequences)
        return batch
