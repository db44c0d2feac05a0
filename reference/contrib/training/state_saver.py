"""Long sequences cut into segments that are batched apart, each with the state of the one before.

A sequence of ``n`` segments becomes ``n`` rows of a barrier. A row can be taken when its state is
there: that of the first row is there from the start, that of each other one is saved by whoever
worked on the row before it.

Source: TensorFlow 1.15, ``tf.contrib.training.SequenceQueueingStateSaver``.
"""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.training.barriers import Barrier
from reference.contrib.training.shape_checks import (
    check_dimensions,
    check_multiple_of,
    check_rank,
    check_shape,
)

_Tensors = dict[str, tf.Tensor]
# Components of a row besides sequences, context and states, in the order 1.15 laid them out.
_BOOKKEEPING = ("length", "total_length", "next_key", "sequence", "sequence_count")
_BOOKKEEPING_TYPES = (tf.int32, tf.int32, tf.string, tf.int32, tf.int32)
_TOKEN = 21051976  # what is enqueued for each sequence under way; nobody reads it


def _require_names(tensors: Mapping[Any, Any], label: str) -> None:
    for name in tensors:
        if not isinstance(name, str):
            raise TypeError(f"{label} key must be string: {name}")
        if ":" in name:
            raise ValueError(f"{label} key may not have a colon: '{name}'")


def _as_tensors(tensors: Mapping[str, Any], label: str) -> _Tensors:
    return {
        name: tf.convert_to_tensor(value, name=f"{label}_{name}") for name, value in tensors.items()
    }


def _sorted(tensors: _Tensors) -> _Tensors:
    return dict(sorted(tensors.items()))


def _after(operations: Sequence[Any], name: str) -> tf.Operation:
    """The one op that 1.15's ``tf.group`` made of these.

    2.21 gives a barrier's ops a device, and its ``tf.group`` has an op more for each device.
    """
    with tf.control_dependencies(operations):
        return tf.no_op(name=name)


def _require_static(tensors: _Tensors, label: str, first: int = 0) -> None:
    for name, tensor in tensors.items():
        if not tensor.shape[first:].is_fully_defined():
            ignoring = "(ignoring first dimension)" if first else ""
            raise ValueError(
                f"Shape for {label} {name} is not fully defined {ignoring}: {tensor.shape}"
            )


class _SequenceInputWrapper:
    """One sequence as tensors, its names found fit to be parts of a barrier's."""

    def __init__(self, length: Any, key: Any, sequences: Any, context: Any) -> None:
        self.length = tf.convert_to_tensor(length, name="length")
        self.key = tf.convert_to_tensor(key, name="key")
        for tensors, label in ((sequences, "sequence"), (context, "context")):
            if not isinstance(tensors, Mapping):
                raise TypeError(f"{label} tensors must be in a dict")
        if not sequences:
            raise ValueError("must have at least one sequence tensor")
        _require_names(sequences, "sequence")
        _require_names(context, "context")
        self.sequences = _as_tensors(sequences, "sequence")
        self.context = _as_tensors(context, "context")


class NextQueuedSequenceBatch:
    """A batch of segments, as ``SequenceQueueingStateSaver.next_batch`` gives it.

    Source: ``tf.contrib.training.NextQueuedSequenceBatch`` of TensorFlow 1.15.
    """

    def __init__(self, state_saver: "SequenceQueueingStateSaver") -> None:
        self._saver = state_saver
        self._taken = state_saver._take()

    @property
    def total_length(self) -> tf.Tensor:
        """Lengths of the whole sequences, int32 ``[batch]``."""
        return self._taken["total_length"]

    @property
    def length(self) -> tf.Tensor:
        """Lengths of the segments, padding not counted, int32 ``[batch]``."""
        return self._taken["length"]

    @property
    def batch_size(self) -> tf.Tensor:
        """The number of segments in the batch, int32 scalar."""
        return self._taken["batch_size"]

    @property
    def insertion_index(self) -> tf.Tensor:
        """When the sequences came, int64 ``[batch]``: earlier ones have smaller numbers."""
        return self._taken["indices"]

    @property
    def key(self) -> tf.Tensor:
        """Keys of the segments, string ``[batch]``: ``<segment>_of_<segments>:<key>``."""
        return self._taken["keys"]

    @property
    def next_key(self) -> tf.Tensor:
        """Keys of the segments that follow, string ``[batch]``: ``STOP:<key>`` after the last."""
        return self._taken["next_key"]

    @property
    def sequence(self) -> tf.Tensor:
        """Places of the segments in their sequences, int32 ``[batch]``."""
        return self._taken["sequence"]

    @property
    def sequence_count(self) -> tf.Tensor:
        """Numbers of segments of their sequences, int32 ``[batch]``."""
        return self._taken["sequence_count"]

    @property
    def context(self) -> _Tensors:
        """The context by name, ``[batch, ...]``."""
        return self._taken["contexts"]

    @property
    def sequences(self) -> _Tensors:
        """The segments by name, ``[batch, num_unroll, ...]``."""
        return self._taken["sequences"]

    def state(self, state_name: str) -> tf.Tensor:
        """The state that the segments begin with, ``[batch, ...]``.

        Raises:
          KeyError: there is no state of that name.
        """
        return self._taken["states"][state_name]

    def save_state(self, state_name: str, value: Any, name: str | None = None) -> tf.Operation:
        """An operation that hands a state to the segments that follow.

        Args:
          state_name: its name.
          value: tensor of the shape and type of ``state(state_name)``.
          name: name scope of the operations.

        Raises:
          KeyError: there is no state of that name.
        """
        if state_name not in self._taken["states"]:
            raise KeyError(f"state was not declared: {state_name}")
        with (
            tf.name_scope(name, "InputQueueingStateSaver_SaveState", values=[value]),
            tf.get_default_graph().colocate_with(self._saver._capacity_queue.queue_ref),
        ):
            going_on = tf.reshape(tf.where(tf.logical_not(self._taken["is_last"])), [-1])
            keys = tf.gather(self.next_key, going_on)
            value = tf.identity(value, name=f"convert_{state_name}")
            value = check_shape(value, tf.shape(self.state(state_name)))
            return self._saver._insert(
                f"state:{state_name}",
                keys,
                tf.gather(value, going_on),
                name=f"BarrierInsertState_{state_name}",
            )


class SequenceQueueingStateSaver:
    """Cuts sequences into segments and keeps the states between them.

    Args:
      batch_size: segments in a batch, a number or an int32 scalar.
      num_unroll: steps in a segment.
      input_length: length of the sequence that enters, int32 scalar.
      input_key: its key, string scalar, which no other sequence under way has.
      input_sequences: its tensors by name, ``[padded length, ...]``, a multiple of ``num_unroll``.
      input_context: tensors by name that each segment gets a copy of, of static shape.
      initial_states: the states of a first segment by name, of static shape.
      capacity: how many sequences may be under way; None for no limit.
      allow_small_batch: whether to give what is left at the end.
      name: name scope of the operations.

    Raises:
      TypeError: an argument is of the wrong kind, or length or key of the wrong type.
      ValueError: a shape is not known, a name has a colon, there are no sequences or no states, or
        the capacity is below the batch size.

    Source: ``tf.contrib.training.SequenceQueueingStateSaver`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        batch_size: Any,
        num_unroll: int,
        input_length: Any,
        input_key: Any,
        input_sequences: Mapping[str, Any],
        input_context: Mapping[str, Any],
        initial_states: Mapping[str, Any],
        capacity: int | None = None,
        allow_small_batch: bool = False,
        name: str | None = None,
    ) -> None:
        if capacity is not None and tf.is_tensor(batch_size):
            enough = tf.assert_greater_equal(
                tf.cast(capacity, tf.int64),
                tf.cast(batch_size, tf.int64),
                message="capacity needs to be >= batch_size.",
            )
            with tf.control_dependencies([enough]):
                input_key = tf.identity(input_key)
        elif capacity is not None and capacity < batch_size:
            raise ValueError(f"capacity {capacity} needs to be >= batch_size {batch_size}")
        self._batch_size = batch_size
        self._num_unroll = num_unroll
        self._allow_small_batch = allow_small_batch
        self._prefetch_op: tf.Operation | None = None
        self._next_batch: NextQueuedSequenceBatch | None = None
        self._capacity_queue = tf.FIFOQueue(
            capacity=-1 if capacity is None else capacity, dtypes=[tf.int32], shapes=[[]]
        )
        with tf.get_default_graph().colocate_with(self._capacity_queue.queue_ref):
            if not isinstance(initial_states, Mapping):
                raise TypeError("initial_states must be a dictionary")
            if not initial_states:
                raise ValueError(
                    "initial_states may not be empty: at least one state variable is required to "
                    "properly enqueue split sequences to run in separate iterations"
                )
            _require_names(initial_states, "state")
            values = [
                input_length,
                input_key,
                *input_sequences.values(),
                *input_context.values(),
            ]
            with tf.name_scope(name, "InputQueueingStateSaver", values) as scope:
                self._scope = scope
                self._prepare(
                    input_length, input_key, input_sequences, input_context, initial_states
                )

    def _prepare(self, length: Any, key: Any, sequences: Any, context: Any, states: Any) -> None:
        inputs = _SequenceInputWrapper(length, key, sequences, context)
        length, key = inputs.length, inputs.key
        sequences, context = inputs.sequences, inputs.context
        states = _as_tensors(states, "state")
        _require_static(states, "state")
        _require_static(context, "context")
        _require_static(sequences, "sequence", first=1)
        sequences, self._context, self._states = map(_sorted, (sequences, context, states))

        self._length = check_rank(length, 0)
        self._key = check_rank(key, 0)
        for tensor, dtype, label in ((length, tf.int32, "length"), (key, tf.string, "key")):
            if tensor.dtype != dtype:
                raise TypeError(f"{label} dtype must be {dtype.name}, but received: {tensor.dtype}")
        padded = tf.identity(tf.shape(next(iter(sequences.values())))[0], name="padded_length")
        self._padded_length = check_multiple_of(padded, self._num_unroll)
        self._sequences = {
            name: check_dimensions(value, [0], [self._padded_length], f"sorted_sequences_{name}")
            for name, value in sequences.items()
        }
        fits = tf.Assert(
            tf.less_equal(self._length, self._padded_length),
            [
                "Input length should be <= than length from sequences:",
                self._length,
                " vs. ",
                self._padded_length,
            ],
        )
        with tf.control_dependencies([fits]):
            self._length = tf.identity(self._length)
        self._create_barrier()

    def _create_barrier(self) -> None:
        components = [
            *(
                (name, kind, [])
                for name, kind in zip(_BOOKKEEPING, _BOOKKEEPING_TYPES, strict=True)
            ),
            *(
                (f"sequences:{name}", value.dtype, [self._num_unroll, *value.shape.as_list()[1:]])
                for name, value in self._sequences.items()
            ),
            *(
                (f"context:{name}", value.dtype, value.shape.as_list())
                for name, value in self._context.items()
            ),
            *(
                (f"state:{name}", value.dtype, value.shape.as_list())
                for name, value in self._states.items()
            ),
        ]
        names, types, shapes = zip(*components, strict=True)
        self._place = {name: index for index, name in enumerate(names)}
        self._barrier = Barrier(types=types, shapes=shapes)

    @property
    def name(self) -> str:
        """The name scope."""
        return self._scope

    @property
    def barrier(self) -> Barrier:
        """The barrier that holds the segments."""
        return self._barrier

    @property
    def batch_size(self) -> Any:
        """The batch size that was asked for."""
        return self._batch_size

    @property
    def num_unroll(self) -> int:
        """Steps in a segment."""
        return self._num_unroll

    def _again_in_scope(self) -> Any:
        stack = contextlib.ExitStack()
        stack.enter_context(tf.name_scope(None))
        stack.enter_context(tf.name_scope(self._scope, values=[self._barrier.barrier_ref]))
        return stack

    @property
    def prefetch_op(self) -> tf.Operation:
        """The operation that enters one sequence; for a queue runner, or to be run by hand."""
        if self._prefetch_op is None:
            with self._again_in_scope():
                self._create_prefetch_op()
        return self._prefetch_op

    @property
    def next_batch(self) -> NextQueuedSequenceBatch:
        """The batch of segments that is taken next, one and the same object each time."""
        if self._next_batch is None:
            _ = self.prefetch_op
            with self._again_in_scope():
                self._next_batch = NextQueuedSequenceBatch(self)
        return self._next_batch

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> tf.Operation:
        """An operation after which no new sequences enter.

        Args:
          cancel_pending_enqueues: whether to drop those that are about to.
          name: name of the operation.
        """
        with tf.name_scope(name, "SQSSClose", [self._prefetch_op]) as scope:
            barrier = self._barrier.close(cancel_pending_enqueues, "BarrierClose")
            queue = self._capacity_queue.close(cancel_pending_enqueues, "FIFOClose")
            return _after([barrier, queue], scope)

    def _insert(self, component: str, keys: tf.Tensor, values: tf.Tensor, name: str) -> Any:
        return self._barrier.insert_many(self._place[component], keys, values, name=name)

    def _create_prefetch_op(self) -> None:
        unroll = self._num_unroll
        count = tf.div(self._padded_length, unroll)
        ones = tf.ones(tf.expand_dims(count, 0), dtype=tf.int32)
        places = tf.range(count)
        left = tf.maximum(0, self._length - unroll * places)
        lengths = tf.minimum(unroll, left)
        total_lengths = self._length * ones
        counts = count * ones
        keys = tf.string_join(
            [
                tf.as_string(places, width=5, fill="0"),
                "_of_",
                tf.as_string(count, width=5, fill="0"),
                ":",
                self._key,
            ],
            name="StringJoinCurrentKeys",
        )
        stop = tf.string_join(["STOP:", self._key], name="StringJoinStop")
        next_keys = tf.concat(
            [tf.slice(keys, [1], [-1]), tf.expand_dims(stop, 0)], 0, name="concat_next_keys"
        )
        segments = {name: self._cut(name, count) for name in self._sequences}
        copies = {name: self._copied(name, count) for name in self._context}

        inserted = {
            component: self._insert(component, keys, values, f"BarrierInsert{label}")
            for component, values, label in (
                ("sequence", places, "Sequence"),
                ("sequence_count", counts, "SequenceCount"),
                ("next_key", next_keys, "NextKey"),
                ("length", lengths, "Length"),
                ("total_length", total_lengths, "TotalLength"),
            )
        }
        contexts = [
            self._insert(f"context:{name}", keys, value, f"BarrierInsertContext_{name}")
            for name, value in copies.items()
        ]
        parts = [
            self._insert(f"sequences:{name}", keys, value, f"BarrierInsertSequences_{name}")
            for name, value in segments.items()
        ]
        token = self._capacity_queue.enqueue((_TOKEN,))
        # The state comes last: from then on the first segment may be taken.
        with tf.control_dependencies([inserted["sequence"], token]):
            states = [
                self._insert(
                    f"state:{name}",
                    tf.stack([keys[0]]),
                    tf.stack([value]),
                    f"BarrierInitialInsertState_{name}",
                )
                for name, value in self._states.items()
            ]
        everything = [token, *inserted.values(), *states, *contexts, *parts]
        self._prefetch_op = _after(everything, "StateSaverPrefetchGroup")

    def _cut(self, name: str, count: tf.Tensor) -> tf.Tensor:
        """A sequence ``[padded, ...]`` as segments ``[count, num_unroll, ...]``."""
        value = self._sequences[name]
        inner = value.shape.as_list()[1:]
        outer = [tf.expand_dims(count, 0), tf.expand_dims(self._num_unroll, 0)]
        sizes = np.array(inner, np.int32)  # which gives an empty list its type
        shape = tf.concat([*outer, sizes], 0, name=f"concat_sequences_{name}")
        cut = tf.reshape(value, shape, name=f"reshape_sequences_{name}")
        dimensions = list(range(value.shape.ndims + 1))
        wanted = [count, self._num_unroll, *inner]
        return check_dimensions(cut, dimensions, wanted, f"reshaped_sequences_{name}")

    def _copied(self, name: str, count: tf.Tensor) -> tf.Tensor:
        """Context ``[...]`` once for each segment: ``[count, ...]``."""
        value = self._context[name]
        once = np.ones(value.shape.ndims, np.int32)
        times = tf.concat([tf.expand_dims(count, 0), once], 0, name=f"concat_context_{name}")
        copies = tf.tile(tf.expand_dims(value, 0), times, name=f"tile_context_{name}")
        dimensions = list(range(value.shape.ndims + 1))
        sizes = [count, *value.shape.as_list()]
        return check_dimensions(copies, dimensions, sizes, f"expanded_context_{name}")

    def _take(self) -> dict[str, Any]:
        """What a batch consists of, by the names that ``NextQueuedSequenceBatch`` knows."""
        indices, keys, values = self._barrier.take_many(
            self._batch_size, self._allow_small_batch, name="BarrierTakeMany"
        )
        row = {name: values[index] for name, index in self._place.items()}
        taken: dict[str, Any] = {name: row[name] for name in _BOOKKEEPING}
        taken.update(indices=indices, keys=keys)
        taken["contexts"] = {name: row[f"context:{name}"] for name in self._context}
        taken["sequences"] = {name: row[f"sequences:{name}"] for name in self._sequences}
        taken["batch_size"] = tf.squeeze(tf.shape(row["length"]))
        taken["is_last"] = row["sequence"] + 1 >= row["sequence_count"]
        finished = tf.reduce_sum(tf.cast(taken["is_last"], tf.int32))
        # Each finished sequence makes room for another.
        with tf.control_dependencies([self._capacity_queue.dequeue_many(finished)]):
            taken["states"] = {name: tf.identity(row[f"state:{name}"]) for name in self._states}
        return taken
