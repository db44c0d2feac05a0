"""Columns of sequences as the input of a recurrent network.

Source: TensorFlow 1.15, ``tf.contrib.feature_column.sequence_input_layer``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf


def sequence_input_layer(
    features: Mapping[str, Any],
    feature_columns: Any,
    weight_collections: Any = None,
    trainable: bool = True,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Columns side by side, in the order of their names, and how long the sequences are.

    Args:
      features: key of a column -> ``SparseTensor`` [batch, steps].
      feature_columns: one or several of ``tf.feature_column.sequence_numeric_column``, and of
        ``embedding_column`` and ``indicator_column`` of a ``sequence_categorical_column_with_*``.
      weight_collections: collections that variables join beside those of all variables.
      trainable: whether variables are trained.

    Returns:
      float32 [batch, steps, sum of the columns' widths], and int64 [batch].

    Raises:
      ValueError: no column, two of one name, or one of another kind.
      tf.errors.InvalidArgumentError: when run: columns of sequences that are not equally long.

    Source: ``tf.contrib.feature_column.sequence_input_layer`` of TensorFlow 1.15.
    """
    columns = sorted(_checked(feature_columns), key=lambda column: column.name)
    with tf.variable_scope(None, "sequence_input_layer", list(features.values())):
        cache = _Features(features)
        parts, lengths = [], []
        for column in columns:
            with tf.variable_scope(None, column.name):
                dense, length = _dense(column, cache, weight_collections, trainable)
                shape = tf.shape(dense)
                width = column.variable_shape.num_elements()
                parts.append(tf.reshape(dense, [shape[0], shape[1], width]))
                lengths.append(length)
        _check_batches(parts, columns)
        _check_batches(lengths, columns)
        length = _the_same(lengths)
        return tf.concat(parts, -1), length


def _checked(columns: Any) -> list[Any]:
    if isinstance(columns, Mapping):
        raise ValueError("Expected feature_columns to be iterable, found dict.")
    # a column is a tuple of its settings
    listed = [columns] if hasattr(columns, "parse_example_spec") else list(columns)
    if not listed:
        raise ValueError("feature_columns must not be empty.")
    names = set()
    for column in listed:
        if not hasattr(column, "get_sequence_dense_tensor"):
            raise ValueError(
                "All feature_columns must be of type _SequenceDenseColumn. You can wrap a "
                "sequence_categorical_column with an embedding_column or indicator_column. "
                f"Given (type {type(column)}): {column}"
            )
        if column.name in names:
            raise ValueError(f"Duplicate feature column name found for columns: {column.name}")
        names.add(column.name)
    return listed


class _Features:
    """Features by key, and what columns made of them; each is made once, when it is asked for."""

    def __init__(self, features: Mapping[str, Any]) -> None:
        self._features = features
        self._made: dict[Any, Any] = {}

    def get(self, key: Any, state_manager: Any = None) -> Any:
        if key not in self._made:
            self._made[key] = self._raw(key) if isinstance(key, str) else self._of(key)
        return self._made[key]

    def _raw(self, key: str) -> Any:
        if key not in self._features:
            raise ValueError(f"Feature {key} is not in features dictionary.")
        value = self._features[key]
        if isinstance(value, tf.SparseTensor):
            return value
        value = tf.convert_to_tensor(value)
        return tf.expand_dims(value, -1) if value.shape.ndims == 1 else value

    def _of(self, column: Any) -> Any:
        transform = getattr(column, "_transform_feature", None)
        return column.transform_feature(self, None) if transform is None else transform(self)


def _dense(column: Any, cache: _Features, weight_collections: Any, trainable: bool) -> Any:
    """Steps and lengths of a column; a column without variables needs no scope of them."""
    with_variables = getattr(column, "_get_sequence_dense_tensor", None)
    if with_variables is None:
        return column.get_sequence_dense_tensor(cache, None)
    return with_variables(cache, weight_collections=weight_collections, trainable=trainable)


def _check_batches(tensors: Sequence[tf.Tensor], columns: Iterable[Any]) -> None:
    sizes = [tf.dimension_value(tensor.shape[0]) for tensor in tensors]
    names = [column.name for column in columns]
    known = [each for each in zip(sizes, names, strict=True) if each[0] is not None]
    if len({size for size, _ in known}) > 1:
        raise ValueError(f"Batch size (first dimension) of each feature must be same: {known}")


def _the_same(lengths: Sequence[tf.Tensor]) -> tf.Tensor:
    with tf.name_scope(None, "assert_all_equal", lengths):
        if len(lengths) == 1:
            return lengths[0]
        checks = [tf.assert_equal(lengths[0], other) for other in lengths[1:]]
        with tf.control_dependencies(checks):
            return tf.identity(lengths[0])
