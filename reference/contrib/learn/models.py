"""Models that return predictions and a loss.

Source: TensorFlow 1.15, ``tf.contrib.learn.models``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.learn.ops.losses_ops import mean_squared_error_regressor, softmax_classifier

__all__ = [
    "linear_regression",
    "linear_regression_zero_init",
    "logistic_regression",
    "logistic_regression_zero_init",
]

Model = tuple[tf.Tensor, tf.Tensor]


def _weights_and_bias(
    x: tf.Tensor, y: tf.Tensor, outputs: Any, mean: float | None, stddev: float
) -> tuple[Any, Any]:
    """Variables of a linear function in the open variable scope, with summaries of all."""
    scope = tf.get_variable_scope().name
    tf.summary.histogram(f"{scope}.x", x)
    tf.summary.histogram(f"{scope}.y", y)
    dtype = x.dtype.base_dtype
    made = []
    for name, shape in (("weights", [x.shape[1], outputs]), ("bias", [outputs])):
        initializer = None
        if mean is not None:
            initializer = tf.random_normal_initializer(mean, stddev, dtype=dtype)
        made.append(tf.get_variable(name, shape, dtype=dtype, initializer=initializer))
    weights, bias = made
    tf.summary.histogram(f"{scope}.weights", weights)
    tf.summary.histogram(f"{scope}.bias", bias)
    return weights, bias


def linear_regression(
    x: tf.Tensor, y: tf.Tensor, init_mean: float | None = None, init_stddev: float = 1.0
) -> Model:
    """A linear function in the variable scope "linear_regression".

    Args:
      x: float of shape [batch, features].
      y: [batch] or [batch, outputs].
      init_mean: mean of the first values, which are normal; those of the scope if None.
      init_stddev: their standard deviation.

    Returns:
      Predictions and the mean squared error.

    Source: ``tf.contrib.learn.models.linear_regression`` of TensorFlow 1.15.
    """
    with tf.variable_scope("linear_regression"):
        outputs = 1 if y.shape.ndims == 1 else y.shape[1]
        weights, bias = _weights_and_bias(x, y, outputs, init_mean, init_stddev)
        return mean_squared_error_regressor(x, y, weights, bias)


def linear_regression_zero_init(x: tf.Tensor, y: tf.Tensor) -> Model:
    """`linear_regression` whose first values are zeros.

    Args:
      x, y: as `linear_regression` takes them.

    Source: ``tf.contrib.learn.models.linear_regression_zero_init`` of TensorFlow 1.15.
    """
    return linear_regression(x, y, init_mean=0.0, init_stddev=0.0)


def logistic_regression(
    x: tf.Tensor,
    y: tf.Tensor,
    class_weight: Any = None,
    init_mean: float | None = None,
    init_stddev: float = 1.0,
) -> Model:
    """Probabilities of classes in the variable scope "logistic_regression".

    Args:
      x: float of shape [batch, features].
      y: one-hot, [batch, classes].
      class_weight: factors of the logits; the tensor ``class_weight:0`` of the graph, if there is
        one, or none.
      init_mean, init_stddev: as `linear_regression` takes them.

    Returns:
      Probabilities and the cross entropy.

    Source: ``tf.contrib.learn.models.logistic_regression`` of TensorFlow 1.15.
    """
    with tf.variable_scope("logistic_regression"):
        weights, bias = _weights_and_bias(x, y, y.shape[-1], init_mean, init_stddev)
        if not class_weight:
            try:
                class_weight = tf.get_default_graph().get_tensor_by_name("class_weight:0")
            except KeyError:
                class_weight = None
        return softmax_classifier(x, y, weights, bias, class_weight=class_weight)


def logistic_regression_zero_init(x: tf.Tensor, y: tf.Tensor) -> Model:
    """`logistic_regression` whose first values are zeros.

    Args:
      x, y: as `logistic_regression` takes them.

    Source: ``tf.contrib.learn.models.logistic_regression_zero_init`` of TensorFlow 1.15.
    """
    return logistic_regression(x, y, init_mean=0.0, init_stddev=0.0)
