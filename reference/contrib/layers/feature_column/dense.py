"""Categorical features in deep models: one-hot, embedded, shared, scattered.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column.py``.
"""

import math
from collections import namedtuple
from collections.abc import Sequence

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column.base import (
    CoreDenseColumn,
    _DeepEmbeddingLookupArguments,
    _FeatureColumn,
    _get_feature_config,
    _LazyBuilderByColumnsToTensor,
)
from reference.contrib.layers.feature_column.embeddings import _embeddings_from_arguments
from reference.contrib.layers.feature_column.sparse import _SparseColumn, _WeightedSparseColumn
from reference.contrib.layers.shaping import _inner_flatten


class _OneHotColumn(
    _FeatureColumn, CoreDenseColumn, namedtuple("_OneHotColumn", ["sparse_id_column"])
):
    """A categorical feature as the sum of one-hot rows, or of its weights.

    Source: TF 1.15 ``feature_column._OneHotColumn``.
    """

    @property
    def name(self):
        """The name of the column of ids, marked."""
        return f"{self.sparse_id_column.name}_one_hot"

    @property
    def length(self):
        """The number of ids."""
        return self.sparse_id_column.length

    @property
    def config(self):
        """The features of the column of ids."""
        return _get_feature_config(self.sparse_id_column)

    def insert_transformed_feature(self, columns_to_tensors):
        """Put the ids into the dict; `_to_dnn_input_layer` makes rows of them."""
        inputs = _LazyBuilderByColumnsToTensor(columns_to_tensors)
        columns_to_tensors[self] = inputs.get(self.sparse_id_column)

    def _transform_feature(self, inputs):
        return self._to_dnn_input_layer(inputs.get(self.sparse_id_column))

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=False, output_rank=2
    ):
        ids = _inner_flatten(self.sparse_id_column.id_tensor(input_tensor), output_rank)
        weights = self.sparse_id_column.weight_tensor(input_tensor)
        if weights is not None:
            return self._weighted_rows(ids, weights)
        dense_ids = tf.sparse_tensor_to_dense(ids, default_value=-1)
        codes = tf.one_hot(dense_ids, depth=self.length, on_value=1.0, off_value=0.0)
        return tf.reduce_sum(codes, axis=[output_rank - 1])

    def _weighted_rows(self, ids, weights):
        merged = tf.sparse_merge(sp_ids=ids, sp_values=weights, vocab_size=self.length)
        # Slicing from zero on drops the ids of -1, which stand for unknown values.
        start = tf.zeros_like(merged.dense_shape)
        known = tf.sparse_slice(merged, start, merged.dense_shape)
        rows = tf.sparse_tensor_to_dense(known)
        return tf.reshape(rows, tf.concat([tf.shape(rows)[:-1], [self.length]], axis=0))

    @property
    def _variable_shape(self):
        return tf.TensorShape([self.length])

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return inputs.get(self)


def one_hot_column(sparse_id_column):
    """Return a column of the one-hot rows of a categorical column, summed for each example.

    Args:
      sparse_id_column: made by `sparse_column_*` or `weighted_sparse_column`.

    Source: TF 1.15 ``contrib.layers.one_hot_column``.
    """
    return _OneHotColumn(sparse_id_column)


class _Embedded(_FeatureColumn, CoreDenseColumn):
    """What columns of embeddings share."""

    @property
    def key(self):
        """All fields but the initializer."""
        return self._key_without_properties(["initializer"])

    @property
    def _variable_shape(self):
        return tf.TensorShape([self.dimension])

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        arguments = self._deep_embedding_lookup_arguments(inputs.get(self))
        return _embeddings_from_arguments(self, arguments, weight_collections, trainable)


class _EmbeddingColumn(
    _Embedded,
    namedtuple(
        "_EmbeddingColumn",
        [
            "sparse_id_column",
            "dimension",
            "combiner",
            "initializer",
            "ckpt_to_load_from",
            "tensor_name_in_ckpt",
            "shared_embedding_name",
            "shared_vocab_size",
            "max_norm",
            "trainable",
        ],
    ),
):
    """A categorical feature as a vector that is learned.

    Source: TF 1.15 ``feature_column._EmbeddingColumn``.
    """

    def __new__(
        cls,
        sparse_id_column,
        dimension,
        combiner="mean",
        initializer=None,
        ckpt_to_load_from=None,
        tensor_name_in_ckpt=None,
        shared_embedding_name=None,
        shared_vocab_size=None,
        max_norm=None,
        trainable=True,
    ):
        if initializer is not None and not callable(initializer):
            raise ValueError(
                "initializer must be callable if specified. "
                f"Embedding of column_name: {sparse_id_column.name}"
            )
        if (ckpt_to_load_from is None) != (tensor_name_in_ckpt is None):
            raise ValueError(
                "Must specify both `ckpt_to_load_from` and `tensor_name_in_ckpt` or none of them."
            )
        if initializer is None:
            tf.logging.warn(
                "The default stddev value of initializer was changed from "
                '"1/sqrt(vocab_size)" to "1/sqrt(dimension)" in core implementation '
                "(tf.feature_column.embedding_column)."
            )
            initializer = tf.truncated_normal_initializer(
                mean=0.0, stddev=1 / math.sqrt(sparse_id_column.length)
            )
        return super().__new__(
            cls,
            sparse_id_column,
            dimension,
            combiner,
            initializer,
            ckpt_to_load_from,
            tensor_name_in_ckpt,
            shared_embedding_name,
            shared_vocab_size,
            max_norm,
            trainable,
        )

    @property
    def name(self):
        """The name of the column of ids, marked."""
        shared = "" if self.shared_embedding_name is None else "shared_"
        return f"{self.sparse_id_column.name}_{shared}embedding"

    @property
    def length(self):
        """The number of ids."""
        if self.shared_vocab_size is None:
            return self.sparse_id_column.length
        return self.shared_vocab_size

    @property
    def config(self):
        """The features of the column of ids."""
        return _get_feature_config(self.sparse_id_column)

    def _transform_feature(self, inputs):
        return inputs.get(self.sparse_id_column)

    def _deep_embedding_lookup_arguments(self, input_tensor):
        return _DeepEmbeddingLookupArguments(
            input_tensor=self.sparse_id_column.id_tensor(input_tensor),
            weight_tensor=self.sparse_id_column.weight_tensor(input_tensor),
            vocab_size=self.length,
            initializer=self.initializer,
            combiner=self.combiner,
            dimension=self.dimension,
            shared_embedding_name=self.shared_embedding_name,
            hash_key=None,
            max_norm=self.max_norm,
            trainable=self.trainable,
        )

    def _wide_embedding_lookup_arguments(self, input_tensor):
        raise ValueError(
            f"Column {self} is not supported in linear models. Please use sparse_column."
        )

    def _checkpoint_path(self):
        if self.ckpt_to_load_from is None:
            return None
        return self.ckpt_to_load_from, self.tensor_name_in_ckpt


def embedding_column(
    sparse_id_column,
    dimension,
    combiner="mean",
    initializer=None,
    ckpt_to_load_from=None,
    tensor_name_in_ckpt=None,
    max_norm=None,
    trainable=True,
):
    """Return a column of embeddings of a categorical column.

    Args:
      sparse_id_column: made by `sparse_column_*`, `weighted_sparse_column` or `crossed_column`.
      dimension: length of an embedding.
      combiner: how several ids of one example are combined: "mean", "sqrtn" or "sum".
      initializer: of the variable "weights"; by default a truncated normal distribution of
        deviation `1 / sqrt(number of ids)`.
      ckpt_to_load_from: checkpoint that holds the embeddings to start from.
      tensor_name_in_ckpt: their name there.
      max_norm: embeddings are clipped to this L2 norm.
      trainable: whether the embeddings are trained.

    Raises:
      ValueError: `initializer` cannot be called, or only one of the checkpoint's arguments is
        given.

    Source: TF 1.15 ``contrib.layers.embedding_column``.
    """
    return _EmbeddingColumn(
        sparse_id_column,
        dimension,
        combiner,
        initializer,
        ckpt_to_load_from,
        tensor_name_in_ckpt,
        max_norm=max_norm,
        trainable=trainable,
    )


def shared_embedding_columns(
    sparse_id_columns,
    dimension,
    combiner="mean",
    shared_embedding_name=None,
    initializer=None,
    ckpt_to_load_from=None,
    tensor_name_in_ckpt=None,
    max_norm=None,
    trainable=True,
):
    """Return columns of embeddings that share one variable.

    Args:
      sparse_id_columns: list or tuple of columns with the same vocabulary.
      dimension, combiner, initializer, ckpt_to_load_from, tensor_name_in_ckpt, max_norm,
        trainable: as for `embedding_column`.
      shared_embedding_name: name of the variable; by default made of the columns' names.

    Returns:
      Tuple of columns; a list of one for one.

    Raises:
      TypeError: the first argument is no sequence of such columns.
      ValueError: it is empty, or the columns cannot share a vocabulary.

    Source: TF 1.15 ``contrib.layers.shared_embedding_columns``.
    """
    columns = sparse_id_columns
    if not isinstance(columns, Sequence) or isinstance(columns, str):
        raise TypeError(
            "sparse_id_columns must be a non-string sequence (ex: list or tuple) instead of "
            f"type {type(columns)}."
        )
    if not columns:
        raise ValueError("The input sparse_id_columns should have at least one element.")
    for column in columns:
        if not isinstance(column, (_SparseColumn, _WeightedSparseColumn)):
            raise TypeError(
                "Elements of sparse_id_columns must be _SparseColumn or _WeightedSparseColumn, "
                f"but {column} is not."
            )
    vocab_size = None
    if len(columns) > 1:
        if not all(_share_a_vocabulary(columns[0], column) for column in columns[1:]):
            raise ValueError("The input sparse id columns are not compatible.")
        shared_embedding_name = shared_embedding_name or _shared_name(columns)
        vocab_size = columns[0].length
    embedded = [
        _EmbeddingColumn(
            column,
            dimension,
            combiner,
            initializer,
            ckpt_to_load_from,
            tensor_name_in_ckpt,
            shared_embedding_name,
            vocab_size,
            max_norm=max_norm,
            trainable=trainable,
        )
        for column in columns
    ]
    return embedded if len(embedded) == 1 else tuple(embedded)


def _share_a_vocabulary(first, other):
    if isinstance(first, _WeightedSparseColumn):
        return first.is_compatible(other)
    return other.is_compatible(first)


def _shared_name(columns):
    """Name the variable after three columns at most, in an order that does not hang on theirs."""
    weighted = [column.name for column in columns if isinstance(column, _WeightedSparseColumn)]
    plain = [column.name for column in columns if isinstance(column, _SparseColumn)]
    names = sorted(plain) + sorted(weighted)
    others = f"_plus_{len(names) - 3}_others" if len(names) > 3 else ""
    return "_".join(names[:3]) + others + "_shared_embedding"


class _ScatteredEmbeddingColumn(
    _Embedded,
    namedtuple(
        "_ScatteredEmbeddingColumn",
        ["column_name", "size", "dimension", "hash_key", "combiner", "initializer"],
    ),
):
    """A string feature as a vector of weights that hashes choose.

    Source: TF 1.15 ``feature_column._ScatteredEmbeddingColumn``.
    """

    def __new__(cls, column_name, size, dimension, hash_key, combiner="sqrtn", initializer=None):
        if initializer is not None and not callable(initializer):
            raise ValueError(
                f"initializer must be callable if specified. column_name: {column_name}"
            )
        if initializer is None:
            initializer = tf.truncated_normal_initializer(mean=0.0, stddev=0.1)
        return super().__new__(cls, column_name, size, dimension, hash_key, combiner, initializer)

    @property
    def name(self):
        """The name of the feature, marked."""
        return f"{self.column_name}_scattered_embedding"

    @property
    def config(self):
        """The feature as strings."""
        return {self.column_name: tf.VarLenFeature(tf.string)}

    def _transform_feature(self, inputs):
        return inputs.get(self.column_name)

    def _deep_embedding_lookup_arguments(self, input_tensor):
        return _DeepEmbeddingLookupArguments(
            input_tensor=input_tensor,
            weight_tensor=None,
            vocab_size=self.size,
            initializer=self.initializer,
            combiner=self.combiner,
            dimension=self.dimension,
            shared_embedding_name=None,
            hash_key=self.hash_key,
            max_norm=None,
            trainable=True,
        )


def scattered_embedding_column(
    column_name, size, dimension, hash_key, combiner="mean", initializer=None
):
    """Return a column of embeddings without a vocabulary; see `scattered_embedding_lookup`.

    Args:
      column_name: name of the feature.
      size: number of weights.
      dimension: length of an embedding.
      hash_key: key of the hash.
      combiner: how several values of one example are combined: "mean", "sqrtn" or "sum".
      initializer: of the variable "weights"; by default a truncated normal distribution of
        deviation 0.1.

    Raises:
      ValueError: a number is below 1, `combiner` unknown, or `initializer` cannot be called.

    Source: TF 1.15 ``contrib.layers.scattered_embedding_column``.
    """
    if dimension < 1 or size < 1:
        raise ValueError(
            "Dimension and size must be greater than 0. "
            f"dimension: {dimension}, size: {size}, column_name: {column_name}"
        )
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError(
            "Combiner must be one of 'mean', 'sqrtn' or 'sum'. "
            f"combiner: {combiner}, column_name: {column_name}"
        )
    return _ScatteredEmbeddingColumn(column_name, size, dimension, hash_key, combiner, initializer)
