"""Linear models over feature columns.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column_ops.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import model_variable
from reference.contrib.layers.embedding_ops import safe_embedding_lookup_sparse
from reference.contrib.layers.feature_column import _maybe_restore_from_checkpoint
from reference.contrib.layers.feature_column_inputs import _maybe_reshape_input_tensor
from reference.contrib.layers.feature_column_ops import (
    _Transformer,
    check_feature_columns,
    columns_in_order,
)
from reference.contrib.layers.scattered_embedding_ops import partition_list


def weighted_sum_from_feature_columns(
    columns_to_tensors,
    feature_columns,
    num_outputs,
    weight_collections=None,
    trainable=True,
    scope=None,
):
    """Return a linear function of the columns, each with weights of its own.

    Args:
      columns_to_tensors: dict from feature names to tensors; transformed columns may be in it.
      feature_columns: iterable of columns that linear models take: sparse, weighted, crossed,
        bucketized, real-valued.
      num_outputs: length of the result.
      weight_collections: collections for all variables.
      trainable: whether the variables are trained.
      scope: variable scope, "weighted_sum_from_feature_columns" by default.

    Returns:
      Float tensor `[batch_size, num_outputs]`; dict from columns to lists of variables
      ("<column>/weights", or "<column>/weight" of a real-valued one); the variable "bias_weight".

    Raises:
      ValueError: a column is there twice, or linear models do not take it.

    Source: TF 1.15 ``contrib.layers.weighted_sum_from_feature_columns``.
    """
    tensors = columns_to_tensors.copy()
    check_feature_columns(feature_columns)
    with tf.variable_scope(
        scope, default_name="weighted_sum_from_feature_columns", values=tensors.values()
    ):
        sums, column_to_variable = [], {}
        transformer = _Transformer(tensors)
        options = {"trainable": trainable, "collections": weight_collections}
        for column in columns_in_order(feature_columns):
            tensor = transformer.transform(column)
            try:
                arguments = column._wide_embedding_lookup_arguments(tensor)
            except NotImplementedError:
                variables, part = _dense_sum(column, tensor, tensors, num_outputs, options)
            except ValueError as error:
                raise ValueError(
                    f"Error creating weighted sum for column: {column.name}.\n{error}"
                ) from error
            else:
                variables, part = _sparse_sum(
                    column.name, f"{column.name}_weights", arguments, tensors, num_outputs, options
                )
            sums.append(tf.reshape(part, shape=(-1, num_outputs)))
            column_to_variable[column] = variables
            _maybe_restore_from_checkpoint(column._checkpoint_path(), variables)
        predictions, bias = _add_bias(tf.add_n(sums), num_outputs, options)
        return predictions, column_to_variable, bias


def _dense_sum(column, tensor, tensors, num_outputs, options):
    with tf.variable_scope(None, default_name=column.name, values=tensors.values()):
        dense = column._to_dense_tensor(tensor)
        matrix = _maybe_reshape_input_tensor(dense, column.name, output_rank=2)
        weight = model_variable(
            name="weight",
            shape=[matrix.shape.as_list()[1], num_outputs],
            initializer=tf.zeros_initializer(),
            **options,
        )
        return [weight], tf.matmul(matrix, weight, name="matmul")


def _sparse_sum(scope, name, arguments, tensors, num_outputs, options):
    with tf.variable_scope(None, default_name=scope, values=tensors.values()):
        weights = model_variable(
            name="weights",
            shape=[arguments.vocab_size, num_outputs],
            dtype=tf.float32,
            initializer=arguments.initializer,
            **options,
        )
        parts = partition_list(weights)
        part = safe_embedding_lookup_sparse(
            parts,
            arguments.input_tensor,
            sparse_weights=arguments.weight_tensor,
            combiner=arguments.combiner,
            name=name,
        )
        return parts, part


def _add_bias(sums, num_outputs, options):
    collections = options["collections"]
    if collections:
        collections = list({*collections, tf.GraphKeys.GLOBAL_VARIABLES})
    bias = model_variable(
        "bias_weight",
        shape=[num_outputs],
        initializer=tf.zeros_initializer(),
        trainable=options["trainable"],
        collections=collections,
    )
    return tf.nn.bias_add(sums, bias), bias


def joint_weighted_sum_from_feature_columns(
    columns_to_tensors,
    feature_columns,
    num_outputs,
    weight_collections=None,
    trainable=True,
    scope=None,
):
    """Return a linear function of categorical columns, all weights in one variable.

    As `weighted_sum_from_feature_columns`, for columns of ids without weights whose combiner is
    "sum"; one lookup for all is faster than one each.

    Returns:
      Float tensor `[batch_size, num_outputs]`; the variable "linear_weights/weights" as a list of
      its parts; the variable "bias_weight".

    Raises:
      NotImplementedError: a column is real-valued.
      AssertionError: a column has weights or another combiner, or there is none.

    Source: TF 1.15 ``contrib.layers.joint_weighted_sum_from_feature_columns``.
    """
    tensors = columns_to_tensors.copy()
    check_feature_columns(feature_columns)
    with tf.variable_scope(
        scope, default_name="joint_weighted_sum_from_feature_columns", values=tensors.values()
    ):
        transformer = _Transformer(tensors)
        arguments = []
        for column in columns_in_order(feature_columns):
            tensor = transformer.transform(column)
            try:
                arguments.append(column._wide_embedding_lookup_arguments(tensor))
            except NotImplementedError as error:
                raise NotImplementedError(
                    "Real-valued columns are not supported. Use weighted_sum_from_feature_columns "
                    "instead, or bucketize these columns."
                ) from error
        options = {"trainable": trainable, "collections": weight_collections}
        joint = _join(arguments)
        variables, sums = _sparse_sum(
            "linear_weights", "_weights", joint, tensors, num_outputs, options
        )
        predictions, bias = _add_bias(sums, num_outputs, options)
        return predictions, variables, bias


def _join(arguments):
    """Lay the columns' ids end to end in one range."""
    advice = "Please use weighted_sum_from_feature_columns instead."
    if not arguments:
        raise AssertionError("At least one column must be in the model.")
    offset, shifted = 0, []
    for each in arguments:
        if each.weight_tensor is not None:
            raise AssertionError(
                f"Joint sums for weighted sparse columns are not supported. {advice}"
            )
        if each.combiner != "sum":
            raise AssertionError(
                f"Combiners other than sum are not supported for joint sums. {advice}"
            )
        ids = each.input_tensor
        shifted.append(tf.SparseTensor(ids.indices, ids.values + offset, ids.dense_shape))
        offset += each.vocab_size
    return arguments[0]._replace(
        input_tensor=tf.sparse_concat(1, shifted),
        vocab_size=offset,
        initializer=tf.zeros_initializer(),
    )
