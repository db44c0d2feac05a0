"""Records of TFRecord files in random order.

Source: TensorFlow 1.15, ``tf.contrib.framework.RecordInput``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework.scalar_ops import reshape_to_scalar


class RecordInput:
    """Reads TFRecord files over and over, and yields random records from a buffer.

    Args:
      file_pattern: path of the files, wildcards allowed.
      batch_size: how many records to yield at a time.
      buffer_size: how many records the buffer holds.
      parallelism: how many threads read.
      shift_ratio: the share of the files by which the first one moves on in each epoch.
      seed: seed of the random order.
      name: name of the operation.
      batches: None for one batch; else how many batches to yield at a time, as lists of records.
      compression_type: a ``tf.io.TFRecordCompressionType``; None for none.

    Source: ``tf.contrib.framework.RecordInput`` of TensorFlow 1.15.
    """

    def __init__(
        self,
        file_pattern: str,
        batch_size: int = 1,
        buffer_size: int = 1,
        parallelism: int = 1,
        shift_ratio: float = 0,
        seed: int = 0,
        name: str | None = None,
        batches: int | None = None,
        compression_type: Any = None,
    ) -> None:
        self._batches = batches
        self._records = batch_size * (1 if batches is None else batches)
        self._name = name
        if compression_type is None:
            compression_type = tf.io.TFRecordCompressionType.NONE
        compression = tf.io.TFRecordOptions.get_compression_type_string(
            tf.io.TFRecordOptions(compression_type)
        )
        self._attributes = {
            "file_pattern": file_pattern,
            "file_buffer_size": buffer_size,
            "file_parallelism": parallelism,
            "file_shuffle_shift_ratio": shift_ratio,
            "batch_size": self._records,
            "file_random_seed": seed,
            "compression_type": compression,
        }

    def get_yield_op(self) -> tf.Tensor | list[list[tf.Tensor]]:
        """New records each time it is run: a string tensor ``[batch_size]``, or a list a batch.

        Source: ``tf.contrib.framework.RecordInput.get_yield_op`` of TensorFlow 1.15.
        """
        records = tf.raw_ops.RecordInput(name=self._name, **self._attributes)
        if self._batches is None:
            return records
        with tf.name_scope(self._name):
            scalars = [reshape_to_scalar(each) for each in tf.split(records, self._records, 0)]
        return [scalars[first :: self._batches] for first in range(self._batches)]
