"""Areas under the curve: of all predictions kept, with a confidence interval, by histograms.

Source: TensorFlow 1.15, ``tf.contrib.metrics``; DeLong et al. (1988) and Sun and Xu (2014) on
placement values, Bouckaert (2006) on histograms.
"""

from typing import Any, NamedTuple

import tensorflow.compat.v1 as tf

from reference.contrib.framework.tensors import remove_squeezable_dimensions
from reference.contrib.metrics.accumulators import EPSILON, matched, published, total_of
from reference.contrib.metrics.concatenation import streaming_concat


def streaming_dynamic_auc(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    curve: str = "ROC",
    metrics_collections: Any = (),
    updates_collections: Any = (),
    name: str | None = None,
    weights: Any = None,
) -> tuple[tf.Tensor, tf.Operation]:
    """The exact area under the curve of all predictions so far, which are kept.

    Args:
      labels: tensor of any shape of zeros and ones; the graph raises ``InvalidArgumentError``
        for others.
      predictions: tensor of that shape.
      curve: ``"ROC"`` or ``"PR"`` (precision over recall).
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.
      weights: None or a tensor of that shape.

    Returns:
      A float64 scalar, 0 while all labels are the same, and the update, which has no value.

    Raises:
      ValueError: another curve, or the shapes do not match.

    Source: ``tf.contrib.metrics.streaming_dynamic_auc`` of TensorFlow 1.15.
    """
    if curve not in ("PR", "ROC"):
        raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
    with tf.variable_scope(name, default_name="dynamic_auc"):
        labels.shape.assert_is_compatible_with(predictions.shape)
        predictions = tf.reshape(tf.cast(predictions, tf.float64), [-1])
        labels = tf.reshape(tf.cast(labels, tf.int64), [-1])
        with tf.control_dependencies(_assert_binary(labels)):
            kept_predictions, update_predictions = streaming_concat(
                predictions, name="concat_preds"
            )
            kept_labels, update_labels = streaming_concat(labels, name="concat_labels")
            updates = [update_labels, update_predictions]
            kept_weights = None
            if weights is not None:
                weights = tf.reshape(tf.cast(weights, tf.float64), [-1])
                kept_weights, update_weights = streaming_concat(weights, name="concat_weights")
                updates.append(update_weights)
            update = tf.group(*updates)
            value = _exact_area(kept_labels, kept_predictions, kept_weights, curve)
            return published(value, update, metrics_collections, updates_collections)


def _assert_binary(labels: tf.Tensor) -> list[tf.Operation]:
    return [
        tf.assert_greater_equal(
            labels,
            tf.zeros_like(labels, tf.int64),
            message="labels must be 0 or 1, at least one is <0",
        ),
        tf.assert_less_equal(
            labels,
            tf.ones_like(labels, tf.int64),
            message="labels must be 0 or 1, at least one is >1",
        ),
    ]


def _exact_area(labels: tf.Tensor, predictions: tf.Tensor, weights: Any, curve: str) -> tf.Tensor:
    """The area by trapezoids between the distinct predictions."""
    size = tf.size(predictions)
    if weights is None:
        weights = tf.ones_like(labels, dtype=tf.float64)
    # the names of the first two are exchanged here as they were in 1.15, whose ranks are equal
    labels, predictions, weights = matched(labels, predictions, weights)
    total = tf.reduce_sum(weights)

    def weights_where(condition: tf.Tensor, weights: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        return tf.where(condition, weights, tf.zeros_like(labels, dtype=tf.float64))

    positive = tf.reduce_sum(weights_where(tf.greater(labels, 0), weights, labels))

    def area() -> tf.Tensor:
        ordered, order = tf.nn.top_k(predictions, k=size)
        ordered_labels, ordered_weights = tf.gather(labels, order), tf.gather(weights, order)
        _, _, counts = tf.unique_with_counts(ordered)
        splits = tf.cast(tf.pad(tf.cumsum(counts), paddings=[[1, 0]]), tf.int32)

        def up_to_splits(each: tf.Tensor) -> tf.Tensor:
            return tf.gather(tf.pad(tf.cumsum(each), paddings=[[1, 0]]), splits)

        true_positives = up_to_splits(
            weights_where(tf.greater(ordered_labels, 0), ordered_weights, ordered_labels)
        )
        if curve == "ROC":
            false_positives = up_to_splits(
                weights_where(tf.less(ordered_labels, 1), ordered_weights, ordered_labels)
            )
            negative = total - positive
            x, y = tf.truediv(false_positives, negative), tf.truediv(true_positives, positive)
        else:
            x = tf.truediv(true_positives, positive)
            taken = up_to_splits(ordered_weights)
            # precision is 1 where nothing is taken
            y = tf.where(
                tf.greater(splits, 0),
                tf.truediv(true_positives, taken),
                tf.ones_like(true_positives, dtype=tf.float64),
            )
        heights = tf.add(y[1:], y[:-1]) / 2.0
        widths = tf.abs(tf.subtract(x[1:], x[:-1]))
        return tf.reduce_sum(tf.multiply(heights, widths))

    return tf.cond(
        tf.logical_or(tf.equal(positive, 0), tf.equal(positive, total)),
        true_fn=lambda: tf.constant(0, tf.float64),
        false_fn=area,
    )


class AucData(NamedTuple):
    """An area under the curve and the bounds of its confidence interval, float32 scalars."""

    auc: tf.Tensor
    lower: tf.Tensor
    upper: tf.Tensor


def auc_with_confidence_intervals(
    labels: tf.Tensor,
    predictions: tf.Tensor,
    weights: Any = None,
    alpha: float = 0.95,
    logit_transformation: bool = True,
    metrics_collections: Any = (),
    updates_collections: Any = (),
    name: str | None = None,
) -> tuple[AucData, tf.Operation]:
    """The area under the ROC curve of all predictions so far, with its confidence interval.

    A placement value is the share of the other class's weight that is below a prediction; the area
    is their mean, and their variance gives a normal interval.

    Args:
      labels: tensor of any shape of zeros and ones; the graph raises ``InvalidArgumentError``
        for others.
      predictions: tensor of that shape.
      weights: None or a float32 tensor of that shape.
      alpha: level of the interval, in (0, 1).
      logit_transformation: whether the interval is that of the area's logit, which keeps it in
        [0, 1].
      metrics_collections: collections for the value.
      updates_collections: collections for the update operation.
      name: name of the variable scope.

    Returns:
      The tuple of `AucData`, zeros where a batch has labels of one kind only or weighs less than 1,
      and the update, which has no value.

    Raises:
      ValueError: ``alpha`` is not in (0, 1), or the shapes do not match.

    Source: ``tf.contrib.metrics.auc_with_confidence_intervals`` of TensorFlow 1.15.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be between 0 and 1; currently {alpha:.02f}")
    if weights is None:
        weights = tf.ones_like(predictions)
    with tf.variable_scope(
        name,
        default_name="auc_with_confidence_intervals",
        values=[labels, predictions, weights],
    ):
        predictions, labels, weights = matched(predictions, labels, weights)
        weight = tf.reduce_sum(weights)
        weights = tf.reshape(weights, [-1])
        predictions = tf.reshape(tf.cast(predictions, tf.float64), [-1])
        labels = tf.reshape(tf.cast(labels, tf.int64), [-1])
        with tf.control_dependencies(_assert_binary(labels)):
            kept_predictions, update_predictions = streaming_concat(
                predictions, name="concat_preds"
            )
            kept_labels, update_labels = streaming_concat(labels, name="concat_labels")
            kept_weights, update_weights = streaming_concat(weights, name="concat_weights")
            append = tf.group(update_labels, update_predictions, update_weights)
            has_both = tf.logical_and(
                tf.equal(tf.reduce_min(labels), 0), tf.equal(tf.reduce_max(labels), 1)
            )
            weighs_enough = tf.greater_equal(weight, 1.0)
            is_valid = tf.logical_and(has_both, weighs_enough)
            update = tf.cond(weighs_enough, lambda: append, tf.no_op)
            estimates = _placement_area(
                kept_labels, kept_predictions, kept_weights, alpha, logit_transformation
            )
            zero = tf.constant(0.0)
            value = AucData(*tf.cond(is_valid, lambda: estimates, lambda: [zero] * 3))
            return published(value, update, metrics_collections, updates_collections)


def _placement_area(
    labels: tf.Tensor, predictions: tf.Tensor, weights: tf.Tensor, alpha: float, logit: bool
) -> list[tf.Tensor]:
    """The area by placement values, and the bounds of its interval."""
    size = tf.size(predictions, out_type=tf.int32)
    total_0 = tf.reduce_sum(tf.cast(1 - labels, weights.dtype) * weights)
    total_1 = tf.reduce_sum(tf.cast(labels, weights.dtype) * weights)
    ordered, order = tf.nn.top_k(predictions, k=size, sorted=True)
    ordered = tf.reverse(ordered, axis=tf.zeros(1, tf.int32))
    order = tf.reverse(order, axis=tf.zeros(1, tf.int32))
    labels, weights = tf.gather(labels, order), tf.gather(weights, order)
    _, ties = tf.unique(ordered)
    is_1 = tf.cast(labels, tf.float32)
    is_0 = 1.0 - is_1
    weights_of_1, weights_of_0 = weights * is_1, weights * is_0
    # below a prediction counts what is of the other class, and half of what ties with it
    other_of_1 = tf.segment_sum(weights_of_0, ties)
    other_of_0 = tf.segment_sum(weights_of_1, ties)
    below_1 = tf.cumsum(other_of_1, exclusive=True)
    below_0 = tf.cumsum(other_of_0, exclusive=True)
    placements_1 = (below_1 + other_of_1 / 2.0) / (tf.reduce_sum(other_of_1) + EPSILON)
    placements_0 = (below_0 + other_of_0 / 2.0) / (tf.reduce_sum(other_of_0) + EPSILON)
    placements_1 = tf.gather(placements_1, ties)
    placements_0 = tf.gather(placements_0, ties)
    placements = placements_1 * is_1 + placements_0 * is_0

    def where_0(values: tf.Tensor) -> tf.Tensor:
        return values * tf.cast(1 - labels, weights.dtype)

    def where_1(values: tf.Tensor) -> tf.Tensor:
        return values * tf.cast(labels, weights.dtype)

    values_0, weights_0 = where_0(placements), where_0(weights)
    values_1, weights_1 = where_1(placements), where_1(weights)
    auc_0 = tf.reduce_sum(weights_0 * (1.0 - values_0)) / (total_0 + EPSILON)
    auc_1 = tf.reduce_sum(weights_1 * values_1) / (total_1 + EPSILON)
    auc = tf.where(tf.less(total_0, total_1), auc_1, auc_0)
    variance_0 = tf.reduce_sum(weights_0 * tf.square(1.0 - values_0 - auc_0)) / (
        total_0 - 1.0 + EPSILON
    )
    variance_1 = tf.reduce_sum(weights_1 * tf.squared_difference(values_1, auc_1)) / (
        total_1 - 1.0 + EPSILON
    )
    error = tf.sqrt(variance_0 / (total_0 + EPSILON) + variance_1 / (total_1 + EPSILON))

    z = tf.distributions.Normal(loc=0.0, scale=1.0).quantile((1.0 - alpha) / 2.0)
    if logit:
        estimate = tf.math.log(auc / (1.0 - auc + EPSILON))
        error = error / (auc * (1.0 - auc + EPSILON))
        bounds = [estimate + z * error, estimate - z * error]
        bounds = [1.0 / (1.0 + tf.exp(tf.negative(each)) + EPSILON) for each in bounds]
    else:
        bounds = [auc + z * error, auc - z * error]
    # an area of 0 or 1 has no variance
    certain = [
        tf.where(
            tf.logical_or(tf.equal(auc, tf.ones_like(auc)), tf.equal(auc, tf.zeros_like(auc))),
            auc,
            bound,
        )
        for bound in bounds
    ]
    return [auc, *certain]


def auc_using_histogram(
    boolean_labels: Any,
    scores: Any,
    score_range: Any,
    nbins: int = 100,
    collections: Any = None,
    check_shape: bool = True,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Operation]:
    """The area under the ROC curve from histograms of the scores of either class.

    Args:
      boolean_labels: bool tensor ``[batch]``.
      scores: numeric tensor ``[batch]``.
      score_range: lowest and highest score, of the scores' type; others are put into the
        outermost bins.
      nbins: number of bins.
      collections: collections of the histograms, ``[GraphKeys.LOCAL_VARIABLES]`` by default.
      check_shape: whether the graph raises ``InvalidArgumentError`` where the rank is not 1.
      name: name of the variable scope.

    Returns:
      A float32 scalar, and the update, which has no value.

    Raises:
      ValueError: the labels are not booleans.

    Source: ``tf.contrib.metrics.auc_using_histogram`` of TensorFlow 1.15.
    """
    if collections is None:
        collections = [tf.GraphKeys.LOCAL_VARIABLES]
    with tf.variable_scope(name, "auc_using_histogram", [boolean_labels, scores, score_range]):
        scores, boolean_labels = remove_squeezable_dimensions(scores, boolean_labels)
        score_range = tf.convert_to_tensor(score_range, name="score_range")
        boolean_labels, scores = _checked(boolean_labels, scores, check_shape)
        with tf.variable_scope(None, "make_auc_histograms", [boolean_labels, scores, nbins]):
            batch = [_histogram(scores, boolean_labels, score_range, nbins, "hist_true")]
            others = tf.logical_not(boolean_labels)
            batch.append(_histogram(scores, others, score_range, nbins, "hist_false"))
        with tf.variable_scope(None, "hist_accumulate", batch):
            kept = [
                tf.get_variable(
                    each,
                    shape=[nbins],
                    dtype=tf.int64,
                    initializer=tf.zeros_initializer(),
                    collections=collections,
                    trainable=False,
                )
                for each in ("hist_true_acc", "hist_false_acc")
            ]
            update = tf.group(
                *(variable.assign_add(part) for variable, part in zip(kept, batch, strict=True)),
                name="update_op",
            )
        return _histogram_area(*kept, nbins), update


def _histogram(
    scores: tf.Tensor, chosen: tf.Tensor, score_range: tf.Tensor, nbins: int, name: str
) -> tf.Tensor:
    chosen_scores = tf.boolean_mask(scores, chosen)
    return tf.histogram_fixed_width(chosen_scores, score_range, nbins, tf.int64, name=name)


def _checked(labels: Any, scores: Any, check_shape: bool) -> tuple[tf.Tensor, tf.Tensor]:
    with tf.name_scope("_check_labels_and_scores", values=[labels, scores]):
        labels = tf.convert_to_tensor(labels, name="boolean_labels")
        scores = tf.convert_to_tensor(scores, name="scores")
        if labels.dtype != tf.bool:
            raise ValueError(
                f"Argument boolean_labels should have dtype bool. Found: {labels.dtype}"
            )
        if not check_shape:
            return labels, scores
        checks = [
            tf.Assert(
                tf.equal(1, tf.rank(each)),
                [f"Argument {label} should have rank 1. Found: ", each.name, tf.shape(each)],
            )
            for label, each in (("boolean_labels", labels), ("scores", scores))
        ]
        with tf.control_dependencies(checks):
            return labels, scores


def _histogram_area(true: tf.Variable, false: tf.Variable, nbins: int) -> tf.Tensor:
    """Trapezoids of the shares of either class, from the highest bin down."""
    shares = [tf.truediv(each, total_of(each)) for each in (true, false)]
    names = "delta_y_t", "delta_x_t"
    reversed_shares = [
        tf.reverse(share, [0], name=name) for share, name in zip(shares, names, strict=True)
    ]
    dy, dx = (tf.cast(each, tf.float32) for each in reversed_shares)
    y = _running_sum(dy, nbins)
    first = dx[0] * y[0] / 2.0
    rest = dx[1:] * (y[1:] + y[: nbins - 1]) / 2.0
    return tf.add(first, tf.reduce_sum(rest), name="auc")


def _running_sum(values: tf.Tensor, size: int) -> tf.Tensor:
    """The cumulative sum, by the convolution that rounded it in 1.15."""
    with tf.name_scope("strict_1d_cumsum", values=[values]):
        if size == 0:
            return tf.constant([])
        padded = tf.pad(values, [[size - 1, 0]])
        ones = tf.ones_like(padded)
        with tf.name_scope("strict_conv1d", values=[padded, ones]):
            rows = tf.reshape(padded, (1, -1, 1, 1))
            kernel = tf.reshape(ones, (-1, 1, 1, 1))
            summed = tf.reshape(tf.nn.conv2d(rows, kernel, [1, 1, 1, 1], "SAME"), [-1])
        return summed[:size]
