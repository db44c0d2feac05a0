"""Columns at work: checking, parsing and transforming features.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column_ops.py``; the input layers of that
file are in `feature_column_inputs`, the linear models in `feature_column_sums`.
"""

import math

import tensorflow.compat.v1 as tf

from reference.contrib.framework.scalar_ops import reshape_to_scalar
from reference.contrib.layers.feature_column import (
    _create_sequence_feature_spec_for_parsing,
    create_feature_spec_for_parsing,
    real_valued_column,
)


def check_feature_columns(feature_columns):
    """Raise unless all columns differ.

    Args:
      feature_columns: iterable of columns.

    Raises:
      ValueError: two columns have the same key, or the argument is a dict.

    Source: TF 1.15 ``contrib.layers.check_feature_columns``.
    """
    if isinstance(feature_columns, dict):
        raise ValueError("Expected feature_columns to be iterable, found dict.")
    seen = set()
    for column in feature_columns:
        if column.key in seen:
            raise ValueError(
                f"Duplicate feature column key found for column: {column.name}. This usually "
                "means that the column is almost identical to another column, and one must be "
                "discarded."
            )
        seen.add(column.key)


def columns_in_order(feature_columns):
    """Return the columns by key: the order in which their variables are made."""
    return sorted(set(feature_columns), key=lambda column: column.key)


class _Transformer:
    """Transforms each column once, however many other columns are built on it.

    Source: TF 1.15 ``feature_column_ops._Transformer``.
    """

    def __init__(self, columns_to_tensors):
        self._columns_to_tensors = columns_to_tensors

    def transform(self, feature_column):
        """Return the tensor of a column, and note it in the dict.

        Raises:
          ValueError: the column does not provide one.
        """
        tensors = self._columns_to_tensors
        if feature_column not in tensors:
            tf.logging.debug("Transforming feature_column %s", feature_column)
            feature_column.insert_transformed_feature(tensors)
            if feature_column not in tensors:
                raise ValueError(f"Column {feature_column.name} is not supported.")
        return tensors[feature_column]


def _transform_all(columns_to_tensors, feature_columns):
    transformer = _Transformer(columns_to_tensors)
    for column in columns_in_order(feature_columns):
        transformer.transform(column)


def parse_feature_columns_from_examples(serialized, feature_columns, name=None, example_names=None):
    """Parse `tf.Example` protos and transform the columns.

    Args:
      serialized: string vector of protos.
      feature_columns: iterable of columns.
      name: name of the parsing op.
      example_names: string vector of names, for messages.

    Returns:
      Dict from feature names and columns to tensors.

    Source: TF 1.15 ``contrib.layers.parse_feature_columns_from_examples``.
    """
    check_feature_columns(feature_columns)
    columns_to_tensors = tf.parse_example(
        serialized=serialized,
        features=create_feature_spec_for_parsing(feature_columns),
        name=name,
        example_names=example_names,
    )
    _transform_all(columns_to_tensors, feature_columns)
    return columns_to_tensors


def parse_feature_columns_from_sequence_examples(
    serialized, context_feature_columns, sequence_feature_columns, name=None, example_name=None
):
    """Parse one `tf.SequenceExample` proto.

    Args:
      serialized: string tensor with one entry.
      context_feature_columns: iterable of columns of the whole sequence, or None.
      sequence_feature_columns: iterable of columns of its steps, or None.
      name: name of the parsing op.
      example_name: its name, for messages.

    Returns:
      Two dicts from feature names to tensors, for the context and for the steps.

    Raises:
      ValueError: there is more than one proto.

    Source: TF 1.15 ``contrib.layers.parse_feature_columns_from_sequence_examples``.
    """
    try:
        serialized = reshape_to_scalar(tf.convert_to_tensor(serialized))
    except ValueError as error:
        raise ValueError(
            "serialized must contain as single sequence example. Batching must be done after "
            f"parsing for sequence examples. Error: {error}"
        ) from error
    context_feature_columns = context_feature_columns or []
    sequence_feature_columns = sequence_feature_columns or []
    check_feature_columns(context_feature_columns)
    check_feature_columns(sequence_feature_columns)
    return tf.parse_single_sequence_example(
        serialized,
        create_feature_spec_for_parsing(context_feature_columns),
        _create_sequence_feature_spec_for_parsing(sequence_feature_columns),
        example_name,
        name,
    )


def transform_features(features, feature_columns):
    """Return a dict from the columns to their tensors.

    Args:
      features: dict from feature names to tensors; it is left as it is.
      feature_columns: iterable of columns.

    Source: TF 1.15 ``contrib.layers.transform_features``.
    """
    columns_to_tensors = features.copy()
    check_feature_columns(feature_columns)
    _transform_all(columns_to_tensors, feature_columns)
    return {
        column: tensor for column, tensor in columns_to_tensors.items() if column in feature_columns
    }


def infer_real_valued_columns(features):
    """Return a `real_valued_column` for each feature.

    Args:
      features: a tensor `[batch_size, ...]`, whose column is named "", or a dict of such.

    Raises:
      ValueError: a feature is sparse, or holds no numbers.

    Source: TF 1.15 ``contrib.layers.infer_real_valued_columns``.
    """
    by_name = features if isinstance(features, dict) else {"": features}
    return [_infer_real_valued_column(name, tensor) for name, tensor in by_name.items()]


def _infer_real_valued_column(name, tensor):
    advice = f"Please define corresponding FeatureColumn for tensor {name} {tensor}."
    if isinstance(tensor, tf.SparseTensor):
        raise ValueError(f"SparseTensor is not supported for auto detection. {advice}")
    if not (tensor.dtype.is_integer or tensor.dtype.is_floating):
        raise ValueError(
            f"Non integer or non floating types are not supported for auto detection. {advice}"
        )
    dimension = math.prod(tensor.shape.as_list()[1:])
    return real_valued_column(name, dimension=dimension, dtype=tensor.dtype)
