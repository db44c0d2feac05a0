"""Targets of a model: their loss, and predictions from logits.

Source: TF 1.15 ``contrib/layers/python/layers/target_column.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.layers.target_metrics import (
    accuracy,
    get_default_binary_metrics_for_eval,
    run_metrics,
    split_metrics,
)


def regression_target(label_name=None, weight_column_name=None, label_dimension=1):
    """Return a target column for numbers, with the squared error as loss.

    Args:
      label_name: name of the label, where labels come in a dict.
      weight_column_name: name of the feature that holds the examples' weights.
      label_dimension: numbers per example.

    Source: TF 1.15 ``contrib.layers.regression_target``.
    """
    return _RegressionTargetColumn(
        _mean_squared_loss,
        label_dimension,
        label_name,
        weight_column_name,
        ProblemType.LINEAR_REGRESSION,
    )


def multi_class_target(n_classes, label_name=None, weight_column_name=None):
    """Return a target column for classes, with the cross entropy as loss.

    Args:
      n_classes: number of classes; for two there is one logit.
      label_name: name of the label, where labels come in a dict.
      weight_column_name: name of the feature that holds the examples' weights.

    Raises:
      ValueError: there are fewer than two classes.

    Source: TF 1.15 ``contrib.layers.multi_class_target``.
    """
    if n_classes < 2:
        raise ValueError("n_classes must be > 1 for classification.")
    loss = _log_loss_with_two_classes if n_classes == 2 else _softmax_cross_entropy_loss
    return _MultiClassTargetColumn(loss, n_classes, label_name, weight_column_name)


def binary_svm_target(label_name=None, weight_column_name=None):
    """Return a target column for two classes, with the hinge loss.

    Args:
      label_name: name of the label, where labels come in a dict.
      weight_column_name: name of the feature that holds the examples' weights.

    Source: TF 1.15 ``target_column.binary_svm_target``.
    """
    return _BinarySvmTargetColumn(_hinge_loss, 2, label_name, weight_column_name)


class ProblemType:
    """What kind of problem a target column stands for."""

    UNSPECIFIED = 0
    CLASSIFICATION = 1
    LINEAR_REGRESSION = 2
    LOGISTIC_REGRESSION = 3


class _TargetColumn:
    """A target: what it is called, how logits are judged, and what they predict.

    Source: TF 1.15 ``target_column._TargetColumn``.
    """

    def __init__(self, loss_fn, num_label_columns, label_name, weight_column_name, problem_type):
        if not loss_fn:
            raise ValueError("loss_fn must be provided")
        if num_label_columns is None:
            raise ValueError("num_label_columns must be provided")
        self._loss_fn = loss_fn
        self.num_label_columns = num_label_columns
        self.label_name = label_name
        self.weight_column_name = weight_column_name
        self.problem_type = problem_type

    def logits_to_predictions(self, logits, proba=False):
        """Return what `logits` predict; with `proba` as probabilities."""
        raise NotImplementedError

    def get_eval_ops(self, features, logits, labels, metrics=None):
        """Return a dict from names to pairs of a metric's value and its update.

        Args:
          features: dict from feature names to tensors, the weights among them.
          logits: float tensor.
          labels: tensor.
          metrics: dict from names to functions of predictions, labels and weights.
        """
        raise NotImplementedError

    def get_weight_tensor(self, features):
        """Return the examples' weights as a float vector, None where they have none."""
        if not self.weight_column_name:
            return None
        return tf.reshape(tf.cast(features[self.weight_column_name], tf.float32), shape=(-1,))

    def training_loss(self, logits, target, features, name="training_loss"):
        """Return the mean of the weighted losses, a scalar."""
        losses, weights = self._losses(logits, target, features)
        return tf.reduce_mean(_weighted(losses, weights), name=name)

    def loss(self, logits, target, features):
        """Return the weighted mean of the losses, a scalar."""
        losses, weights = self._losses(logits, target, features)
        if weights is None:
            return tf.reduce_mean(losses, name="loss")
        total = tf.cast(tf.reduce_sum(weights), tf.float32)
        return tf.div(tf.reduce_sum(_weighted(losses, weights)), total, name="loss")

    def _losses(self, logits, target, features):
        if isinstance(target, dict):
            target = target[self.label_name]
        return self._loss_fn(logits, target), self.get_weight_tensor(features)


def _weighted(losses, weights):
    if weights is None:
        return losses
    return tf.multiply(tf.reshape(losses, shape=(-1,)), tf.reshape(weights, shape=(-1,)))


class _RegressionTargetColumn(_TargetColumn):
    def logits_to_predictions(self, logits, proba=False):
        """Return the logits themselves, as a vector if there is one for each example."""
        return tf.squeeze(logits, axis=[1]) if self.num_label_columns == 1 else logits

    def get_eval_ops(self, features, logits, labels, metrics=None):
        """Return the mean loss, and what `metrics` give for the predictions."""
        result = {"loss": tf.metrics.mean(self.loss(logits, labels, features))}
        if metrics:
            predictions = self.logits_to_predictions(logits)
            weights = self.get_weight_tensor(features)
            result.update(run_metrics(predictions, labels, metrics, weights))
        return result


class _MultiClassTargetColumn(_TargetColumn):
    def __init__(self, loss_fn, n_classes, label_name, weight_column_name):
        if n_classes < 2:
            raise ValueError("n_classes must be >= 2")
        super().__init__(
            loss_fn,
            1 if n_classes == 2 else n_classes,
            label_name,
            weight_column_name,
            ProblemType.CLASSIFICATION,
        )

    def logits_to_predictions(self, logits, proba=False):
        """Return the likeliest class, or with `proba` all classes' probabilities."""
        if self.num_label_columns == 1:
            logits = tf.concat([tf.zeros_like(logits), logits], 1)
        return tf.nn.softmax(logits) if proba else tf.argmax(logits, 1)

    def get_eval_ops(self, features, logits, labels, metrics=None):
        """Return the mean loss, the metrics of two classes, and what `metrics` give.

        A name in `metrics`, or a pair ("name", "classes"), is given predicted classes; a pair
        ("name", "probabilities") is given probabilities. By default "accuracy".
        """
        result = {"loss": tf.metrics.mean(self.loss(logits, labels, features))}
        if self.num_label_columns == 1:
            probabilities, floats = tf.sigmoid(logits), tf.cast(labels, tf.float32)
            for name, metric in get_default_binary_metrics_for_eval([0.5]).items():
                result[name] = metric(probabilities, floats)
        if metrics is None:
            metrics = {("accuracy", "classes"): accuracy}
        weights = self.get_weight_tensor(features)
        for proba, chosen in enumerate(split_metrics(metrics)):
            if chosen:
                predictions = self.logits_to_predictions(logits, proba=bool(proba))
                result.update(run_metrics(predictions, labels, chosen, weights))
        return result


class _BinarySvmTargetColumn(_MultiClassTargetColumn):
    def logits_to_predictions(self, logits, proba=False):
        """Return the class on whose side of the margin the logit is.

        Raises:
          ValueError: probabilities are asked for, which a margin does not give.
        """
        if proba:
            raise ValueError("logits to probabilities is not supported for _BinarySvmTargetColumn")
        return super().logits_to_predictions(logits)


def _as_column(target):
    return tf.expand_dims(target, axis=1) if target.shape.ndims == 1 else target


def _mean_squared_loss(logits, target):
    # A vector would be broadcast against the column of logits.
    target = _as_column(target)
    logits.shape.assert_is_compatible_with(target.shape)
    return tf.squared_difference(logits, tf.cast(target, tf.float32))


def _log_loss_with_two_classes(logits, target):
    labels = tf.cast(_as_column(target), tf.float32)
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)


def _softmax_cross_entropy_loss(logits, target):
    if not target.dtype.is_integer:
        raise ValueError(f"Target's dtype should be integer Instead got {target.dtype}.")
    labels = tf.squeeze(target, axis=[1]) if target.shape.ndims == 2 else target
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def _hinge_loss(logits, target):
    at_most_a_column = tf.Assert(
        tf.less_equal(tf.rank(target), 2),
        ["target's shape should be either [batch_size, 1] or [batch_size]"],
    )
    with tf.control_dependencies([at_most_a_column]):
        labels = tf.reshape(target, shape=[tf.shape(target)[0], 1])
    signs = 2 * tf.cast(labels, tf.float32) - 1
    return tf.nn.relu(1 - signs * logits)
