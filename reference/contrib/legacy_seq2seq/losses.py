"""Cross entropy of sequences given as lists of steps."""

import tensorflow.compat.v1 as tf

__all__ = ["sequence_loss", "sequence_loss_by_example"]


def sequence_loss_by_example(
    logits,
    targets,
    weights,
    average_across_timesteps=True,
    softmax_loss_function=None,
    name=None,
):
    """Weighted cross entropy of each sequence (its log perplexity).

    Args:
      logits: list of float `[batch, classes]`, one a step.
      targets: list of int32 `[batch]`.
      weights: list of float `[batch]`.
      average_across_timesteps: whether to divide by each sequence's total weight.
      softmax_loss_function: `f(labels=, logits=) -> [batch]`; by default
        `tf.nn.sparse_softmax_cross_entropy_with_logits`.
      name: name scope, `sequence_loss_by_example` by default.

    Returns:
      float `[batch]`.

    Raises:
      ValueError: when the lists differ in length.

    Source: `tf.contrib.legacy_seq2seq.sequence_loss_by_example` (TensorFlow 1.15).
    """
    if not len(logits) == len(targets) == len(weights):
        raise ValueError(
            "Lengths of logits, weights, and targets must be the same "
            f"{len(logits)}, {len(weights)}, {len(targets)}."
        )
    with tf.name_scope(name, "sequence_loss_by_example", logits + targets + weights):
        losses = [
            _step_loss(logit, target, softmax_loss_function) * weight
            for logit, target, weight in zip(logits, targets, weights, strict=True)
        ]
        total = tf.add_n(losses)
        if average_across_timesteps:
            # All weights may be 0.
            total /= tf.add_n(weights) + 1e-12
    return total


def _step_loss(logits, labels, loss_function):
    if loss_function is not None:
        return loss_function(labels=labels, logits=logits)
    # Callers are known to give scalars.
    labels = tf.reshape(labels, [-1])
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def sequence_loss(
    logits,
    targets,
    weights,
    average_across_timesteps=True,
    average_across_batch=True,
    softmax_loss_function=None,
    name=None,
):
    """Sum (or mean) over the batch of `sequence_loss_by_example`.

    Args:
      logits, targets, weights, average_across_timesteps, softmax_loss_function: see
        `sequence_loss_by_example`.
      average_across_batch: whether to divide by the batch size.
      name: name scope, `sequence_loss` by default.

    Returns:
      A float scalar.

    Raises:
      ValueError: when the lists differ in length.

    Source: `tf.contrib.legacy_seq2seq.sequence_loss` (TensorFlow 1.15).
    """
    with tf.name_scope(name, "sequence_loss", logits + targets + weights):
        by_example = sequence_loss_by_example(
            logits,
            targets,
            weights,
            average_across_timesteps=average_across_timesteps,
            softmax_loss_function=softmax_loss_function,
        )
        cost = tf.reduce_sum(by_example)
        if not average_across_batch:
            return cost
        return cost / tf.cast(tf.shape(targets[0])[0], cost.dtype)
