"""The input layer of a deep model, made of feature columns.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column_ops.py``.
"""

import functools

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column import (
    _BucketizedColumn,
    _CrossedColumn,
    _EmbeddingColumn,
    _embeddings_from_arguments,
    _OneHotColumn,
    _RealValuedColumn,
    _RealValuedVarLenColumn,
    _ScatteredEmbeddingColumn,
    _WeightedSparseColumn,
)
from reference.contrib.layers.feature_column_ops import (
    _Transformer,
    check_feature_columns,
    columns_in_order,
)
from reference.contrib.layers.shaping import _inner_flatten

_FOR_SEQUENCES = (_OneHotColumn, _EmbeddingColumn, _RealValuedColumn, _RealValuedVarLenColumn)
_NOT_FOR_SEQUENCES = (_ScatteredEmbeddingColumn, _BucketizedColumn, _CrossedColumn)


def input_from_feature_columns(
    columns_to_tensors,
    feature_columns,
    weight_collections=None,
    trainable=True,
    scope=None,
    cols_to_outs=None,
):
    """Return the columns' vectors side by side, sorted by the columns' keys.

    Args:
      columns_to_tensors: dict from feature names to tensors; transformed columns may be in it.
      feature_columns: iterable of columns that deep models take: real-valued, bucketized,
        one-hot, embedded.
      weight_collections: collections for all variables.
      trainable: whether the variables are trained.
      scope: variable scope, "input_from_feature_columns" by default.
      cols_to_outs: dict to be filled with each column's part.

    Returns:
      Float tensor `[batch_size, sum of the columns' lengths]`.

    Raises:
      ValueError: a column is there twice, or deep models do not take it.

    Source: TF 1.15 ``contrib.layers.input_from_feature_columns``.
    """
    return _input_layer(
        columns_to_tensors,
        feature_columns,
        weight_collections,
        trainable,
        scope,
        "input_from_feature_columns",
        output_rank=2,
        cols_to_outs=cols_to_outs,
    )


def sequence_input_from_feature_columns(
    columns_to_tensors, feature_columns, weight_collections=None, trainable=True, scope=None
):
    """Return the columns' vectors side by side for each step of sequences.

    Args:
      columns_to_tensors: as for `input_from_feature_columns`, with one axis more.
      feature_columns: iterable of one-hot, embedded and real-valued columns.
      weight_collections: collections for all variables.
      trainable: whether the variables are trained.
      scope: variable scope, "sequence_input_from_feature_columns" by default.

    Returns:
      Float tensor `[batch_size, steps, sum of the columns' lengths]`.

    Raises:
      ValueError: sequences do not take a column, or one that it is built on.

    Source: TF 1.15 ``contrib.layers.sequence_input_from_feature_columns``.
    """
    for column in feature_columns:
        if not isinstance(column, _FOR_SEQUENCES):
            raise ValueError(
                f"FeatureColumn type {type(column).__name__} is not currently supported for "
                "sequence data."
            )
    for column in _with_parents(feature_columns):
        if isinstance(column, _NOT_FOR_SEQUENCES):
            raise ValueError(
                f"Column {column.name} is of type {type(column).__name__}, which is not "
                "currently supported for sequences."
            )
    return _input_layer(
        columns_to_tensors,
        feature_columns,
        weight_collections,
        trainable,
        scope,
        "sequence_input_from_feature_columns",
        output_rank=3,
    )


def _with_parents(columns):
    for column in columns:
        yield column
        if isinstance(column, (_WeightedSparseColumn, _OneHotColumn, _EmbeddingColumn)):
            yield from _with_parents([column.sparse_id_column])
        elif isinstance(column, _BucketizedColumn):
            yield column.source_column
        elif isinstance(column, _CrossedColumn):
            yield from _with_parents(column.columns)


def _input_layer(
    columns_to_tensors,
    feature_columns,
    weight_collections,
    trainable,
    scope,
    default_scope,
    output_rank,
    cols_to_outs=None,
):
    tensors = columns_to_tensors.copy()
    check_feature_columns(feature_columns)
    if cols_to_outs is not None and not isinstance(cols_to_outs, dict):
        raise ValueError("cols_to_outs must be a dict unless None")
    with tf.variable_scope(scope, default_name=default_scope, values=tensors.values()):
        transformer = _Transformer(tensors)
        if weight_collections:
            weight_collections = list({*weight_collections, tf.GraphKeys.GLOBAL_VARIABLES})
        parts = []
        for column in columns_in_order(feature_columns):
            with tf.variable_scope(None, default_name=column.name, values=tensors.values()):
                tensor = transformer.transform(column)
                if output_rank == 3:
                    reshape = functools.partial(
                        _maybe_reshape_input_tensor,
                        column_name=column.name,
                        output_rank=output_rank,
                    )
                    tensor = _map_tensors(reshape, tensor)
                part = _column_input(column, tensor, weight_collections, trainable, output_rank)
                parts.append(part)
                if cols_to_outs is not None:
                    cols_to_outs[column] = part
        return tf.concat(parts, output_rank - 1)


def _map_tensors(function, tensor):
    # A weighted column's tensor is a pair, of sparse tensors each.
    return tuple(map(function, tensor)) if isinstance(tensor, tuple) else function(tensor)


def _column_input(column, tensor, weight_collections, trainable, output_rank):
    try:
        arguments = column._deep_embedding_lookup_arguments(tensor)
    except NotImplementedError as not_embedded:
        try:
            return column._to_dnn_input_layer(
                tensor, weight_collections, trainable, output_rank=output_rank
            )
        except ValueError as error:
            raise ValueError(
                f"Error creating input layer for column: {column.name}.\n{error}, {not_embedded}"
            ) from error
    return _embeddings_from_arguments(
        column, arguments, weight_collections, trainable, output_rank=output_rank
    )


def _maybe_reshape_input_tensor(tensor, column_name, output_rank):
    """Give a tensor or `SparseTensor` the rank `output_rank`: one axis more, or the last folded.

    Raises:
      ValueError: the rank is unknown, or more than one axis is missing.
    """
    is_sparse = isinstance(tensor, tf.SparseTensor)
    rank = tensor.get_shape().ndims
    if rank is None and is_sparse:
        rank = tensor.dense_shape.shape.as_list()[0]
    if rank is None:
        raise ValueError(
            f"Error while processing column {column_name}. Rank of input Tensor can not be None."
        )
    if output_rank > rank + 1:
        raise ValueError(
            f"Error while processing column {column_name}. Rank of input Tensor ({rank}) should "
            f"be the same as output_rank ({output_rank}). For example, sequence data should "
            "typically be 3 dimensional (rank 3) while non-sequence data is typically 2 "
            "dimensional (rank 2)."
        )
    if output_rank == rank:
        return tensor
    if output_rank < rank:
        return _inner_flatten(tensor, output_rank)
    if is_sparse:
        return tf.sparse_reshape(tensor, tf.concat([tensor.dense_shape, [1]], 0))
    return tf.expand_dims(tensor, -1)
