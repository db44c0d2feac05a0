"""Predictions, as those who ask take them.

Source: TensorFlow 1.15, ``tf.contrib.learn.Estimator.predict``.
"""

from collections.abc import Iterator
from typing import Any

import tensorflow.compat.v1 as tf


def iterated(session: Any, wanted: Any, feed_fn: Any, iterate_batches: bool) -> Iterator[Any]:
    """Predictions row by row or batch by batch; a constant input has one batch."""
    with session:
        ends = feed_fn is not None or session.graph.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
        while not session.should_stop():
            batch = session.run(wanted, feed_fn() if feed_fn else None)
            if iterate_batches:
                yield batch
            else:
                yield from _rows(batch)
            if not ends:
                return


def _rows(batch: Any) -> Iterator[Any]:
    if not isinstance(batch, dict):
        yield from batch
        return
    first = next(iter(batch.values()))
    sparse = isinstance(first, tf.SparseTensorValue)
    for row in range(first.dense_shape[0] if sparse else first.shape[0]):
        yield {key: value[row] for key, value in batch.items()}
