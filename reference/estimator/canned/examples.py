"""Labels and weights of a batch of examples, checked against the logits.

Source: TensorFlow 1.15, canned estimators (heads).
"""

from collections.abc import Mapping
from typing import Any

import tensorflow.compat.v1 as tf


def check_features(features: Any) -> None:
    """Raises ValueError unless the features have names."""
    if not isinstance(features, dict):
        raise ValueError(
            f"features should be a dictionary of `Tensor`s. Given type: {type(features)}"
        )


def labels_like(logits: tf.Tensor, labels: Any, size: int) -> tf.Tensor:
    """Labels of shape [batch, ..., size] for logits of shape [batch, ..., any].

    Args:
      logits: the logits.
      labels: tensor of that shape, or of one without the last dimension.
      size: numbers of an example.

    Raises:
      ValueError: there are none, they are sparse, or of another last dimension.
    """
    if labels is None:
        raise ValueError(
            "You must provide a labels Tensor. Given: None. Suggested troubleshooting steps: Check "
            "that your data contain your label feature. Check that your input_fn properly parses "
            "and returns labels."
        )
    if isinstance(labels, tf.SparseTensor):
        raise ValueError(
            "SparseTensor labels are not supported. labels must be a Tensor of shape [D0, D1, ..., "
            f"DN, {size}], e.g. [batch_size, {size}]. Suggested Fix (1): Check the label feature "
            f"in your data. Each example must contain {size} value(s). If not, your choice of "
            "label was probably incorrect. Suggested Fix (2): In your input_fn, use "
            "tf.sparse_tensor_to_dense() to turn labels into a Tensor."
        )
    with tf.name_scope("labels") as scope:
        labels = tf.convert_to_tensor(labels)
        rank, logits_rank = labels.shape.ndims, logits.shape.ndims
        if None not in (rank, logits_rank) and rank == logits_rank - 1:
            labels = tf.expand_dims(labels, -1)
        found = tf.dimension_value(labels.shape[-1]) if labels.shape.ndims else None
        if found not in (None, size):
            raise ValueError(
                f"Mismatched label shape. Expected labels dimension={size}.  Received {found}. "
                "Suggested Fix:If your classifier expects one-hot encoding label,check your "
                "n_classes argument to the estimator and/or the shape of your label. Otherwise, "
                "check the shape of your label."
            )
        wanted = tf.concat([tf.shape(logits)[:-1], [size]], axis=0)
        message = (
            f"labels shape must be [D0, D1, ... DN, {size}]. Suggested Fix: check your n_classes "
            "argument to the estimator and/or the shape of your label."
        )
        check = tf.debugging.assert_equal(wanted, tf.shape(labels), message=message)
        with tf.control_dependencies([check]):
            return tf.identity(labels, name=scope)


def in_range(labels: tf.Tensor, n_classes: int) -> tf.Tensor:
    """The labels, after a check when they are read that each is a number of a class."""
    with tf.name_scope("assert_range"):
        most = tf.constant(n_classes - 1, labels.dtype)
        checks = [
            tf.debugging.assert_less_equal(labels, most, message="Labels must <= n_classes - 1"),
            tf.debugging.assert_non_negative(labels, message="Labels must >= 0"),
        ]
        with tf.control_dependencies(checks):
            return tf.identity(labels)


def weights_of(
    features: Mapping[str, Any], weight_column: Any, logits: tf.Tensor, per_logit: bool = False
) -> Any:
    """What each example counts: float32 of shape [batch, ..., 1], or 1.0 without a column.

    Args:
      features: features by name.
      weight_column: name of the feature, a ``numeric_column``, or None.
      logits: float32 of shape [batch, ..., any].
      per_logit: whether each logit may have a weight of its own.

    Raises:
      TypeError: the column is another kind of column.
    """
    if weight_column is None:
        return 1.0
    if isinstance(weight_column, str):
        weight_column = tf.feature_column.numeric_column(weight_column)
    if not isinstance(weight_column, type(tf.feature_column.numeric_column("any"))):
        raise TypeError(
            "Weight column must be either a string or _NumericColumn. Given type: "
            f"{type(weight_column)}."
        )
    with tf.name_scope("weights"):
        weights = tf.cast(features[weight_column.key], tf.float32)
        if weight_column.normalizer_fn is not None:
            weights = weight_column.normalizer_fn(weights)
        if weights.shape.ndims == logits.shape.ndims - 1:
            weights = tf.expand_dims(weights, -1)
        shape, of_logits = tf.shape(weights), tf.shape(logits)
        fits = tf.reduce_all(tf.equal(shape, tf.concat([of_logits[:-1], [1]], axis=0)))
        allowed = "weights shape must be [D0, D1, ... DN] or [D0, D1, ... DN, 1]"
        if per_logit:
            fits |= tf.reduce_all(tf.equal(shape, of_logits))
            allowed += " or [D0, D1, ... DN, logits_dimension]"
        check = tf.Assert(fits, [allowed, "logits_shape: ", of_logits, "weights_shape: ", shape])
        with tf.control_dependencies([check]):
            return tf.identity(weights)
