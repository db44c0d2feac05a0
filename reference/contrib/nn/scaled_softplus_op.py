"""A rectifier that is smooth, and may have a ceiling.

Source: TensorFlow 1.15, ``tf.contrib.nn.scaled_softplus``.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.kernel_gradients import register_missing_gradient

_GRADIENT = "ReferenceScaledSoftplus"
_LEAST = 1e-8  # keeps the logarithm finite; t log(t) is 0 in the end


def scaled_softplus(x: Any, alpha: Any, clip: Any = None, name: str | None = None) -> tf.Tensor:
    """``min(alpha log(1 + exp(x / alpha)), clip)``.

    Args:
      x: floating tensor.
      alpha: smoothness, above 0; of the dtype of ``x`` and a shape that goes with its.
      clip: the ceiling, likewise; none by default.
      name: of the scope.

    Returns:
      A tensor of the dtype of ``x`` and the common shape, with gradients to all; they are computed
      of the output, not of ``x``.

    Source: ``tf.contrib.nn.scaled_softplus`` of TensorFlow 1.15.
    """
    ceiling = [] if clip is None else [clip]
    with tf.name_scope(name, "scaled_softplus", [x, alpha, *ceiling]):
        x = tf.convert_to_tensor(x, name="x")
        dtype = x.dtype
        alpha = tf.convert_to_tensor(alpha, dtype=dtype, name="alpha")
        y = alpha * tf.nn.softplus(x / alpha)
        if clip is not None:
            ceiling = [tf.convert_to_tensor(clip, dtype=dtype, name="clip")]
            y = tf.minimum(y, ceiling[0])
        if tf.executing_eagerly():
            return _eagerly(tf.stop_gradient(y), x, alpha, *ceiling)
        # One op that sees output and inputs, as 1.15's function call was: seeds count ops.
        kind = "ScaledSoftplusHelper_clip" if ceiling else "ScaledSoftplusHelper"
        with tf.get_default_graph().gradient_override_map({"IdentityN": _GRADIENT}):
            return tf.identity_n([y, x, alpha, *ceiling], name=f"{kind}_{dtype.name}")[0]


def _gradient(operation: tf.Operation, gradient: tf.Tensor, *_: Any) -> list[Any]:
    return [None, *_slopes(gradient, *operation.inputs)]


register_missing_gradient(_GRADIENT, _gradient)


@tf.custom_gradient
def _eagerly(y: tf.Tensor, *inputs: tf.Tensor) -> Any:
    return tf.identity(y), lambda gradient: [None, *_slopes(gradient, y, *inputs)]


def _slopes(
    gradient: tf.Tensor, y: tf.Tensor, x: tf.Tensor, alpha: tf.Tensor, clip: Any = None
) -> list[tf.Tensor]:
    """Gradients of x, alpha and clip; with s = y / alpha, ``dy/dx = 1 - exp(-s)``."""
    with tf.control_dependencies([gradient]):
        y = tf.identity(y)  # so that nothing is computed before it is needed
    of_clip = []
    if clip is not None:
        below = tf.cast(y < clip, gradient.dtype)
        of_clip = [_like(gradient * (1.0 - below), clip)]
        gradient = gradient * below
    y = y / alpha
    share = tf.exp(-y)
    slope = 1.0 - share
    of_alpha = y * share - slope * tf.log(slope + _LEAST)
    return [_like(gradient * slope, x), _like(gradient * of_alpha, alpha), *of_clip]


def _like(gradient: tf.Tensor, value: tf.Tensor) -> tf.Tensor:
    """A gradient summed over the dimensions along which ``value`` was repeated."""
    shape = tf.shape(value)
    repeated, _ = tf.raw_ops.BroadcastGradientArgs(s0=shape, s1=tf.shape(gradient))
    return tf.reshape(tf.reduce_sum(gradient, repeated), shape)
