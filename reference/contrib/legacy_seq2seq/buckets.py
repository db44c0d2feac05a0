"""One model unrolled to several lengths, which share their variables."""

import tensorflow.compat.v1 as tf

from reference.contrib.legacy_seq2seq.losses import sequence_loss, sequence_loss_by_example

__all__ = ["model_with_buckets"]


def model_with_buckets(
    encoder_inputs,
    decoder_inputs,
    targets,
    weights,
    buckets,
    seq2seq,
    softmax_loss_function=None,
    per_example_loss=False,
    name=None,
):
    """Build a model and its loss for each bucket of lengths.

    Args:
      encoder_inputs, decoder_inputs: lists of tensors, one a step.
      targets: list of int32 `[batch]`.
      weights: list of float `[batch]`.
      buckets: list of `(encoder length, decoder length)`, the longest last.
      seq2seq: `(encoder inputs, decoder inputs) -> (outputs, state)`.
      softmax_loss_function: see `sequence_loss_by_example`.
      per_example_loss: whether losses are `[batch]` in place of scalars.
      name: name scope, `model_with_buckets` by default.

    Returns:
      `(outputs, losses)`: for each bucket the list of its steps' outputs, and its loss.

    Raises:
      ValueError: when a list is shorter than the last bucket.

    Source: `tf.contrib.legacy_seq2seq.model_with_buckets` (TensorFlow 1.15).
    """
    longest_input, longest_output = buckets[-1]
    for label, values, needed in (
        ("encoder_inputs", encoder_inputs, longest_input),
        ("targets", targets, longest_output),
        ("weights", weights, longest_output),
    ):
        if len(values) < needed:
            raise ValueError(
                f"Length of {label} ({len(values)}) must be at least that of last "
                f"bucket ({needed})."
            )

    loss_of = sequence_loss_by_example if per_example_loss else sequence_loss
    outputs, losses = [], []
    everything = encoder_inputs + decoder_inputs + targets + weights
    with tf.name_scope(name, "model_with_buckets", everything):
        for encoder_steps, decoder_steps in buckets:
            # Every bucket after the first uses the variables that the first has made.
            with tf.variable_scope(tf.get_variable_scope(), reuse=True if outputs else None):
                logits, _ = seq2seq(encoder_inputs[:encoder_steps], decoder_inputs[:decoder_steps])
                outputs.append(logits)
                losses.append(
                    loss_of(
                        logits,
                        targets[:decoder_steps],
                        weights[:decoder_steps],
                        softmax_loss_function=softmax_loss_function,
                    )
                )
    return outputs, losses
