"""Initializers that load a matrix from a checkpoint while its rows or columns change places.

Source: TensorFlow 1.15, ``tf.contrib.framework.load_*_initializer``.
"""

import math
from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

_Initializer = Callable[..., tf.Tensor]


def _require_both(old_file: Any, new_file: Any, axis: str) -> bool:
    if bool(old_file) != bool(new_file):
        raise ValueError(
            f"old_{axis}_vocab_file and new_{axis}_vocab_file must both be specified or left "
            f"unspecified. old_{axis}_vocab_file='{old_file}', new_{axis}_vocab_file='{new_file}'"
        )
    return bool(old_file)


def _load_and_remap_matrix(
    ckpt_path: Any,
    old_tensor_name: Any,
    new_row_vocab_offset: int,
    num_rows_to_load: int,
    new_col_vocab_size: int,
    initializer: Callable[[Any], tf.Tensor],
    old_row_vocab_size: int = -1,
    old_row_vocab_file: Any = None,
    new_row_vocab_file: Any = None,
    old_col_vocab_file: Any = None,
    new_col_vocab_file: Any = None,
    num_row_oov_buckets: int = 0,
    num_col_oov_buckets: int = 0,
    max_rows_in_memory: int = -1,
) -> tf.Tensor:
    for buckets, axis in ((num_row_oov_buckets, "row"), (num_col_oov_buckets, "col")):
        if buckets < 0:
            raise ValueError(f"num_{axis}_oov_buckets must be >= 0, but received {buckets}")
    remap_rows = _require_both(old_row_vocab_file, new_row_vocab_file, "row")
    remap_columns = _require_both(old_col_vocab_file, new_col_vocab_file, "col")
    if not (remap_rows or remap_columns):
        raise ValueError(
            "Must provide either row or column vocab files. If no remapping is necessary, consider "
            "using `tf.contrib.framework.init_from_checkpoint` instead."
        )

    rows: Any = None
    rows_found: Any = num_rows_to_load
    if remap_rows:
        rows, rows_found = tf.raw_ops.GenerateVocabRemapping(
            new_vocab_file=new_row_vocab_file,
            old_vocab_file=old_row_vocab_file,
            new_vocab_offset=new_row_vocab_offset,
            num_new_vocab=num_rows_to_load,
            old_vocab_size=old_row_vocab_size,
        )
    else:
        # Rows that keep their places still need a map: a partition begins at its own offset.
        end = new_row_vocab_offset + num_rows_to_load
        rows = tf.range(new_row_vocab_offset, end, dtype=tf.int64)
    columns: Any = []
    columns_found: Any = new_col_vocab_size
    if remap_columns:
        columns, columns_found = tf.raw_ops.GenerateVocabRemapping(
            new_vocab_file=new_col_vocab_file,
            old_vocab_file=old_col_vocab_file,
            new_vocab_offset=0,
            num_new_vocab=new_col_vocab_size,
        )

    missing = num_rows_to_load * new_col_vocab_size - rows_found * columns_found
    matrix = tf.raw_ops.LoadAndRemapMatrix(
        ckpt_path=ckpt_path,
        old_tensor_name=old_tensor_name,
        row_remapping=rows,
        col_remapping=columns,
        initializing_values=initializer([missing, 1]),
        num_rows=num_rows_to_load,
        num_cols=new_col_vocab_size,
        max_rows_in_memory=max_rows_in_memory,
    )
    if num_row_oov_buckets > 0:
        unknown = initializer([num_row_oov_buckets, new_col_vocab_size])
        matrix = tf.concat([matrix, tf.convert_to_tensor(unknown)], 0)
    if num_col_oov_buckets > 0:
        unknown = initializer([num_rows_to_load + num_row_oov_buckets, num_col_oov_buckets])
        matrix = tf.concat([matrix, tf.convert_to_tensor(unknown)], 1)
    return matrix


def load_and_remap_matrix_initializer(
    ckpt_path: Any,
    old_tensor_name: Any,
    new_row_vocab_size: int,
    new_col_vocab_size: int,
    old_row_vocab_size: int = -1,
    old_row_vocab_file: Any = None,
    new_row_vocab_file: Any = None,
    old_col_vocab_file: Any = None,
    new_col_vocab_file: Any = None,
    num_row_oov_buckets: int = 0,
    num_col_oov_buckets: int = 0,
    initializer: Any = None,
    max_rows_in_memory: int = -1,
) -> _Initializer:
    """An initializer that loads a matrix and moves its rows and columns to a new vocabulary.

    Row ``i`` of the result is the row that the old vocabulary held the word of the new vocabulary's
    line ``i`` in; columns likewise. A word that the old vocabulary lacks is initialised afresh.

    Args:
      ckpt_path: the path of a version 2 checkpoint.
      old_tensor_name: the name of the matrix in it.
      new_row_vocab_size: number of words of the new row vocabulary.
      new_col_vocab_size: number of words of the new column vocabulary.
      old_row_vocab_size: how many words of the old row vocabulary to look at; -1 for all.
      old_row_vocab_file: file of the old row vocabulary, a word a line; None to keep the rows.
      new_row_vocab_file: file of the new row vocabulary; given if and only if the old one is.
      old_col_vocab_file: file of the old column vocabulary; None to keep the columns.
      new_col_vocab_file: file of the new column vocabulary; given if and only if the old one is.
      num_row_oov_buckets: how many rows to append for unknown words.
      num_col_oov_buckets: how many columns to append for unknown words.
      initializer: makes what is missing, called as ``initializer(shape)`` and, where it can take
        them, with ``dtype`` and ``partition_info``; zeros if None.
      max_rows_in_memory: how many rows to load at once; 0 or less for all.

    Returns:
      A function of ``shape``, ``dtype`` and ``partition_info``, for ``tf.get_variable``; the shape
      it makes is ``[new_row_vocab_size + num_row_oov_buckets, new_col_vocab_size +
      num_col_oov_buckets]``, or a partition of that by rows.

    Raises:
      TypeError: ``initializer`` cannot be called, or, when the result is called, the type is not
        float32.
      ValueError: when called, one of two files is missing, the shape does not suit, or a bucket
        count is negative.

    Source: ``tf.contrib.framework.load_and_remap_matrix_initializer`` of TensorFlow 1.15.
    """
    if initializer is None:
        initializer = tf.zeros_initializer()
    if not callable(initializer):
        raise TypeError(
            "initializer must be callable, instead of being "
            f"{initializer} of type {type(initializer)}."
        )

    def load(shape: Any, dtype: tf.DType = tf.float32, partition_info: Any = None) -> tf.Tensor:
        if dtype != tf.float32:
            raise TypeError(
                f"Currently, only float32 is supported. Received dtype: {tf.as_dtype(dtype)}"
            )
        if len(shape) != 2:
            raise ValueError(f"Expected 2-dim shape, but received: {shape}")
        if shape[0] <= 0:
            raise ValueError(f"Expected 1st dim of shape to be > 0, but received shape: {shape}")
        columns = new_col_vocab_size + num_col_oov_buckets
        if shape[1] != columns:
            raise ValueError(
                f"Expected 2nd dim of shape to be new_col_vocab_size ({new_col_vocab_size}) + "
                f"num_col_oov_buckets ({num_col_oov_buckets}) = {columns}, "
                f"but received shape: {shape}"
            )
        offset = 0
        if partition_info is not None:
            offset = partition_info.single_offset(shape)
        if offset + shape[0] > new_row_vocab_size + num_row_oov_buckets:
            raise ValueError(
                "Trying to initialize rows outside of the new vocabulary and its OOV buckets: "
                f"offset {offset}, shape {shape}"
            )
        # The rows for unknown words stand at the end: only the last partitions hold any of them.
        unknown_rows = min(shape[0], max(0, offset + shape[0] - new_row_vocab_size))
        if offset > new_row_vocab_size:
            return initializer(shape)
        return _load_and_remap_matrix(
            ckpt_path=ckpt_path,
            old_tensor_name=old_tensor_name,
            new_row_vocab_offset=offset,
            num_rows_to_load=shape[0] - unknown_rows,
            new_col_vocab_size=new_col_vocab_size,
            initializer=initializer,
            old_row_vocab_size=old_row_vocab_size,
            old_row_vocab_file=old_row_vocab_file,
            new_row_vocab_file=new_row_vocab_file,
            old_col_vocab_file=old_col_vocab_file,
            new_col_vocab_file=new_col_vocab_file,
            num_row_oov_buckets=unknown_rows,
            num_col_oov_buckets=num_col_oov_buckets,
            max_rows_in_memory=max_rows_in_memory,
        )

    return load


def load_embedding_initializer(
    ckpt_path: Any,
    embedding_tensor_name: Any,
    new_vocab_size: int,
    embedding_dim: int,
    old_vocab_file: Any,
    new_vocab_file: Any,
    old_vocab_size: int = -1,
    num_oov_buckets: int = 0,
    initializer: Any = None,
    max_rows_in_memory: int = -1,
) -> _Initializer:
    """``load_and_remap_matrix_initializer`` for embeddings, whose rows are words.

    Args:
      embedding_tensor_name: the name of the embeddings in the checkpoint.
      embedding_dim: number of columns.
      initializer: makes the rows of new words; a truncated normal distribution with standard
        deviation ``1 / sqrt(embedding_dim)`` if None.

    Other arguments, result and errors: those of ``load_and_remap_matrix_initializer``.

    Source: ``tf.contrib.framework.load_embedding_initializer`` of TensorFlow 1.15.
    """
    if initializer is None:
        initializer = tf.truncated_normal_initializer(stddev=1.0 / math.sqrt(embedding_dim))
    return load_and_remap_matrix_initializer(
        ckpt_path=ckpt_path,
        old_tensor_name=embedding_tensor_name,
        new_row_vocab_size=new_vocab_size,
        new_col_vocab_size=embedding_dim,
        old_row_vocab_size=old_vocab_size,
        old_row_vocab_file=old_vocab_file,
        new_row_vocab_file=new_vocab_file,
        num_row_oov_buckets=num_oov_buckets,
        initializer=initializer,
        max_rows_in_memory=max_rows_in_memory,
    )


def load_linear_multiclass_bias_initializer(
    ckpt_path: Any,
    bias_tensor_name: Any,
    new_class_vocab_size: int,
    old_class_vocab_file: Any,
    new_class_vocab_file: Any,
    num_class_oov_buckets: int = 0,
    initializer: Any = None,
    max_rows_in_memory: int = -1,
) -> _Initializer:
    """``load_and_remap_matrix_initializer`` for a linear model's biases, ``[classes, 1]``.

    Args:
      bias_tensor_name: the name of the biases in the checkpoint.
      initializer: makes the biases of new classes; zeros if None.

    Other arguments, result and errors: those of ``load_and_remap_matrix_initializer``, with the
    classes as rows.

    Source: ``tf.contrib.framework.load_linear_multiclass_bias_initializer`` of TensorFlow 1.15.
    """
    return load_and_remap_matrix_initializer(
        ckpt_path=ckpt_path,
        old_tensor_name=bias_tensor_name,
        new_row_vocab_size=new_class_vocab_size,
        new_col_vocab_size=1,
        old_row_vocab_file=old_class_vocab_file,
        new_row_vocab_file=new_class_vocab_file,
        num_row_oov_buckets=num_class_oov_buckets,
        initializer=initializer,
        max_rows_in_memory=max_rows_in_memory,
    )


def load_variable_slot_initializer(
    ckpt_path: Any,
    old_tensor_name: Any,
    primary_partition_info: Any,
    new_row_vocab_size: int,
    new_col_vocab_size: int,
    old_row_vocab_file: Any = None,
    new_row_vocab_file: Any = None,
    old_col_vocab_file: Any = None,
    new_col_vocab_file: Any = None,
    num_row_oov_buckets: int = 0,
    num_col_oov_buckets: int = 0,
    initializer: Any = None,
    max_rows_in_memory: int = -1,
) -> _Initializer:
    """``load_and_remap_matrix_initializer`` for an optimizer's slot of a partitioned variable.

    Args:
      primary_partition_info: the partition of the variable that the slot belongs to. A slot is made
        without one of its own.

    Other arguments, result and errors: those of ``load_and_remap_matrix_initializer``.

    Source: ``tf.contrib.framework.load_variable_slot_initializer`` of TensorFlow 1.15.
    """
    load = load_and_remap_matrix_initializer(
        ckpt_path=ckpt_path,
        old_tensor_name=old_tensor_name,
        new_row_vocab_size=new_row_vocab_size,
        new_col_vocab_size=new_col_vocab_size,
        old_row_vocab_file=old_row_vocab_file,
        new_row_vocab_file=new_row_vocab_file,
        old_col_vocab_file=old_col_vocab_file,
        new_col_vocab_file=new_col_vocab_file,
        num_row_oov_buckets=num_row_oov_buckets,
        num_col_oov_buckets=num_col_oov_buckets,
        initializer=initializer,
        max_rows_in_memory=max_rows_in_memory,
    )

    def load_slot(shape: Any, dtype: tf.DType = tf.float32, partition_info: Any = None) -> Any:
        del partition_info  # The slot's own says nothing.
        return load(shape, dtype, partition_info=primary_partition_info)

    return load_slot
