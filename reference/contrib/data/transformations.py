"""Transformations of data sets that TensorFlow 2 spells in another way.

Source: TensorFlow 1.15, ``tf.contrib.data``.
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework import with_shape

_Transformation = Callable[[tf.data.Dataset], tf.data.Dataset]


def batch_and_drop_remainder(batch_size: Any) -> _Transformation:
    """Batches of exactly ``batch_size`` elements.

    Source: ``tf.contrib.data.batch_and_drop_remainder`` of TensorFlow 1.15.
    """
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(
    batch_size: Any, padded_shapes: Any, padding_values: Any = None
) -> _Transformation:
    """Batches of exactly ``batch_size`` elements, padded.

    Args:
      batch_size: number of elements.
      padded_shapes: shapes of an element after padding; -1 or None for the largest in the batch.
      padding_values: what to pad with; zeros and empty strings if None.

    Source: ``tf.contrib.data.padded_batch_and_drop_remainder`` of TensorFlow 1.15.
    """
    return lambda dataset: dataset.padded_batch(
        batch_size,
        padded_shapes=padded_shapes,
        padding_values=padding_values,
        drop_remainder=True,
    )


def sloppy_interleave(
    map_func: Callable[..., tf.data.Dataset], cycle_length: int, block_length: int = 1
) -> _Transformation:
    """Data sets made of the elements, read in parallel, in whatever order is fastest.

    Args:
      map_func: makes a data set of an element.
      cycle_length: how many to read at a time.
      block_length: how many elements to take from one before the next.

    Source: ``tf.contrib.data.sloppy_interleave`` of TensorFlow 1.15.
    """
    return tf.data.experimental.parallel_interleave(
        map_func, cycle_length, block_length=block_length, sloppy=True
    )


def sliding_window_batch(
    window_size: int,
    stride: int | None = None,
    window_shift: int | None = None,
    window_stride: int = 1,
) -> _Transformation:
    """Batches that are windows over the elements, complete ones only.

    Args:
      window_size: number of elements in a window.
      stride: the former name of ``window_shift``.
      window_shift: how far each window begins after the one before; 1 if None.
      window_stride: how far elements of a window are apart.

    Raises:
      ValueError: ``stride`` and ``window_shift`` are both given.

    Source: ``tf.contrib.data.sliding_window_batch`` of TensorFlow 1.15.
    """
    if stride is not None and window_shift is not None:
        raise ValueError("Cannot specify both `stride` and `window_shift`")
    shift = next((each for each in (stride, window_shift) if each is not None), 1)

    def batched(*columns: Any) -> tf.data.Dataset:
        whole = columns[0] if len(columns) == 1 else tf.data.Dataset.zip(tuple(columns))
        return whole.batch(window_size, drop_remainder=True)

    def windows(dataset: tf.data.Dataset) -> tf.data.Dataset:
        parts = dataset.window(window_size, shift, window_stride, drop_remainder=True)
        return parts.flat_map(batched)

    return windows


def assert_element_shape(expected_shapes: Any) -> _Transformation:
    """Asserts, and makes known, the shapes of elements.

    Args:
      expected_shapes: shapes nested as an element is; None where anything will do.

    Source: ``tf.contrib.data.assert_element_shape`` of TensorFlow 1.15.
    """
    flat_shapes = tf.nest.flatten(expected_shapes)

    def check(*elements: Any) -> Any:
        checked = [
            tensor if shape is None else with_shape(tf.TensorShape(shape), tensor)
            for shape, tensor in zip(flat_shapes, tf.nest.flatten(elements), strict=True)
        ]
        packed = tf.nest.pack_sequence_as(elements, checked)
        return packed if len(packed) > 1 else packed[0]

    return lambda dataset: dataset.map(check)


def reduce_dataset(dataset: tf.data.Dataset, reducer: Any) -> Any:
    """What a ``Reducer`` makes of a whole data set.

    Args:
      dataset: the data set.
      reducer: a ``Reducer``.

    Raises:
      TypeError: it is none.

    Source: ``tf.contrib.data.reduce_dataset`` of TensorFlow 1.15.
    """
    if not isinstance(reducer, tf.data.experimental.Reducer):
        raise TypeError("`reducer` must be a Reducer.")
    return reducer.finalize_func(
        dataset.reduce(reducer.init_func(tf.constant(0, tf.int64)), reducer.reduce_func)
    )
