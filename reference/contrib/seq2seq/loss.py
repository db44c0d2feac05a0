"""Weighted cross entropy over sequences: `tf.contrib.seq2seq.sequence_loss` of TensorFlow 1.15.

https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/seq2seq
"""

import tensorflow.compat.v1 as tf

__all__ = ["SequenceLoss", "sequence_loss"]

_BATCH_AXIS, _TIME_AXIS = 0, 1


def sequence_loss(
    logits,
    targets,
    weights,
    average_across_timesteps=True,
    average_across_batch=True,
    sum_over_timesteps=False,
    sum_over_batch=False,
    softmax_loss_function=None,
    name=None,
):
    """Cross entropy of each target under its logits, weighted, then reduced as asked.

    With `ce[b, t] = weights[b, t] * crossent(targets[b, t], logits[b, t])`, a reduced axis becomes

    - `average_across_*`: `sum(ce) / sum(weights)` over that axis (or both axes);
    - `sum_over_*`: `sum(ce) / count_nonzero(weights)` over that axis (or both axes).

    A quotient with a zero divisor is 0. One averaged axis with the *other* one summed is reduced
    over the averaged axis only, as TensorFlow 1.15 does.

    Args:
      logits: float `[batch, time, classes]`.
      targets: int32 or int64 `[batch, time]`, the true class at each step.
      weights: float `[batch, time]`; 0 masks a step out.
      average_across_timesteps: average over time; excludes `sum_over_timesteps`.
      average_across_batch: average over the batch; excludes `sum_over_batch`.
      sum_over_timesteps: sum over time, divided by the number of steps that have weight.
      sum_over_batch: sum over the batch, divided by the number of rows that have weight.
      softmax_loss_function: `f(labels=, logits=)` from `[batch * time]` and
        `[batch * time, classes]` to losses `[batch * time]`; default is
        `tf.nn.sparse_softmax_cross_entropy_with_logits`.
      name: name scope, `sequence_loss` by default.

    Returns:
      A float tensor: a scalar when both axes are reduced, `[time]` when only the batch is,
      `[batch]` when only time is, `[batch, time]` when neither is.

    Raises:
      ValueError: when a rank is wrong, or an axis is to be both averaged and summed.

    Source: `tf.contrib.seq2seq.sequence_loss` (TensorFlow 1.15).

    >>> import tensorflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     loss = sequence_loss(tf.zeros([1, 5, 4]), tf.zeros([1, 5], tf.int32), tf.ones([1, 5]))
    ...     print(round(float(session.run(loss)), 4))
    1.3863
    """
    _check_ranks(logits, targets, weights)
    for axis_name, averaged, summed in (
        ("timesteps", average_across_timesteps, sum_over_timesteps),
        ("batch", average_across_batch, sum_over_batch),
    ):
        if averaged and summed:
            raise ValueError(
                f"average_across_{axis_name} and sum_over_{axis_name} cannot be set to True "
                "at the same time; choose one."
            )

    with tf.name_scope(name, "sequence_loss", [logits, targets, weights]):
        losses = _flat_losses(logits, targets, softmax_loss_function)
        losses *= tf.reshape(weights, [-1])
        if average_across_timesteps and average_across_batch:
            return _weighted_mean(losses, weights)
        if sum_over_timesteps and sum_over_batch:
            return _mean_of_weighted_steps(losses, weights)

        losses = tf.reshape(losses, tf.shape(logits)[:2])
        if average_across_timesteps or average_across_batch:
            return _weighted_mean(
                losses, weights, axis=[_BATCH_AXIS if average_across_batch else _TIME_AXIS]
            )
        if sum_over_timesteps or sum_over_batch:
            return _mean_of_weighted_steps(
                losses, weights, axis=[_BATCH_AXIS if sum_over_batch else _TIME_AXIS]
            )
        return losses


class SequenceLoss:
    """`sequence_loss` with its options bound, called the way Keras calls a loss.

    The non-public `SequenceLoss` of TensorFlow 1.15's contrib.seq2seq: it sums over both axes
    unless told otherwise. It is a plain callable, so Keras itself is not imported.

    Args:
      average_across_timesteps, average_across_batch, sum_over_timesteps, sum_over_batch,
        softmax_loss_function: see `sequence_loss`; the defaults differ from it.
      name: name scope of the loss ops.
    """

    def __init__(
        self,
        average_across_timesteps=False,
        average_across_batch=False,
        sum_over_timesteps=True,
        sum_over_batch=True,
        softmax_loss_function=None,
        name=None,
    ):
        self.average_across_timesteps = average_across_timesteps
        self.average_across_batch = average_across_batch
        self.sum_over_timesteps = sum_over_timesteps
        self.sum_over_batch = sum_over_batch
        self.softmax_loss_function = softmax_loss_function
        self.name = name

    def __call__(self, y_true, y_pred, sample_weight=None):
        """Return `sequence_loss` of `y_pred` (logits) for `y_true` (targets).

        Shapes, result and errors are those of `sequence_loss`; `sample_weight` takes the place
        of `weights` and, in spite of its default, has to be given.
        """
        return sequence_loss(
            logits=y_pred,
            targets=y_true,
            weights=sample_weight,
            average_across_timesteps=self.average_across_timesteps,
            average_across_batch=self.average_across_batch,
            sum_over_timesteps=self.sum_over_timesteps,
            sum_over_batch=self.sum_over_batch,
            softmax_loss_function=self.softmax_loss_function,
            name=self.name,
        )


def _check_ranks(logits, targets, weights):
    for what, tensor, axes in (
        ("Logits", logits, ("batch_size", "sequence_length", "logits")),
        ("Targets", targets, ("batch_size", "sequence_length")),
        ("Weights", weights, ("batch_size", "sequence_length")),
    ):
        shape = tensor.get_shape()
        if shape.ndims != len(axes):
            raise ValueError(f"{what} must be a [{' x '.join(axes)}] tensor, not {shape}")


def _flat_losses(logits, targets, loss_function):
    """Unreduced losses [batch * time]."""
    flat_logits = tf.reshape(logits, [-1, tf.shape(logits)[2]])
    flat_targets = tf.reshape(targets, [-1])
    if loss_function is None:
        loss_function = tf.nn.sparse_softmax_cross_entropy_with_logits
    return loss_function(labels=flat_targets, logits=flat_logits)


def _weighted_mean(losses, weights, axis=None):
    total = tf.reduce_sum(losses, axis=axis)
    return tf.div_no_nan(total, tf.reduce_sum(weights, axis=axis))


def _mean_of_weighted_steps(losses, weights, axis=None):
    total = tf.reduce_sum(losses, axis=axis)
    steps = tf.cast(tf.count_nonzero(weights, axis=axis), total.dtype)
    return tf.div_no_nan(total, steps)
