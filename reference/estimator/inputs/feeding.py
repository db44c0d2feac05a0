"""A queue that threads fill with rows of arrays or of a data frame, epoch after epoch.

Source: TensorFlow 1.15, ``tf.estimator.inputs`` (the queue below its functions).
"""

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from reference.contrib.training.feeding_queue_runner import FeedingQueueRunner

Columns = Mapping[Any, Any]


class Rows:
    """Gives row numbers, batch after batch, until all epochs are over.

    Args:
      length: number of rows.
      batch_size: how many numbers at a time; the last batch may be shorter.
      num_epochs: how often each row comes; for ever if None.
      start: the first row; the epochs run over the end to the row before it.
    """

    def __init__(self, length: int, batch_size: int, num_epochs: int | None, start: int) -> None:
        self._length = length
        self._batch_size = batch_size
        self._next = start
        self._left = None if num_epochs is None else num_epochs * length
        self._num_epochs = num_epochs

    def take(self) -> list[int]:
        """The next row numbers.

        Raises:
          tf.errors.OutOfRangeError: all epochs are over.
        """
        if self._left is not None and self._left <= 0:
            raise tf.errors.OutOfRangeError(
                None, None, f"Already emitted {self._num_epochs} epochs."
            )
        size = self._batch_size if self._left is None else min(self._batch_size, self._left)
        rows = [(self._next + offset) % self._length for offset in range(size)]
        self._next = (rows[-1] + 1) % self._length
        if self._left is not None:
            self._left -= size
        return rows


def _first_row(length: int, shuffle: bool) -> int:
    # 1.15 too starts a shuffled queue at a row that no seed decides.
    return random.randrange(length) if shuffle else 0


def _warn_of_threads(shuffle: bool, num_threads: int, num_epochs: int | None) -> None:
    if num_threads <= 1:
        return
    if num_epochs is not None:
        tf.logging.warning(
            "enqueue_data was called with num_epochs and num_threads > 1. num_epochs is applied "
            "per thread, so this will produce more epochs than you probably intend. If you want "
            "to limit epochs, use one thread."
        )
    if not shuffle:
        tf.logging.warning(
            "enqueue_data was called with shuffle=False and num_threads > 1. This will create "
            "multiple threads, all reading the array/dataframe in order. If you want examples "
            "read in order, use one thread; if you want multiple threads, enable shuffling."
        )


def queue_of(
    columns: Columns,
    index: Any,
    capacity: int,
    shuffle: bool,
    min_after_dequeue: float,
    num_threads: int,
    enqueue_size: int,
    num_epochs: int | None,
) -> Any:
    """A queue of rows: their index, then their columns; with its runner and a summary of its size.

    Args:
      columns: name -> array of shape [rows, ...], in the order of the queue's components.
      index: array of shape [rows]: what each row is called.
      capacity: how many rows the queue holds.
      shuffle: whether rows leave it in random order, and start at a random row.
      min_after_dequeue: how many rows stay in a shuffled queue.
      num_threads: number of threads that fill it, each with all epochs.
      enqueue_size: how many rows a thread brings at a time.
      num_epochs: how often each row comes; for ever if None.
    """
    arrays = [np.asarray(index), *(np.asarray(each) for each in columns.values())]
    with tf.name_scope("enqueue_input"):
        types = [tf.as_dtype(array.dtype) for array in arrays]
        shapes = [array.shape[1:] for array in arrays]
        _warn_of_threads(shuffle, num_threads, num_epochs)
        if shuffle:
            kept = int(min_after_dequeue)
            queue = tf.RandomShuffleQueue(capacity, kept, dtypes=types, shapes=shapes)
        else:
            kept = 0
            queue = tf.FIFOQueue(capacity, dtypes=types, shapes=shapes)
        enqueues, feeds = [], []
        for _ in range(num_threads):
            placeholders = [tf.placeholder(each) for each in types]
            enqueues.append(queue.enqueue_many(placeholders))
            start = _first_row(len(arrays[0]), shuffle)
            rows = Rows(len(arrays[0]), enqueue_size, num_epochs, start)
            feeds.append(_feeding(rows, placeholders, arrays))
        runner = FeedingQueueRunner(queue=queue, enqueue_ops=enqueues, feed_fns=feeds)
        tf.train.add_queue_runner(runner)
        left = tf.cast(tf.maximum(0, queue.size() - kept), tf.float32)
        full = left * (1.0 / (capacity - kept))
        name = f"queue/{queue.name}fraction_over_{kept}_of_{capacity - kept}_full"
        tf.summary.scalar(name, full)
        return queue


def _feeding(
    rows: Rows, placeholders: list[tf.Tensor], arrays: list[Any]
) -> Callable[[], dict[tf.Tensor, Any]]:
    def feed() -> dict[tf.Tensor, Any]:
        numbers = rows.take()
        return {
            placeholder: array[numbers]
            for placeholder, array in zip(placeholders, arrays, strict=True)
        }

    return feed


def dequeued(queue: Any, batch_size: int, num_epochs: int | None) -> list[tf.Tensor]:
    """The columns of a batch without their index; the last of all may be shorter."""
    take = queue.dequeue_many if num_epochs is None else queue.dequeue_up_to
    return list(take(batch_size))[1:]


def check_shuffle(shuffle: Any) -> None:
    """Raises ValueError unless it is said whether to shuffle."""
    if not isinstance(shuffle, bool):
        raise ValueError(
            "shuffle must be provided and explicitly set as boolean (it is recommended to set it "
            f"as True for training); got {shuffle}"
        )
