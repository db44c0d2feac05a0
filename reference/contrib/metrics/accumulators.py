"""What the streaming metrics share: variables, weights, matching ranks, collections.

Source: TensorFlow 1.15, ``tf.contrib.metrics`` and ``tf.metrics``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.framework.tensors import remove_squeezable_dimensions

EPSILON = 1e-7  # keeps a denominator away from 0


def metric_variable(
    shape: Sequence[int], dtype: tf.DType, name: str, validate_shape: bool = True
) -> tf.Variable:
    """A variable of zeros that is local and in ``GraphKeys.METRIC_VARIABLES``.

    Args:
      shape: its first shape.
      dtype: its type.
      name: its name in the current name scope.
      validate_shape: False for a variable that grows.
    """
    return tf.Variable(
        lambda: tf.zeros(shape, dtype),
        trainable=False,
        collections=[tf.GraphKeys.LOCAL_VARIABLES, tf.GraphKeys.METRIC_VARIABLES],
        validate_shape=validate_shape,
        name=name,
    )


def matched(predictions: Any, labels: Any, weights: Any) -> tuple[tf.Tensor, Any, Any]:
    """Predictions, labels and weights without a last dimension of one that the others lack.

    Args:
      predictions: values, of any rank.
      labels: None, or values whose other dimensions match.
      weights: None, a scalar (which stays one), or values of the rank of ``predictions``, one more
        or one less.

    Raises:
      ValueError: the shapes of predictions and labels differ.
    """
    predictions = tf.convert_to_tensor(predictions)
    if labels is not None:
        predictions, labels = remove_squeezable_dimensions(predictions, labels)
        predictions.shape.assert_is_compatible_with(labels.shape)
    if weights is None:
        return predictions, labels, None
    return predictions, labels, _of_rank_of(predictions, tf.convert_to_tensor(weights))


def _of_rank_of(predictions: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
    rank, wanted = weights.shape.ndims, predictions.shape.ndims
    if rank == 0:
        return weights
    if rank is not None and wanted is not None:
        if rank == wanted + 1:
            return tf.squeeze(weights, [-1])
        return tf.expand_dims(weights, [-1]) if rank == wanted - 1 else weights
    run_rank = tf.rank(weights)
    excess = run_rank - tf.rank(predictions)
    may_squeeze = rank is None or weights.shape.dims[-1].is_compatible_with(1)

    def expanded() -> tf.Tensor:
        return tf.cond(tf.equal(excess, -1), lambda: tf.expand_dims(weights, [-1]), lambda: weights)

    def squeezed() -> tf.Tensor:
        return tf.squeeze(weights, [-1]) if may_squeeze else weights

    return tf.cond(
        tf.equal(run_rank, 0),
        lambda: weights,
        lambda: tf.cond(tf.equal(excess, 1), squeezed, expanded),
    )


def broadcast_weights(weights: Any, values: Any) -> tf.Tensor:
    """The weights in the shape of the values.

    Args:
      weights: a scalar, or of the rank of ``values``, each dimension equal or one.
      values: tensor of any shape.

    Raises:
      ValueError: the shapes do not allow it. Where they are not known, the graph raises
        ``InvalidArgumentError`` when it runs.
    """
    with tf.name_scope(None, "broadcast_weights", [weights, values]) as scope:
        values = tf.convert_to_tensor(values, name="values")
        weights = tf.convert_to_tensor(weights, dtype=values.dtype.base_dtype, name="weights")
        known = weights.shape.is_fully_defined() and values.shape.is_fully_defined()
        if known and weights.shape.is_compatible_with(values.shape):
            return weights
        with tf.control_dependencies([_assert_broadcastable(weights, values)]):
            return tf.multiply(weights, tf.ones_like(values), name=scope)


_MISMATCH = (
    "weights can not be broadcast to values: they must be a scalar, or have as many dimensions as "
    "the values, each equal to theirs or 1."
)


def _assert_broadcastable(weights: tf.Tensor, values: tf.Tensor) -> tf.Operation:
    """An operation that raises where ``broadcast_weights`` cannot, or does nothing if it can."""
    with tf.name_scope(None, "assert_broadcastable", [weights, values]) as scope:
        sizes = {}
        for label, tensor in (("weights", weights), ("values", values)):
            with tf.name_scope(None, label, [tensor]):
                sizes[label] = tf.shape(tensor, name="shape"), tf.rank(tensor, name="rank")
        if weights.shape.ndims == 0:
            return tf.no_op(name="static_scalar_check_success")
        if weights.shape.ndims is not None and values.shape.ndims is not None:
            pairs = _static_pairs(weights.shape, values.shape)
            if pairs is not None:
                if any(size not in (1, wanted) for size, wanted in pairs):
                    raise ValueError(f"{_MISMATCH} {weights.shape} against {values.shape}.")
                return tf.no_op(name="static_dims_check_success")
        (shape, rank), (wanted_shape, wanted_rank) = sizes["weights"], sizes["values"]

        def all_fit() -> tf.Tensor:
            with tf.name_scope(None, "has_invalid_dims", [shape, wanted_shape]) as fit_scope:
                column = tf.expand_dims(wanted_shape, -1)
                allowed = tf.concat((column, tf.ones_like(column)), axis=1)
                others = tf.sets.difference(tf.expand_dims(shape, -1), allowed)
                return tf.equal(0, tf.size(others.values, name="num_invalid_dims"), name=fit_scope)

        def fits() -> tf.Tensor:
            with tf.name_scope(None, "has_valid_nonscalar_shape") as rank_scope:
                is_same = tf.equal(wanted_rank, rank, name="is_same_rank")
                return tf.cond(is_same, all_fit, lambda: is_same, name=rank_scope)

        is_scalar = tf.equal(0, rank, name="is_scalar")
        valid = tf.cond(is_scalar, lambda: is_scalar, fits, name="is_valid_shape")
        told = ["weights.shape=", weights.name, shape, "values.shape=", values.name, wanted_shape]
        return tf.Assert(valid, [_MISMATCH, *told, "is_scalar=", is_scalar], name=scope)


def _static_pairs(shape: tf.TensorShape, wanted: tf.TensorShape) -> list[tuple[int, int]] | None:
    """The sizes of both side by side; None if some are known only when the graph runs."""
    if shape.ndims != wanted.ndims:
        raise ValueError(f"{_MISMATCH} {shape} against {wanted}.")
    if not (shape.is_fully_defined() and wanted.is_fully_defined()):
        return None
    return list(zip(shape.as_list(), wanted.as_list(), strict=True))


def total_of(variable: tf.Variable) -> tf.Tensor:
    """The sum of a variable's elements, with the axes that 1.15 counted in the graph."""
    return tf.reduce_sum(variable, axis=tf.range(0, tf.rank(variable)))


def published(
    value: Any, update: Any, metrics_collections: Any, updates_collections: Any
) -> tuple[Any, Any]:
    """The metric's value and its update, after each joined its collections."""
    if metrics_collections:
        tf.add_to_collections(metrics_collections, value)
    if updates_collections:
        tf.add_to_collections(updates_collections, update)
    return value, update


def refuse_eager(name: str) -> None:
    """Raises RuntimeError where there is no graph that would hold the metric's variables."""
    if tf.executing_eagerly():
        raise RuntimeError(
            f"tf.contrib.metrics.{name} is not supported when eager execution is enabled."
        )
