"""`optimize_loss`: from a loss to a training op, with clipping, noise, decay and summaries.

Source: TF 1.15 ``contrib/layers/python/layers/optimizers.py``.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.framework import assert_scalar
from reference.contrib.layers.dependencies import with_dependencies
from reference.contrib.layers.gradient_clipping import (
    adaptive_clipping_fn,
    clip_gradients_by_norm,
    scale_gradient_values,
)

__all__ = ["OPTIMIZER_CLS_NAMES", "OPTIMIZER_SUMMARIES", "adaptive_clipping_fn", "optimize_loss"]


def _momentum(learning_rate):
    return tf.train.MomentumOptimizer(learning_rate, momentum=0.9)


OPTIMIZER_CLS_NAMES = {
    "Adagrad": tf.train.AdagradOptimizer,
    "Adam": tf.train.AdamOptimizer,
    "Ftrl": tf.train.FtrlOptimizer,
    "Momentum": _momentum,
    "RMSProp": tf.train.RMSPropOptimizer,
    "SGD": tf.train.GradientDescentOptimizer,
}

OPTIMIZER_SUMMARIES = [
    "learning_rate",
    "loss",
    "gradients",
    "gradient_norm",
    "global_gradient_norm",
]


def optimize_loss(
    loss,
    global_step,
    learning_rate,
    optimizer,
    gradient_noise_scale=None,
    gradient_multipliers=None,
    clip_gradients=None,
    learning_rate_decay_fn=None,
    update_ops=None,
    variables=None,
    name=None,
    summaries=None,
    colocate_gradients_with_ops=False,
    increment_global_step=True,
):
    """Return a tensor that, when run, takes one training step and gives the loss before it.

    Args:
      loss: scalar tensor.
      global_step: scalar integer variable, counted up by each step; None takes the graph's own.
      learning_rate: float (kept in the variable "learning_rate"), scalar tensor, or None.
      optimizer: a name of `OPTIMIZER_CLS_NAMES`; a `tf.train.Optimizer` or its class; or a
        function from the learning rate (without argument if that is None) to an optimizer.
      gradient_noise_scale: float; truncated normal noise times this is added to the gradients.
      gradient_multipliers: dict from variables or their names ("w:0") to factors.
      clip_gradients: float, the largest global norm; or a function from a list of
        (gradient, variable) to such a list, for instance `adaptive_clipping_fn()`.
      learning_rate_decay_fn: function of learning rate and step to the learning rate to use.
      update_ops: list of ops to run before the loss; the UPDATE_OPS collection by default.
      variables: list of variables to train; all trainable ones by default.
      name: scope of ops and variables, "OptimizeLoss" by default.
      summaries: list out of `OPTIMIZER_SUMMARIES`; by default loss, learning rate and the global
        norm of the gradients.
      colocate_gradients_with_ops: place gradients beside their ops.
      increment_global_step: whether a step counts.

    Raises:
      ValueError: an argument is of the wrong type or value, `learning_rate_decay_fn` has no
        `global_step` to go by, or no gradient is left.

    Source: TF 1.15 ``contrib.layers.optimize_loss``.
    """
    loss = tf.convert_to_tensor(loss)
    assert_scalar(loss)
    if global_step is None:
        global_step = tf.train.get_global_step()
    else:
        tf.train.assert_global_step(global_step)
    with tf.variable_scope(name, "OptimizeLoss", [loss, global_step]):
        if update_ops is None:
            update_ops = set(tf.get_collection(tf.GraphKeys.UPDATE_OPS))
        if update_ops:
            loss = with_dependencies(list(update_ops), loss)

        rate = _rate_tensor(learning_rate)
        summaries = _checked_summaries(summaries)
        if learning_rate is not None and learning_rate_decay_fn is not None:
            if global_step is None:
                raise ValueError("global_step is required for learning_rate_decay_fn.")
            rate = learning_rate_decay_fn(rate, global_step)
            if "learning_rate" in summaries:
                tf.summary.scalar("learning_rate", rate)

        optimizer = _make_optimizer(optimizer, rate, learning_rate is not None)
        gradients = optimizer.compute_gradients(
            loss,
            tf.trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        if gradient_noise_scale is not None:
            gradients = [(_with_noise(g, gradient_noise_scale), v) for g, v in gradients]
        if gradient_multipliers is not None:
            gradients = _multiply_gradients(gradients, gradient_multipliers)

        norms = "global_gradient_norm" in summaries or "gradient_norm" in summaries
        if norms:
            _summarize_global_norm("gradient_norm", gradients)
        gradients = _clip(gradients, clip_gradients)
        if "loss" in summaries:
            tf.summary.scalar("loss", loss)
        _summarize_gradients(gradients, summaries)
        if norms and clip_gradients is not None:
            _summarize_global_norm("clipped_gradient_norm", gradients)

        step = global_step if increment_global_step else None
        train = optimizer.apply_gradients(gradients, global_step=step, name="train")
        return with_dependencies([train], loss)


def _rate_tensor(learning_rate):
    if learning_rate is None:
        return None
    if tf.is_tensor(learning_rate) and not hasattr(learning_rate, "assign"):
        if learning_rate.shape.ndims == 0:
            return learning_rate
    elif isinstance(learning_rate, float):
        if learning_rate < 0.0:
            raise ValueError(f"Invalid learning_rate {learning_rate}.")
        return tf.get_variable(
            "learning_rate",
            [],
            trainable=False,
            initializer=tf.constant_initializer(learning_rate),
        )
    raise ValueError(
        "Learning rate should be 0d Tensor or float. "
        f"Got {learning_rate} of type {type(learning_rate)}"
    )


def _checked_summaries(summaries):
    if summaries is None:
        return ["loss", "learning_rate", "global_gradient_norm"]
    for summary in summaries:
        if summary not in OPTIMIZER_SUMMARIES:
            raise ValueError(
                f"Summaries should be one of [{', '.join(OPTIMIZER_SUMMARIES)}], "
                f"you provided {summary}."
            )
    return summaries


def _make_optimizer(wanted, rate, has_rate):
    base = tf.train.Optimizer
    if isinstance(wanted, base):
        return wanted
    by_name = isinstance(wanted, str)
    if by_name or (isinstance(wanted, type) and issubclass(wanted, base)):
        if rate is None:
            kind = "string" if by_name else "class"
            raise ValueError(
                f"Learning rate is None, but should be specified if optimizer is {kind} ({wanted})."
            )
        if by_name and wanted not in OPTIMIZER_CLS_NAMES:
            raise ValueError(
                f"Optimizer name should be one of [{', '.join(OPTIMIZER_CLS_NAMES)}], "
                f"you provided {wanted}."
            )
        return (OPTIMIZER_CLS_NAMES[wanted] if by_name else wanted)(learning_rate=rate)
    if not callable(wanted):
        raise ValueError(
            "Unrecognized optimizer: should be string, subclass of Optimizer, instance of "
            f"subclass of Optimizer or function with one argument. Got {wanted}."
        )
    made = wanted(rate) if has_rate else wanted()
    if not isinstance(made, base):
        raise ValueError(
            f"Unrecognized optimizer: function should return subclass of Optimizer. Got {made}."
        )
    return made


def _with_noise(gradient, scale):
    if gradient is None:
        return None
    sparse = isinstance(gradient, tf.IndexedSlices)
    shape = gradient.dense_shape if sparse else gradient.shape
    return gradient + tf.truncated_normal(shape) * scale


def _multiply_gradients(grads_and_vars, multipliers):
    # Keyed by identity: a variable is not hashable where TensorFlow 2's tensor equality is on.
    by_variable = {id(key): factor for key, factor in multipliers.items() if hasattr(key, "op")}
    by_name = {key: factor for key, factor in multipliers.items() if isinstance(key, str)}
    multiplied = []
    for gradient, variable in grads_and_vars:
        factor = by_variable.get(id(variable), by_name.get(variable.name))
        if gradient is not None and factor is not None:
            if not isinstance(gradient, tf.IndexedSlices):
                factor = tf.cast(factor, gradient.dtype)
            gradient = scale_gradient_values(gradient, factor)
        multiplied.append((gradient, variable))
    if not multiplied:
        raise ValueError(
            "Empty list of (gradient, var) pairs encountered. This is most likely to be caused "
            "by an improper value of gradient_multipliers."
        )
    return multiplied


def _clip(gradients, clip_gradients):
    if clip_gradients is None:
        return gradients
    if isinstance(clip_gradients, float):
        return clip_gradients_by_norm(gradients, clip_gradients)
    if callable(clip_gradients):
        return clip_gradients(gradients)
    raise ValueError(f"Unknown type {type(clip_gradients)} for clip_gradients")


def _summarize_global_norm(tag, gradients):
    tf.summary.scalar(f"global_norm/{tag}", tf.global_norm([g for g, _ in gradients]))


def _summarize_gradients(gradients, summaries):
    for gradient, variable in gradients:
        values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
        if values is None:
            continue
        label = variable.name.replace(":", "_")
        if "gradients" in summaries:
            tf.summary.histogram(f"gradients/{label}", values)
        if "gradient_norm" in summaries:
            tf.summary.scalar(f"gradient_norm/{label}", tf.global_norm([values]))
