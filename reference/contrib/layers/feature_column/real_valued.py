"""Numbers as features: of fixed or variable length, and cut into buckets.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column.py``.
"""

from collections import namedtuple

import tensorflow.compat.v1 as tf

from reference.contrib.layers.feature_column.base import (
    CategoricalColumn,
    CoreDenseColumn,
    _FeatureColumn,
    _reshape_real_valued_tensor,
)


class RealValued(_FeatureColumn):
    """What columns of numbers of fixed and of variable length share."""

    @property
    def name(self):
        """The name of the feature."""
        return self.column_name

    @property
    def key(self):
        """All fields but the normalizer."""
        return self._key_without_properties(["normalizer"])

    @property
    def normalizer_fn(self):
        """The function that the numbers go through, or None."""
        return self.normalizer

    def _normalized_input_tensor(self, input_tensor):
        return input_tensor if self.normalizer is None else self.normalizer(input_tensor)

    def _transform_feature(self, inputs):
        return tf.cast(self._normalized_input_tensor(inputs.get(self.name)), tf.float32)

    def _to_dense_tensor(self, input_tensor):
        return input_tensor

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        dense = self._to_dense_tensor(input_tensor)
        if dense.dtype != tf.float32:
            dense = tf.cast(dense, tf.float32)
        return _reshape_real_valued_tensor(dense, output_rank, self.name)


class _RealValuedVarLenColumn(
    RealValued,
    namedtuple(
        "_RealValuedVarLenColumn",
        ["column_name", "default_value", "dtype", "normalizer", "is_sparse"],
    ),
):
    """Numbers of variable length, padded or sparse.

    Source: TF 1.15 ``feature_column._RealValuedVarLenColumn``.
    """

    @property
    def config(self):
        """`tf.VarLenFeature` if sparse, else `tf.FixedLenSequenceFeature`."""
        if self.is_sparse:
            return {self.column_name: tf.VarLenFeature(self.dtype)}
        padded = tf.FixedLenSequenceFeature(
            [], self.dtype, allow_missing=True, default_value=self.default_value
        )
        return {self.column_name: padded}

    def _normalized_input_tensor(self, input_tensor):
        if self.normalizer is None or not self.is_sparse:
            return super()._normalized_input_tensor(input_tensor)
        values = self.normalizer(input_tensor.values)
        return tf.SparseTensor(input_tensor.indices, values, input_tensor.dense_shape)

    def _to_dense_tensor(self, input_tensor):
        if self.is_sparse:
            raise ValueError(
                f"Set is_sparse to False if you want a dense Tensor for column_name: {self.name}"
            )
        return input_tensor


def _real_valued_var_len_column(
    column_name, default_value=None, dtype=tf.float32, normalizer=None, is_sparse=False
):
    """Return a column for numbers of variable length.

    Args:
      column_name: name of the feature.
      default_value: number to pad with; needed unless `is_sparse`.
      dtype: type of the feature, a floating point or integer type.
      normalizer: function that the numbers go through.
      is_sparse: whether the feature is a `SparseTensor`, not padded.

    Raises:
      TypeError: `dtype` is neither.
      ValueError: `default_value` is missing or a list.

    Source: TF 1.15 ``feature_column._real_valued_var_len_column``.
    """
    if not (dtype.is_integer or dtype.is_floating):
        raise TypeError(
            f"dtype must be convertible to float. dtype: {dtype}, column_name: {column_name}"
        )
    if default_value is None and not is_sparse:
        raise ValueError(
            "default_value must be provided when is_sparse=False to parse a padded Tensor. "
            f"column_name: {column_name}"
        )
    if isinstance(default_value, list):
        raise ValueError(
            f"Only scalar default value. default_value: {default_value}, column_name: {column_name}"
        )
    if default_value is not None:
        default_value = int(default_value) if dtype.is_integer else float(default_value)
    return _RealValuedVarLenColumn(column_name, default_value, dtype, normalizer, is_sparse)


class _RealValuedColumn(
    RealValued,
    CoreDenseColumn,
    namedtuple(
        "_RealValuedColumn", ["column_name", "dimension", "default_value", "dtype", "normalizer"]
    ),
):
    """A vector of numbers of fixed length.

    Source: TF 1.15 ``feature_column._RealValuedColumn``.
    """

    def __new__(cls, column_name, dimension, default_value, dtype, normalizer):
        if default_value is not None:
            default_value = tuple(default_value)
        return super().__new__(cls, column_name, dimension, default_value, dtype, normalizer)

    @property
    def config(self):
        """The feature as `tf.FixedLenFeature`."""
        default = None if self.default_value is None else list(self.default_value)
        return {self.column_name: tf.FixedLenFeature([self.dimension], self.dtype, default)}

    @property
    def _variable_shape(self):
        return tf.TensorShape([self.dimension])

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return inputs.get(self)


def real_valued_column(
    column_name, dimension=1, default_value=None, dtype=tf.float32, normalizer=None
):
    """Return a column for a vector of numbers.

    Args:
      column_name: name of the feature.
      dimension: length of the vector.
      default_value: number, or list of `dimension` numbers, for examples without the feature.
      dtype: type of the feature, a floating point or integer type.
      normalizer: function that the tensor goes through.

    Raises:
      TypeError: `dimension` is not an int, or `default_value` does not go with `dtype`.
      ValueError: `dimension` is below 1, `dtype` is neither, or `default_value` is of another
        length.

    Source: TF 1.15 ``contrib.layers.real_valued_column``.
    """
    where = f"column_name: {column_name}"
    if not isinstance(dimension, int):
        hint = ""
        if dimension is None:
            hint = "Use the _real_valued_var_len_column for variable length features. "
        raise TypeError(f"dimension must be an integer. {hint}dimension: {dimension}, {where}")
    if dimension < 1:
        raise ValueError(f"dimension must be greater than 0. dimension: {dimension}, {where}")
    if not (dtype.is_integer or dtype.is_floating):
        raise ValueError(f"dtype must be convertible to float. dtype: {dtype}, {where}")
    if default_value is not None:
        default_value = _checked_defaults(default_value, dimension, dtype, where)
    return _RealValuedColumn(column_name, dimension, default_value, dtype, normalizer)


def _checked_defaults(default_value, dimension, dtype, where):
    """Return the default as a list of `dimension` numbers of the kind that `dtype` holds."""
    numbers = default_value
    if isinstance(numbers, list):
        if len(numbers) != dimension:
            raise ValueError(
                "The length of default_value must be equal to dimension. "
                f"default_value: {default_value}, dimension: {dimension}, {where}"
            )
    else:
        numbers = [numbers] * dimension
    if all(isinstance(number, int) for number in numbers) and dtype.is_integer:
        return numbers
    if all(isinstance(number, (int, float)) for number in numbers) and dtype.is_floating:
        return [float(number) for number in numbers]
    raise TypeError(
        "default_value must be compatible with dtype. "
        f"default_value: {default_value}, dtype: {dtype}, {where}"
    )


class _BucketizedColumn(
    CategoricalColumn,
    CoreDenseColumn,
    namedtuple("_BucketizedColumn", ["source_column", "boundaries"]),
):
    """Numbers as ids of the buckets that they fall into.

    Source: TF 1.15 ``feature_column._BucketizedColumn``.
    """

    def __new__(cls, source_column, boundaries):
        if not isinstance(source_column, _RealValuedColumn):
            raise TypeError(
                "source_column must be an instance of _RealValuedColumn. "
                f"source_column: {source_column}"
            )
        if source_column.dimension is None:
            raise ValueError(
                f"source_column must have a defined dimension. source_column: {source_column}"
            )
        if not isinstance(boundaries, (list, tuple)) or not boundaries:
            raise ValueError(
                f"boundaries must be a non-empty list or tuple. boundaries: {boundaries}"
            )
        if list(boundaries) != sorted(boundaries):
            raise ValueError(f"boundaries must be a sorted list. boundaries: {boundaries}")
        return super().__new__(cls, source_column, tuple(sorted(set(boundaries))))

    @property
    def name(self):
        """The name of the feature, marked."""
        return f"{self.source_column.name}_bucketized"

    @property
    def length(self):
        """The number of buckets."""
        return len(self.boundaries) + 1

    @property
    def config(self):
        """The feature as numbers."""
        return self.source_column.config

    @property
    def _wide_combiner(self):
        return "sum"

    @property
    def _num_buckets(self):
        return self.length * self.source_column.dimension

    def id_tensor(self, input_tensor):
        """Return `to_sparse_tensor`."""
        return self.to_sparse_tensor(input_tensor)

    def to_sparse_tensor(self, input_tensor):
        """Return the buckets `[batch_size, dimension]` as a `SparseTensor`.

        Each entry of the vector has buckets of its own: entry i those from `i * length` on.
        """
        dimension = self.source_column.dimension
        batch_size = tf.shape(input_tensor, name="shape")[0]
        buckets = tf.reshape(input_tensor, [-1], name="reshape")
        rows = tf.range(0, batch_size)
        if dimension > 1:
            column = tf.expand_dims(rows, 1, name="expand_dims")
            rows = tf.reshape(tf.tile(column, [1, dimension], name="tile"), [-1], name="reshape")
            entries = tf.tile(tf.range(0, dimension), [batch_size], name="tile")
            buckets += self.length * entries
        else:
            entries = tf.zeros([batch_size], dtype=tf.int32, name="zeros")
        indices = tf.transpose(tf.stack((rows, entries)))
        shape = tf.stack([batch_size, dimension])
        return tf.SparseTensor(tf.cast(indices, tf.int64), buckets, tf.cast(shape, tf.int64))

    def _transform_feature(self, inputs):
        return tf.raw_ops.Bucketize(
            input=inputs.get(self.source_column),
            boundaries=list(self.boundaries),
            name="bucketize",
        )

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        if output_rank != 2:
            raise ValueError("BucketizedColumn currently only supports output_rank=2")
        codes = tf.one_hot(tf.cast(input_tensor, tf.int64), self.length, 1.0, 0.0, name="one_hot")
        return tf.reshape(codes, [-1, self._num_buckets], name="reshape")

    @property
    def _variable_shape(self):
        return tf.TensorShape([self._num_buckets])

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return self._to_dnn_input_layer(inputs.get(self), weight_collections, trainable)


def bucketized_column(source_column, boundaries):
    """Return a column of the buckets that the numbers of another one fall into.

    Args:
      source_column: made by `real_valued_column`.
      boundaries: sorted list or tuple; bucket i ends before boundary i. Equal boundaries count
        once.

    Raises:
      TypeError: `source_column` is another kind of column.
      ValueError: `boundaries` is not as said.

    Source: TF 1.15 ``contrib.layers.bucketized_column``.
    """
    return _BucketizedColumn(source_column, boundaries)
