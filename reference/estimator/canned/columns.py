"""Feature columns made into the input of a model.

Source: TensorFlow 1.15, ``tf.feature_column`` in canned estimators.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow.compat.v1 as tf

# Below this many bytes a variable stays in one piece.
_MIN_SLICE = 64 << 20


def partitioner_of_inputs(given: Any = None) -> Any:
    """The partitioner of the variables of an input: the given one, or one that keeps them whole."""
    return given or tf.min_max_variable_partitioner(max_partitions=0, min_slice_size=_MIN_SLICE)


def input_layer(
    features: Mapping[str, Any], columns: Sequence[Any], partitioner: Any = None
) -> tf.Tensor:
    """The dense columns side by side in the order of their names: float32 of shape [batch, any].

    The variables are made before anything else, as 1.15's canned estimators did: an embedding's
    seed hangs on it.

    Args:
      features: features by name.
      columns: dense columns of ``tf.feature_column``.
      partitioner: splits the variables of embeddings.
    """
    scope = "input_from_feature_columns"
    partitioner = partitioner_of_inputs(partitioner)
    with tf.variable_scope(scope, partitioner=partitioner, reuse=tf.AUTO_REUSE):
        for column in sorted(columns, key=lambda each: each.name):
            _make_embedding(column)
        return tf.feature_column.input_layer(features, columns)


def _make_embedding(column: Any) -> None:
    """The variable of an embedding column, under the name that ``input_layer`` looks for."""
    if not hasattr(column, "dimension") or not hasattr(column, "initializer"):
        return
    tf.get_variable(
        f"input_layer/{column.name}/embedding_weights",
        [column.categorical_column.num_buckets, column.dimension],
        dtype=tf.float32,
        initializer=column.initializer,
        trainable=column.trainable,
    )


def weighted_sums(
    features: Mapping[str, Any],
    columns: Sequence[Any],
    units: int,
    sparse_combiner: str = "sum",
    weight_collections: Sequence[str] | None = None,
) -> tuple[tf.Tensor, list[tf.Variable], tf.Variable]:
    """Sums of the columns' weights, float32 of shape [batch, units], their weights, and the bias.

    Args:
      features: features by name.
      columns: dense or categorical columns of ``tf.feature_column``.
      units: number of sums.
      sparse_combiner: how several values of a categorical column go together.
      weight_collections: collections for all variables.
    """
    made: dict[Any, Any] = {}
    with warnings.catch_warnings():
        # TensorFlow's own code calls a method of its own that it has deprecated.
        warnings.filterwarnings("ignore", "`layer.add_variable` is deprecated")
        logits = tf.feature_column.linear_model(
            features,
            columns,
            units=units,
            sparse_combiner=sparse_combiner,
            weight_collections=weight_collections,
            cols_to_vars=made,
        )
    bias = made.pop("bias")
    return logits, [part for parts in made.values() for part in parts], bias[0]
