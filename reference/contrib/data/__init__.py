"""What is within reach of ``tf.contrib.data`` of TensorFlow 1.15, mostly ``tf.data.experimental``.

LMDB, pipeline checkpoints, and readers that became ``make_batched_features_dataset`` are left out.
"""

import tensorflow.compat.v1 as _tf

from reference.contrib.data.transformations import (
    assert_element_shape,
    batch_and_drop_remainder,
    padded_batch_and_drop_remainder,
    reduce_dataset,
    sliding_window_batch,
    sloppy_interleave,
)

AUTOTUNE = _tf.data.experimental.AUTOTUNE
Counter = _tf.data.experimental.Counter
CsvDataset = _tf.data.experimental.CsvDataset
Optional = _tf.data.experimental.Optional
RandomDataset = _tf.data.experimental.RandomDataset
Reducer = _tf.data.experimental.Reducer
SqlDataset = _tf.data.experimental.SqlDataset
TFRecordWriter = _tf.data.experimental.TFRecordWriter
bucket_by_sequence_length = _tf.data.experimental.bucket_by_sequence_length
choose_from_datasets = _tf.data.experimental.choose_from_datasets
copy_to_device = _tf.data.experimental.copy_to_device
dense_to_sparse_batch = _tf.data.experimental.dense_to_sparse_batch
enumerate_dataset = _tf.data.experimental.enumerate_dataset
get_next_as_optional = _tf.data.experimental.get_next_as_optional
get_single_element = _tf.data.experimental.get_single_element
group_by_reducer = _tf.data.experimental.group_by_reducer
group_by_window = _tf.data.experimental.group_by_window
ignore_errors = _tf.data.experimental.ignore_errors
make_batched_features_dataset = _tf.data.experimental.make_batched_features_dataset
make_csv_dataset = _tf.data.experimental.make_csv_dataset
make_saveable_from_iterator = _tf.data.experimental.make_saveable_from_iterator
map_and_batch = _tf.data.experimental.map_and_batch
parallel_interleave = _tf.data.experimental.parallel_interleave
parse_example_dataset = _tf.data.experimental.parse_example_dataset
prefetch_to_device = _tf.data.experimental.prefetch_to_device
rejection_resample = _tf.data.experimental.rejection_resample
sample_from_datasets = _tf.data.experimental.sample_from_datasets
scan = _tf.data.experimental.scan
shuffle_and_repeat = _tf.data.experimental.shuffle_and_repeat
unbatch = _tf.data.experimental.unbatch
unique = _tf.data.experimental.unique

__all__ = [
    "AUTOTUNE",
    "Counter",
    "CsvDataset",
    "Optional",
    "RandomDataset",
    "Reducer",
    "SqlDataset",
    "TFRecordWriter",
    "assert_element_shape",
    "batch_and_drop_remainder",
    "bucket_by_sequence_length",
    "choose_from_datasets",
    "copy_to_device",
    "dense_to_sparse_batch",
    "enumerate_dataset",
    "get_next_as_optional",
    "get_single_element",
    "group_by_reducer",
    "group_by_window",
    "ignore_errors",
    "make_batched_features_dataset",
    "make_csv_dataset",
    "make_saveable_from_iterator",
    "map_and_batch",
    "padded_batch_and_drop_remainder",
    "parallel_interleave",
    "parse_example_dataset",
    "prefetch_to_device",
    "reduce_dataset",
    "rejection_resample",
    "sample_from_datasets",
    "scan",
    "shuffle_and_repeat",
    "sliding_window_batch",
    "sloppy_interleave",
    "unbatch",
    "unique",
]
