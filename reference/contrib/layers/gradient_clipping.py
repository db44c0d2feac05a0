"""Gradient clipping that learns from the norms it has seen what norm is too large.

Source: TF 1.15 ``contrib/layers/python/layers/optimizers.py``; Chan et al. 2015, section 3.2.1
(https://arxiv.org/abs/1508.01211).
"""

import tensorflow.compat.v1 as tf

from reference.contrib.layers.moving_averages import assign_moving_average


def clip_gradients_by_norm(grads_and_vars, clip_gradients):
    """Scale all gradients so that their common norm is at most `clip_gradients`.

    Source: TF 1.15 ``tf.clip_by_global_norm``.
    """
    gradients, variables = zip(*grads_and_vars, strict=True)
    clipped, _ = tf.clip_by_global_norm(gradients, clip_gradients)
    return list(zip(clipped, variables, strict=True))


def scale_gradient_values(gradient, factor):
    """Return a gradient (None, tensor or `IndexedSlices`) times `factor`."""
    if gradient is None:
        return None
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(gradient.values * factor, gradient.indices, gradient.dense_shape)
    return gradient * factor


def adaptive_clipping_fn(
    std_factor=2.0,
    decay=0.95,
    static_max_norm=None,
    global_step=None,
    report_summary=False,
    epsilon=1e-8,
    name=None,
):
    """Return a function for `optimize_loss(clip_gradients=...)` that clips unusual gradients.

    It keeps moving averages of the logarithm of the gradients' norm and of its square. A norm
    above `exp(mean + std_factor * std)` is scaled down to `exp(mean)`.

    Args:
      std_factor: how many standard deviations are usual, a number or a scalar tensor.
      decay: decay of the moving averages.
      static_max_norm: a norm never to be exceeded, if given.
      global_step: with it the decay is at most `n / (n + 1)`, for a quicker start.
      report_summary: add the summary "global_norm/adaptive_max_gradient_norm".
      epsilon: smallest norm and variance.
      name: scope of the variables "mean" and "sq_mean", "AdaptiveMaxNorm" by default.

    Returns:
      Function from a list of (gradient, variable) to such a list.

    Source: TF 1.15 ``contrib.layers.adaptive_clipping_fn``.
    """

    def gradient_clipping(grads_and_vars):
        gradients, variables = zip(*grads_and_vars, strict=True)
        norm = tf.global_norm(gradients)
        limit, log_mean = _usual_norm(norm, std_factor, decay, global_step, epsilon, name)
        if report_summary:
            tf.summary.scalar("global_norm/adaptive_max_gradient_norm", limit)
        factor = tf.where(norm < limit, tf.ones_like(norm), tf.exp(log_mean) / norm)
        if static_max_norm is not None:
            factor = tf.minimum(static_max_norm / norm, factor)
        clipped = [scale_gradient_values(gradient, factor) for gradient in gradients]
        return list(zip(clipped, variables, strict=True))

    return gradient_clipping


def _usual_norm(norm, std_factor, decay, global_step, epsilon, name):
    """Return the largest usual norm and the mean of its logarithm, both updated when run."""
    with tf.variable_scope(name, "AdaptiveMaxNorm", [norm]):
        log_norm = tf.log(norm + epsilon)
        if global_step is not None:
            step = tf.cast(global_step, tf.float32)
            decay = tf.minimum(decay, step / (step + 1.0))

        def running(label, value):
            average = tf.get_variable(
                label,
                shape=value.shape,
                dtype=value.dtype,
                initializer=tf.zeros_initializer(),
                trainable=False,
            )
            return assign_moving_average(average, value, decay, zero_debias=False)

        mean = running("mean", log_norm)
        mean_square = running("sq_mean", tf.square(log_norm))
        variance = mean_square - tf.square(mean)
        deviation = tf.sqrt(tf.maximum(epsilon, variance))
        return tf.exp(mean + std_factor * deviation), mean
