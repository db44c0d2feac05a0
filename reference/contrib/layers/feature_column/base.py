"""What all feature columns of `contrib.layers` have in common.

A column says how a feature is parsed (`config`), how its tensor is transformed once, and how that
enters a deep model (`_deep_embedding_lookup_arguments` or `_to_dnn_input_layer`) or a linear one
(`_wide_embedding_lookup_arguments` or `_to_dense_tensor`). The names of classes and fields are
TensorFlow 1.15's, because columns are sorted by them, and variables are made in that order.

Source: TF 1.15 ``contrib/layers/python/layers/feature_column.py``.
"""

import abc
from collections import namedtuple

import tensorflow as tf2
import tensorflow.compat.v1 as tf

from reference.contrib.layers.shaping import _inner_flatten

_LinearEmbeddingLookupArguments = namedtuple(
    "_LinearEmbeddingLookupArguments",
    ["input_tensor", "weight_tensor", "vocab_size", "initializer", "combiner"],
)

_DeepEmbeddingLookupArguments = namedtuple(
    "_DeepEmbeddingLookupArguments",
    [
        "input_tensor",
        "weight_tensor",
        "vocab_size",
        "initializer",
        "combiner",
        "dimension",
        "shared_embedding_name",
        "hash_key",
        "max_norm",
        "trainable",
    ],
)


def _ancestor(column, name):
    """Return the class `name` that a column of TensorFlow's own descends from.

    `tf.feature_column.input_layer` takes descendants of these only, and they have no public name.
    """
    for ancestor in type(column).__mro__:
        if ancestor.__name__ == name:
            return ancestor
    return type(name, (abc.ABC,), {"IdWeightPair": namedtuple("IdWeightPair", "ids weights")})


def _ancestors():
    """Return the dense and the categorical base class, quietly: a notebook's output is its own."""
    level = tf.logging.get_verbosity()
    tf.logging.set_verbosity(tf.logging.ERROR)
    try:
        dense = tf.feature_column.numeric_column("x")
        categorical = tf.feature_column.categorical_column_with_identity("x", 2)
    finally:
        tf.logging.set_verbosity(level)
    return _ancestor(dense, "_DenseColumn"), _ancestor(categorical, "_CategoricalColumn")


CoreDenseColumn, CoreCategoricalColumn = _ancestors()


class MissingFeature(KeyError, ValueError):
    """A feature is absent. TensorFlow 1.15 raised one or the other, depending on the column."""


class _LazyBuilderByColumnsToTensor:
    """Looks a feature up by name, or a column's tensor, which is made on first use."""

    def __init__(self, columns_to_tensors):
        self._columns_to_tensors = columns_to_tensors

    def get(self, key):
        """Return the tensor of a feature's name or of a column."""
        tensors = self._columns_to_tensors
        if key in tensors:
            return tensors[key]
        if isinstance(key, str):
            raise MissingFeature(f"features dictionary doesn't contain key ({key})")
        if not isinstance(key, _FeatureColumn):
            raise TypeError(f'"key" must be either a "str" or "_FeatureColumn". Provided: {key}')
        key.insert_transformed_feature(tensors)
        return tensors[key]


class _FeatureColumn(abc.ABC):
    """One feature, or a combination of features, of a model.

    Source: TF 1.15 ``feature_column._FeatureColumn``.
    """

    @property
    @abc.abstractmethod
    def name(self):
        """The name of the column, which its variable scope gets."""

    @property
    @abc.abstractmethod
    def config(self):
        """Dict from feature names to `tf.VarLenFeature` and the like, for `tf.parse_example`."""

    @property
    def key(self):
        """String that tells the column from all others; columns are sorted by it."""
        return f"{self}"

    @property
    def _parse_example_spec(self):
        return self.config

    @abc.abstractmethod
    def _transform_feature(self, inputs):
        """Return the tensor of this column, given `inputs.get(name or column)`."""

    def insert_transformed_feature(self, columns_to_tensors):
        """Put this column's tensor into the dict, under the column itself."""
        inputs = _LazyBuilderByColumnsToTensor(columns_to_tensors)
        columns_to_tensors[self] = self._transform_feature(inputs)

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        raise ValueError(f"Column {self} has no input layer.")

    def _deep_embedding_lookup_arguments(self, input_tensor):
        raise NotImplementedError(f"No deep embedding lookup arguments for column {self}.")

    def _wide_embedding_lookup_arguments(self, input_tensor):
        raise NotImplementedError(f"No wide embedding lookup arguments for column {self}.")

    def _to_dense_tensor(self, input_tensor):
        raise NotImplementedError(f"No dense tensor representation for column {self}.")

    def _checkpoint_path(self):
        return None

    def _key_without_properties(self, properties):
        # A function shows its address: columns that differ in one only are the same column.
        shown = ", ".join(
            f"{field}={self[i]}" for i, field in enumerate(self._fields) if field not in properties
        )
        return f"{type(self).__name__}({shown})"


class CategoricalColumn(_FeatureColumn, CoreCategoricalColumn):
    """A column of ids below `length`, with weights or without."""

    _dnn_hint = "embedding_column or one_hot_column"
    _dnn_label = "SparseColumn"

    def id_tensor(self, input_tensor):
        """Return the ids, a `SparseTensor`, from the transformed tensor."""
        return input_tensor

    def weight_tensor(self, input_tensor):
        """Return the ids' weights, a `SparseTensor`, from the transformed tensor; None for 1."""
        return None

    @property
    def _wide_combiner(self):
        return self.combiner

    @property
    def _num_buckets(self):
        return self.length

    def _to_dnn_input_layer(
        self, input_tensor, weight_collections=None, trainable=True, output_rank=2
    ):
        raise ValueError(
            f"{self._dnn_label} is not supported in DNN. "
            f"Please use {self._dnn_hint}. column: {self}"
        )

    def _wide_embedding_lookup_arguments(self, input_tensor):
        return _LinearEmbeddingLookupArguments(
            input_tensor=self.id_tensor(input_tensor),
            weight_tensor=self.weight_tensor(input_tensor),
            vocab_size=self._num_buckets,
            initializer=tf.zeros_initializer(),
            combiner=self._wide_combiner,
        )

    def _get_sparse_tensors(self, inputs, weight_collections=None, trainable=None):
        tensor = inputs.get(self)
        return CoreCategoricalColumn.IdWeightPair(
            self.id_tensor(tensor), self.weight_tensor(tensor)
        )


def _is_variable(v):
    """Tell whether `v` is one variable, neither a list nor a partitioned one."""
    return isinstance(v, tf2.Variable)


def _get_feature_config(feature_column):
    """Return the `config` of a column.

    Raises:
      TypeError: the argument is no column.
    """
    if not isinstance(feature_column, _FeatureColumn):
        raise TypeError(
            "feature_columns should only contain instances of _FeatureColumn. "
            f"Given column is {feature_column}"
        )
    return feature_column.config


def _reshape_real_valued_tensor(input_tensor, output_rank, column_name=None):
    """Give a tensor the rank `output_rank`: add one axis, or fold the last ones.

    Raises:
      ValueError: more than one axis is missing.
    """
    rank = input_tensor.shape.ndims
    if rank is not None and rank < output_rank:
        advice = f"Rank of input Tensor ({rank}) should be the same as output_rank ({output_rank})"
        if rank + 1 < output_rank:
            prefix = f"Error while processing column {column_name}." if column_name else ""
            raise ValueError(
                f"{prefix}{advice}. For example, sequence data should typically be 3 dimensional "
                "(rank 3) while non-sequence data is typically 2 dimensional (rank 2)."
            )
        tf.logging.warning(f"{advice} for column. Will attempt to expand dims.")
        return tf.expand_dims(input_tensor, -1, name="expand_dims")
    if rank == output_rank:
        return input_tensor
    return _inner_flatten(input_tensor, output_rank)
