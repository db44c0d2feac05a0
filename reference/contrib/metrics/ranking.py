"""Average precision of ranked classes.

Source: TensorFlow 1.15, ``tf.contrib.metrics.streaming_sparse_average_precision_at_top_k``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.metrics.accumulators import broadcast_weights, metric_variable, published


def streaming_sparse_average_precision_at_top_k(
    top_k_predictions: Any,
    labels: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """The mean over rows of the average precision of the predicted classes, and its update.

    A row's is the sum, over the ranks whose class is right, of the share of right ones up to that
    rank, divided by how many could be right.

    Args:
      top_k_predictions: integer tensor ``[..., k]``, the best class first.
      labels: int64 tensor or sparse tensor ``[..., labels]``, or ``[...]`` of one label each;
        negative ones are ignored.
      weights: None, or a scalar, or a tensor that broadcasts to ``[...]``.
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the scope.

    Returns:
      Two float64 scalars.

    Raises:
      ValueError: ``k`` is not known, or the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_sparse_average_precision_at_top_k`` of TensorFlow 1.15.
    """
    with tf.name_scope(
        name, "average_precision_at_top_k", [top_k_predictions, labels, weights]
    ) as scope:
        precision = _average_precision(labels, top_k_predictions)
        if weights is not None:
            weights = broadcast_weights(tf.cast(weights, tf.float64), precision)
            precision = tf.multiply(precision, weights)
        with tf.name_scope(None, "max", [precision]) as max_scope:
            most = metric_variable([], tf.float64, name=max_scope)
            if weights is None:
                batch_most = tf.cast(tf.size(precision, name="batch_max"), tf.float64)
            else:
                batch_most = tf.reduce_sum(weights, name="batch_max")
            most_update = tf.assign_add(most, batch_most, name="update")
        with tf.name_scope(None, "total", [precision]) as total_scope:
            total = metric_variable([], tf.float64, name=total_scope)
            batch_total = tf.reduce_sum(precision, name="batch_total")
            total_update = tf.assign_add(total, batch_total, name="update")
        value = tf.div_no_nan(total, most, name="mean")
        update = tf.div_no_nan(total_update, most_update, name=scope)
        return published(value, update, metrics_collections, updates_collections)


def _average_precision(labels: Any, predictions: Any) -> tf.Tensor:
    """The average precision of each row, float64."""
    with tf.name_scope(None, "average_precision", [predictions, labels]) as scope:
        predictions = tf.cast(predictions, tf.int64, name="predictions_idx")
        if predictions.shape.ndims == 0:
            raise ValueError("The rank of predictions_idx must be at least 1.")
        k = predictions.shape.as_list()[-1]
        if k is None:
            raise ValueError("The last dimension of predictions_idx must be set.")
        labels = _with_label_dimension(labels, predictions)
        each = tf.expand_dims(predictions, -1, name="predictions_idx_per_k")
        labels_of_each = _repeated(labels, k, name="labels_per_k")
        with tf.name_scope("relevant_per_k", "true_positives", [each, labels_of_each]):
            found = tf.sets.size(tf.sets.intersection(each, labels_of_each))
            is_right = tf.cast(found, tf.float64)
        right = tf.cumsum(is_right, axis=-1, name="tp_per_k")
        taken = tf.cumsum(tf.ones_like(is_right), axis=-1, name="retrieved_per_k")
        precision = tf.div(
            tf.cast(right, tf.float64), tf.cast(taken, tf.float64), name="precision_per_k"
        )
        of_right = tf.multiply(
            precision, tf.cast(is_right, tf.float64), name="relevant_precision_per_k"
        )
        total = tf.reduce_sum(of_right, axis=(-1,), name="precision_sum")
        possible = tf.cast(_possible(labels, k), tf.float64)
        return tf.div(total, possible, name=scope)


def _with_label_dimension(labels: Any, predictions: tf.Tensor) -> Any:
    """Labels of the rank of the predictions: those of one label a row get a last dimension."""
    with tf.name_scope(None, "expand_labels", [labels, predictions]) as scope:
        labels = tf.convert_to_tensor_or_sparse_tensor(labels)
        if isinstance(labels, tf.SparseTensor):
            is_lower = tf.equal(tf.rank(predictions), tf.size(labels.dense_shape) + 1)

            def reshaped() -> tf.SparseTensor:
                shape = tf.concat((labels.dense_shape, (1,)), 0)
                return tf.sparse.reshape(labels, shape=shape, name=scope)

            return tf.cond(is_lower, reshaped, lambda: labels)
        rank, wanted = labels.shape.ndims, predictions.shape.ndims
        if rank is None or wanted is None:
            is_lower = tf.equal(tf.rank(predictions), tf.rank(labels) + 1)
            return tf.cond(is_lower, lambda: tf.expand_dims(labels, -1, name=scope), lambda: labels)
        if rank == wanted:
            return labels
        if rank + 1 == wanted:
            return tf.expand_dims(labels, -1, name=scope)
        raise ValueError(
            f"Unexpected labels shape {labels.shape} for predictions shape {predictions.shape}."
        )


def _repeated(labels: Any, k: int, name: str) -> Any:
    """The labels ``k`` times in a new dimension before the last."""
    with tf.name_scope(name, "expand_and_tile", [labels, k, -1]) as scope:
        if isinstance(labels, tf.SparseTensor):
            before = tf.reshape(tf.size(labels.dense_shape) - 1, [1])
            parts = (
                tf.slice(labels.dense_shape, [0], before),
                [1],
                tf.slice(labels.dense_shape, before, [-1]),
            )
            shape = tf.concat(parts, 0, name="expanded_shape")
            expanded = tf.sparse.reshape(labels, shape=shape, name="expand")
            return expanded if k == 1 else tf.sparse.concat(-2, [expanded] * k, name=scope)
        expanded = tf.expand_dims(labels, -2, name="expand")
        if k == 1:
            return expanded
        ones = tf.ones_like(tf.shape(labels))
        return tf.tile(expanded, tf.concat((ones[:-1], (k,), ones[-1:]), 0, "multiples"), scope)


def _possible(labels: Any, k: int) -> tf.Tensor:
    """How many of ``k`` predictions could be right in each row."""
    with tf.name_scope(None, "num_relevant", [labels]) as scope:
        if isinstance(labels, tf.SparseTensor):
            return tf.minimum(tf.sets.size(labels), k, name=scope)
        is_label = tf.where_v2(
            tf.greater_equal(labels, 0), tf.ones_like(labels), tf.zeros_like(labels)
        )
        return tf.minimum(tf.reduce_sum(is_label, axis=-1), k, name=scope)
