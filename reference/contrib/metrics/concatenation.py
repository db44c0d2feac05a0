"""All values of a stream, one behind the other.

Source: TensorFlow 1.15, ``tf.contrib.metrics.streaming_concat``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import metric_variable, published

GROWTH = 1.5


def streaming_concat(
    values: tf.Tensor,
    axis: int = 0,
    max_size: int | None = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """All values so far along one dimension, and the operation that appends a batch.

    They are kept in a local variable that grows by half whenever it is full.

    Args:
      values: tensor of known rank; all dimensions but ``axis`` are known.
      axis: the dimension to append along.
      max_size: how many are kept, the first; all if None.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      The values so far, and an update whose result is how many they are.

    Raises:
      ValueError: a dimension is not known, or there is no such axis.

    Source: ``tf.contrib.metrics.streaming_concat`` of TensorFlow 1.15.
    """
    with tf.variable_scope(name, "streaming_concat", [values]):
        if values.shape.ndims is None:
            raise ValueError("`values` must have known statically known rank")
        ndim = values.shape.ndims
        at = axis + ndim if axis < 0 else axis
        if not 0 <= at < ndim:
            raise ValueError(f"axis = {at!r} not in [0, {ndim!r})")
        fixed = [size for n, size in enumerate(values.shape.as_list()) if n != at]
        if None in fixed:
            raise ValueError(
                "all dimensions of `values` other than the dimension to concatenate along must "
                "have statically known size"
            )
        # the axis comes first in the variable, so that a batch is one slice of it
        kept = metric_variable([max_size or 0, *fixed], values.dtype, "array", validate_shape=False)
        size = metric_variable([], tf.int32, "size")
        filled = kept[:size]
        filled.set_shape([None, *fixed])
        back = [0 if n == at else n + 1 if n < at else n for n in range(ndim)]
        value = tf.transpose(filled, back, name="concat")

        added = tf.shape(values)[at]
        if max_size is not None:
            added = tf.minimum(added, max_size - size)
        axis_first = tf.transpose(values, [at, *(n for n in range(ndim) if n != at)])
        batch = _first(axis_first, added)
        new_size = size + added
        with tf.control_dependencies([_room_for(new_size, kept, size, fixed)]):
            append = _between(kept, size, new_size).assign(batch)
        with tf.control_dependencies([append]):
            update = size.assign(new_size)
        return published(value, update, metrics_collections, updates_collections)


def _room_for(
    new_size: tf.Tensor, kept: tf.Variable, size: tf.Variable, fixed: list[int]
) -> tf.Operation:
    """An operation that makes the variable larger if ``new_size`` entries do not fit into it."""

    def enlarge() -> tf.Operation:
        room = tf.zeros(tf.stack([_next_size(new_size), *fixed]), dtype=kept.dtype.base_dtype)
        before = kept.value()
        with tf.control_dependencies([before]):
            enlarged = tf.assign(kept, room, validate_shape=False)
        with tf.control_dependencies([enlarged]):
            copied = kept[:size].assign(_first(before, size))
        with tf.control_dependencies([copied]):
            return tf.no_op()

    return tf.cond(new_size > tf.shape(kept)[0], enlarge, tf.no_op)


def _first(values: tf.Tensor, number: Any) -> tf.Tensor:
    """``values[:number]``, in the ops of 1.15."""
    with tf.name_scope("strided_slice") as scope:
        start, stop = tf.constant([0], name="stack"), tf.stack([number], name="stack_1")
        step = tf.constant([1], name="stack_2")
        return tf.strided_slice(values, start, stop, step, begin_mask=1, name=scope)


def _between(kept: tf.Variable, start: Any, stop: Any) -> tf.Tensor:
    """``kept[start:stop]``, in the ops of 1.15."""
    with tf.name_scope("strided_slice") as scope:
        bounds = tf.stack([start]), tf.stack([stop], name="stack_1")
        step = tf.constant([1], name="stack_2")
        return tf.strided_slice(kept, *bounds, step, name=scope, var=kept)


def _next_size(required: tf.Tensor) -> tf.Tensor:
    """The next power of ``GROWTH``, rounded up."""
    exponent = tf.math.ceil(
        tf.math.log(tf.cast(required, tf.float32)) / tf.math.log(tf.cast(GROWTH, tf.float32))
    )
    return tf.cast(tf.math.ceil(GROWTH**exponent), tf.int32)
