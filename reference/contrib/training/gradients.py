"""Gradients between computing and applying them: clipped, multiplied, summarised.

Source: TensorFlow 1.15, ``tf.contrib.training`` (gradient utilities).
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

_Pairs = list[tuple[Any, tf.Variable]]


def _on_values(gradient: Any, change: Callable[[tf.Tensor], tf.Tensor]) -> Any:
    """A dense gradient changed, or the values of a sparse one."""
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(change(gradient.values), gradient.indices, gradient.dense_shape)
    return change(gradient)


def add_gradients_summaries(grads_and_vars: _Pairs) -> list[tf.Tensor]:
    """Summaries of each gradient: a histogram ``<variable>_gradient``, and its norm.

    Args:
      grads_and_vars: pairs of gradient, or None, and variable.

    Returns:
      The summaries, two for each gradient.

    Source: ``tf.contrib.training.add_gradients_summaries`` of TensorFlow 1.15.
    """
    summaries = []
    for gradient, variable in grads_and_vars:
        name = variable.op.name
        if gradient is None:
            tf.logging.info("Var %s has no gradient", name)
            continue
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        summaries.append(tf.summary.histogram(f"{name}_gradient", values))
        norm = tf.global_norm([values])
        summaries.append(tf.summary.scalar(f"{name}_gradient_norm", norm))
    return summaries


def clip_gradient_norms(gradients_to_variables: _Pairs, max_norm: float) -> _Pairs:
    """Each gradient scaled down to a norm of at most ``max_norm``, each on its own.

    Args:
      gradients_to_variables: pairs of gradient, or None, and variable.
      max_norm: the largest norm.

    Source: ``tf.contrib.training.clip_gradient_norms`` of TensorFlow 1.15.
    """

    def clip(values: tf.Tensor) -> tf.Tensor:
        return tf.clip_by_norm(values, max_norm)

    return [
        (gradient if gradient is None else _on_values(gradient, clip), variable)
        for gradient, variable in gradients_to_variables
    ]


def clip_gradient_norms_fn(max_norm: float) -> Callable[[_Pairs], _Pairs]:
    """``clip_gradient_norms`` as a ``transform_grads_fn`` of ``create_train_op``.

    Source: ``tf.contrib.training.clip_gradient_norms_fn`` of TensorFlow 1.15.
    """
    return lambda gradients_to_variables: clip_gradient_norms(gradients_to_variables, max_norm)


def multiply_gradients(grads_and_vars: _Pairs, gradient_multipliers: dict[Any, float]) -> _Pairs:
    """The gradients of some variables scaled.

    Args:
      grads_and_vars: a list of pairs of gradient and variable.
      gradient_multipliers: from a variable, or the name of its operation, to a factor.

    Raises:
      ValueError: an argument is of the wrong kind or empty, or a variable to scale has no gradient.

    Source: ``tf.contrib.training.multiply_gradients`` of TensorFlow 1.15.
    """
    if not isinstance(grads_and_vars, list):
        raise ValueError("`grads_and_vars` must be a list.")
    if not gradient_multipliers:
        raise ValueError("`gradient_multipliers` is empty.")
    if not isinstance(gradient_multipliers, dict):
        raise ValueError("`gradient_multipliers` must be a dict.")

    def factor_of(variable: tf.Variable) -> Any:
        for key, factor in gradient_multipliers.items():
            if key is variable or (isinstance(key, str) and key == variable.op.name):
                return factor
        return None

    multiplied = []
    for gradient, variable in grads_and_vars:
        factor = factor_of(variable)
        if factor is not None:
            if gradient is None:
                raise ValueError("Requested multiple of `None` gradient.")
            scale = tf.convert_to_tensor(factor, dtype=gradient.dtype)
            gradient = _on_values(gradient, lambda values, scale=scale: values * scale)
        multiplied.append((gradient, variable))
    return multiplied
