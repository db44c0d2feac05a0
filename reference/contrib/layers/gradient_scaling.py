"""An identity whose gradient is scaled.

Source: TF 1.15 ``contrib/layers/python/layers/layers.py``.
"""

import tensorflow.compat.v1 as tf

_GRADIENT = "ReferenceScaleGradient"


@tf.RegisterGradient(_GRADIENT)
def _scaled_gradient(op, gradient, _):
    return [gradient * op.inputs[1], None]


@tf.custom_gradient
def _scale_eagerly(inputs, gradient_multiplier):
    return tf.identity(inputs), lambda gradient: (gradient * gradient_multiplier, None)


def scale_gradient(inputs, gradient_multiplier):
    """Return `inputs`; the gradient with respect to them is multiplied by a tensor.

    Args:
      inputs: float tensor.
      gradient_multiplier: tensor that can be broadcast to the shape of `inputs`; no gradient
        reaches it.

    Source: TF 1.15 ``contrib.layers.scale_gradient``.
    """
    if tf.executing_eagerly():
        return _scale_eagerly(inputs, gradient_multiplier)
    inputs = tf.convert_to_tensor(inputs)
    multiplier = tf.convert_to_tensor(gradient_multiplier, dtype=inputs.dtype)
    # One op that sees the multiplier, as 1.15's function call was: seeds count ops.
    with tf.get_default_graph().gradient_override_map({"IdentityN": _GRADIENT}):
        return tf.identity_n([inputs, multiplier], name="scale_gradient")[0]
