"""Penalties on weights: L1, L2, their sums, and the term they add to a loss.

Source: TF 1.15 ``contrib/layers/python/layers/regularizers.py``.
"""

import numbers

import tensorflow.compat.v1 as tf

__all__ = [
    "apply_regularization",
    "l1_l2_regularizer",
    "l1_regularizer",
    "l2_regularizer",
    "sum_regularizer",
]


def _is_switched_off(scale):
    """Check a scale; tell whether it is zero, which TensorFlow 1 takes to mean no penalty."""
    if isinstance(scale, numbers.Integral):
        raise ValueError(f"scale cannot be an integer: {scale}")
    if not isinstance(scale, numbers.Real):
        return False
    if scale < 0.0:
        raise ValueError(f"Setting a scale less than 0 on a regularizer: {scale:g}")
    if scale == 0.0:
        tf.logging.info("Scale of 0 disables regularizer.")
        return True
    return False


def _no_penalty(_):
    return None


def _scaled(norm, scale, scope, default_scope):
    def penalty(weights):
        with tf.name_scope(scope, default_scope, [weights]) as name:
            factor = tf.convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")
            return tf.multiply(factor, norm(weights), name=name)

    return penalty


def l1_regularizer(scale, scope=None):
    """Return a function of weights that gives `scale * sum(|weights|)`, a scalar.

    Args:
      scale: a float or a scalar tensor. 0.0 gives a function that returns None.
      scope: name of the scope of its ops, "l1_regularizer" by default.

    Raises:
      ValueError: `scale` is an integer or negative.

    Source: TF 1.15 ``contrib.layers.l1_regularizer``.
    """
    if _is_switched_off(scale):
        return _no_penalty
    return _scaled(lambda w: tf.reduce_sum(tf.abs(w)), scale, scope, "l1_regularizer")


def l2_regularizer(scale, scope=None):
    """Return a function of weights that gives `scale * sum(weights ** 2) / 2`, a scalar.

    Args:
      scale: a float or a scalar tensor. 0.0 gives a function that returns None.
      scope: name of the scope of its ops, "l2_regularizer" by default.

    Raises:
      ValueError: `scale` is an integer or negative.

    Source: TF 1.15 ``contrib.layers.l2_regularizer``.
    """
    if _is_switched_off(scale):
        return _no_penalty
    return _scaled(tf.nn.l2_loss, scale, scope, "l2_regularizer")


def l1_l2_regularizer(scale_l1=1.0, scale_l2=1.0, scope=None):
    """Return a function that gives the L1 penalty plus the L2 penalty of its weights.

    A scale of 0.0 leaves its half out.

    Raises:
      ValueError: a scale is an integer or negative.

    Source: TF 1.15 ``contrib.layers.l1_l2_regularizer``.
    """
    for name, scale in (("scale_l1", scale_l1), ("scale_l2", scale_l2)):
        if isinstance(scale, numbers.Integral):
            raise ValueError(f"{name} cannot be an integer: {scale}")
    scope = scope or "l1_l2_regularizer"
    if scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope=scope)


def sum_regularizer(regularizer_list, scope=None):
    """Return a function that gives the sum of what the regularizers of the list give.

    None stands for "no regularizer"; if nothing else is in the list, the result is None.

    Source: TF 1.15 ``contrib.layers.sum_regularizer``.
    """
    parts = [part for part in regularizer_list if part is not None]
    if not parts:
        return None

    def sum_reg(weights):
        with tf.name_scope(scope, "sum_regularizer", [weights]) as name:
            terms = [term for term in (part(weights) for part in parts) if term is not None]
            return tf.add_n(terms, name=name) if terms else None

    return sum_reg


def apply_regularization(regularizer, weights_list=None):
    """Return the summed penalty over `weights_list`, and put it into REGULARIZATION_LOSSES.

    Args:
      regularizer: function from a tensor to a scalar tensor or None.
      weights_list: tensors or variables; the WEIGHTS collection by default.

    Raises:
      ValueError: there are no weights, or `regularizer` does not return a scalar.

    Source: TF 1.15 ``contrib.layers.apply_regularization``.
    """
    weights_list = weights_list or tf.get_collection(tf.GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("No weights to regularize.")
    with tf.name_scope("get_regularization_penalty", values=weights_list) as scope:
        penalties = [regularizer(weights) for weights in weights_list]
        penalties = [tf.constant(0.0) if p is None else p for p in penalties]
        for penalty in penalties:
            if penalty.shape.ndims != 0:
                raise ValueError(
                    "regularizer must return a scalar Tensor instead of a Tensor with rank "
                    f"{penalty.shape.ndims}."
                )
        total = tf.add_n(penalties, name=scope)
        tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, total)
        return total
