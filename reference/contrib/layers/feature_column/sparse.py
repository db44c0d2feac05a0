"""Categorical features: given as ids, hashed, or looked up in a vocabulary; with weights.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column.py``.
"""

from collections import namedtuple

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column.base import (
    CategoricalColumn,
    _get_feature_config,
    _reshape_real_valued_tensor,
)
from reference.contrib.layers.sparse_ops import dense_to_sparse_tensor
from reference.contrib.lookup import index_table_from_file, index_table_from_tensor

_SparseIdLookupConfig = namedtuple(
    "_SparseIdLookupConfig",
    ["vocabulary_file", "keys", "num_oov_buckets", "vocab_size", "default_value"],
    defaults=[None, None, 0, None, -1],
)


def _check_sparse_column(column_name, is_integerized, bucket_size, lookup_config, dtype):
    where = f"column_name: {column_name}"
    if is_integerized and bucket_size is None:
        raise ValueError(f"bucket_size must be set if is_integerized is True. {where}")
    if is_integerized and not dtype.is_integer:
        raise ValueError(
            f"dtype must be an integer if is_integerized is True. dtype: {dtype}, {where}."
        )
    if dtype != tf.string and not dtype.is_integer:
        raise ValueError(f"dtype must be string or integer. dtype: {dtype}, {where}")
    if bucket_size is None and lookup_config is None:
        raise ValueError(f"one of bucket_size or lookup_config must be set. {where}")
    if bucket_size is not None and lookup_config:
        raise ValueError(f"one and only one of bucket_size or lookup_config must be set. {where}")
    if bucket_size is not None and bucket_size < 1:
        raise ValueError(f"bucket_size must be at least 1. bucket_size: {bucket_size}, {where}")
    if lookup_config:
        if not isinstance(lookup_config, _SparseIdLookupConfig):
            raise TypeError(
                "lookup_config must be an instance of _SparseIdLookupConfig. "
                f"Given one is in type {type(lookup_config)} for {where}"
            )
        if lookup_config.vocabulary_file and lookup_config.vocab_size is None:
            raise ValueError(f"vocab_size must be defined. {where}")


class _SparseColumn(
    CategoricalColumn,
    namedtuple(
        "_SparseColumn",
        ["column_name", "is_integerized", "bucket_size", "lookup_config", "combiner", "dtype"],
    ),
):
    """A categorical feature; see the functions `sparse_column_*` below.

    Source: TF 1.15 ``feature_column._SparseColumn``.
    """

    def __new__(
        cls,
        column_name,
        is_integerized=False,
        bucket_size=None,
        lookup_config=None,
        combiner="sum",
        dtype=tf.string,
    ):
        _check_sparse_column(column_name, is_integerized, bucket_size, lookup_config, dtype)
        return super().__new__(
            cls, column_name, is_integerized, bucket_size, lookup_config, combiner, dtype
        )

    @property
    def name(self):
        """The name of the feature."""
        return self.column_name

    @property
    def length(self):
        """The number of ids."""
        if self.bucket_size is not None:
            return self.bucket_size
        return self.lookup_config.vocab_size + self.lookup_config.num_oov_buckets

    @property
    def config(self):
        """The feature as `tf.VarLenFeature`."""
        return {self.column_name: tf.VarLenFeature(self.dtype)}

    def is_compatible(self, other_column):
        """Tell whether both columns can share one embedding."""
        if self.lookup_config and other_column.lookup_config:
            return self.lookup_config == other_column.lookup_config
        same_type = self.dtype == other_column.dtype
        both_integer = self.dtype.is_integer and other_column.dtype.is_integer
        if self.length != other_column.length or not (same_type or both_integer):
            return False
        tf.logging.warn(
            f"Column {self.name} and {other_column.name} may not have the same vocabulary."
        )
        return True

    def _transform_feature(self, inputs):
        values = inputs.get(self.name)
        if not isinstance(values, tf.SparseTensor):
            # 0 is an id like any other: in a dense tensor -1 stands for none.
            nothing = "" if values.dtype == tf.string else -1
            matrix = _reshape_real_valued_tensor(values, 2, self.name)
            values = dense_to_sparse_tensor(matrix, ignore_value=nothing)
        return self._do_transform(values)

    def _do_transform(self, input_tensor):
        raise NotImplementedError(f"Transform is not implemented for {self}.")


def _with_values(sparse, values):
    return tf.SparseTensor(sparse.indices, values, sparse.dense_shape)


class _SparseColumnIntegerized(_SparseColumn):
    """Ids, taken modulo the number of buckets."""

    def _do_transform(self, input_tensor):
        ids = tf.mod(input_tensor.values, self.bucket_size, name="mod")
        return _with_values(input_tensor, ids)


class _SparseColumnHashed(_SparseColumn):
    """Strings or integers, hashed once, or several times with different keys."""

    def __new__(
        cls,
        column_name,
        is_integerized=False,
        bucket_size=None,
        lookup_config=None,
        combiner="sum",
        dtype=tf.string,
        hash_keys=None,
    ):
        if hash_keys is not None:
            if not isinstance(hash_keys, list) or not hash_keys:
                raise ValueError("hash_keys must be a non-empty list.")
            for pair in hash_keys:
                integers = isinstance(pair, list) and all(isinstance(key, int) for key in pair)
                if not integers or len(pair) != 2:
                    raise ValueError("Each element of hash_keys must be a pair of integers.")
        column = super().__new__(
            cls, column_name, is_integerized, bucket_size, lookup_config, combiner, dtype
        )
        # No field, and so no part of the column's key: as it was in 1.15.
        column.hash_keys = hash_keys
        return column

    def _do_transform(self, input_tensor):
        values = input_tensor.values
        if self.dtype.is_integer:
            values = tf.as_string(values)
        if not self.hash_keys:
            ids = tf.string_to_hash_bucket_fast(values, self.bucket_size, name="lookup")
            return _with_values(input_tensor, ids)
        hashed = [
            _with_values(
                input_tensor, tf.string_to_hash_bucket_strong(values, self.bucket_size, key)
            )
            for key in self.hash_keys
        ]
        return tf.sparse_concat(axis=1, sp_inputs=hashed, name="lookup")


class _SparseColumnKeys(_SparseColumn):
    """Values looked up in a list."""

    def _do_transform(self, input_tensor):
        table = index_table_from_tensor(
            mapping=tuple(self.lookup_config.keys),
            default_value=self.lookup_config.default_value,
            dtype=self.dtype,
            name="lookup",
        )
        return table.lookup(input_tensor)


class _SparseColumnVocabulary(_SparseColumn):
    """Values looked up in a file."""

    def _do_transform(self, input_tensor):
        if self.dtype.is_integer:
            input_tensor = _with_values(input_tensor, tf.as_string(input_tensor.values))
        table = index_table_from_file(
            vocabulary_file=self.lookup_config.vocabulary_file,
            num_oov_buckets=self.lookup_config.num_oov_buckets,
            vocab_size=self.lookup_config.vocab_size,
            default_value=self.lookup_config.default_value,
            name=f"{self.name}_lookup",
        )
        return table.lookup(input_tensor)


def sparse_column_with_integerized_feature(
    column_name, bucket_size, combiner="sum", dtype=tf.int64
):
    """Return a column for a feature that holds ids.

    Args:
      column_name: name of the feature.
      bucket_size: number of ids; an id beyond is taken modulo this number.
      combiner: how several ids of one example are combined: "sum", "mean" or "sqrtn".
      dtype: integer type of the feature.

    Raises:
      ValueError: `bucket_size` is below 1, or `dtype` is not an integer type.

    Source: TF 1.15 ``contrib.layers.sparse_column_with_integerized_feature``.
    """
    return _SparseColumnIntegerized(
        column_name, is_integerized=True, bucket_size=bucket_size, combiner=combiner, dtype=dtype
    )


def sparse_column_with_hash_bucket(
    column_name, hash_bucket_size, combiner="sum", dtype=tf.string, hash_keys=None
):
    """Return a column for a feature whose values are hashed into ids.

    Args:
      column_name: name of the feature.
      hash_bucket_size: number of ids.
      combiner: how several ids of one example are combined: "sum", "mean" or "sqrtn".
      dtype: type of the feature, string or an integer type.
      hash_keys: list of pairs of integers: each value is hashed by each of them.

    Raises:
      ValueError: `hash_bucket_size` is below 1, or `dtype` or `hash_keys` not as said.

    Source: TF 1.15 ``contrib.layers.sparse_column_with_hash_bucket``.
    """
    return _SparseColumnHashed(
        column_name,
        bucket_size=hash_bucket_size,
        combiner=combiner,
        dtype=dtype,
        hash_keys=hash_keys,
    )


def sparse_column_with_keys(column_name, keys, default_value=-1, combiner="sum", dtype=tf.string):
    """Return a column for a feature whose values are in a list; the id is the place in it.

    Args:
      column_name: name of the feature.
      keys: sequence of strings or integers.
      default_value: id of a value that is not among them; a negative one is ignored.
      combiner: how several ids of one example are combined: "sum", "mean" or "sqrtn".
      dtype: type of the feature, string or an integer type.

    Source: TF 1.15 ``contrib.layers.sparse_column_with_keys``.
    """
    keys = tuple(keys)
    config = _SparseIdLookupConfig(keys=keys, vocab_size=len(keys), default_value=default_value)
    return _SparseColumnKeys(column_name, lookup_config=config, combiner=combiner, dtype=dtype)


def sparse_column_with_vocabulary_file(
    column_name,
    vocabulary_file,
    num_oov_buckets=0,
    vocab_size=None,
    default_value=-1,
    combiner="sum",
    dtype=tf.string,
):
    """Return a column for a feature whose values are the lines of a file; the id is the line.

    Args:
      column_name: name of the feature.
      vocabulary_file: path of the file.
      num_oov_buckets: number of ids for values that are not in the file, by hash.
      vocab_size: number of lines to use.
      default_value: id of such a value, if `num_oov_buckets` is 0.
      combiner: how several ids of one example are combined: "sum", "mean" or "sqrtn".
      dtype: type of the feature, string or an integer type.

    Raises:
      ValueError: `vocab_size` is missing, or `dtype` not as said.

    Source: TF 1.15 ``contrib.layers.sparse_column_with_vocabulary_file``.
    """
    if vocab_size is None:
        raise ValueError(f"vocab_size should be defined. column_name: {column_name}")
    config = _SparseIdLookupConfig(
        vocabulary_file=vocabulary_file,
        num_oov_buckets=num_oov_buckets,
        vocab_size=vocab_size,
        default_value=default_value,
    )
    return _SparseColumnVocabulary(
        column_name, lookup_config=config, combiner=combiner, dtype=dtype
    )


class _WeightedSparseColumn(
    CategoricalColumn,
    namedtuple("_WeightedSparseColumn", ["sparse_id_column", "weight_column_name", "dtype"]),
):
    """A categorical feature beside another one that holds its weights.

    Source: TF 1.15 ``feature_column._WeightedSparseColumn``.
    """

    _dnn_label = "WeightedSparseColumn"

    @property
    def name(self):
        """The names of both features."""
        return f"{self.sparse_id_column.name}_weighted_by_{self.weight_column_name}"

    @property
    def length(self):
        """The number of ids."""
        return self.sparse_id_column.length

    @property
    def lookup_config(self):
        """The vocabulary of the ids."""
        return self.sparse_id_column.lookup_config

    @property
    def config(self):
        """Both features."""
        weights = {self.weight_column_name: tf.VarLenFeature(self.dtype)}
        return {**_get_feature_config(self.sparse_id_column), **weights}

    @property
    def _wide_combiner(self):
        return self.sparse_id_column.combiner

    def id_tensor(self, input_tensor):
        """Return the first of the pair."""
        return input_tensor[0]

    def weight_tensor(self, input_tensor):
        """Return the second of the pair."""
        return input_tensor[1]

    def is_compatible(self, other_column):
        """Tell whether both columns can share one embedding."""
        if isinstance(other_column, _WeightedSparseColumn):
            other_column = other_column.sparse_id_column
        return self.sparse_id_column.is_compatible(other_column)

    def _transform_feature(self, inputs):
        ids, weights = inputs.get(self.sparse_id_column), inputs.get(self.weight_column_name)
        if not isinstance(weights, tf.SparseTensor):
            weights = dense_to_sparse_tensor(weights)
        if not self.dtype.is_floating:
            weights = tf.cast(weights, tf.float32)
        return ids, weights


def weighted_sparse_column(sparse_id_column, weight_column_name, dtype=tf.float32):
    """Return a column of the ids of `sparse_id_column` with weights.

    Args:
      sparse_id_column: made by `sparse_column_*`.
      weight_column_name: name of the feature that holds the weights, one for each id.
      dtype: its type, a floating point or integer type.

    Raises:
      ValueError: `dtype` is neither.

    Source: TF 1.15 ``contrib.layers.weighted_sparse_column``.
    """
    if not (dtype.is_integer or dtype.is_floating):
        raise ValueError(f"dtype is not convertible to float. Given {dtype}")
    return _WeightedSparseColumn(sparse_id_column, weight_column_name, dtype)
