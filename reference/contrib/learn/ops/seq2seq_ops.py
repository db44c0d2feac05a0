"""Small models from sequences to sequences.

Source: TensorFlow 1.15, ``tf.contrib.learn.ops.seq2seq_ops``.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow.compat.v1 as tf

__all__ = ["rnn_decoder", "rnn_seq2seq", "seq2seq_inputs", "sequence_classifier"]


def sequence_classifier(
    decoding: Sequence[tf.Tensor],
    labels: Any,
    sampling_decoding: Sequence[tf.Tensor] | None = None,
    name: str | None = None,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Probabilities of each step, and the sum of their cross entropies.

    Args:
      decoding: logits of each step, [batch, classes].
      labels: one-hot labels of each step, [batch, classes].
      sampling_decoding: logits that the probabilities are of; ``decoding`` if None.
      name: name of the scope.

    Returns:
      Probabilities, [batch, steps, classes], and the loss, a scalar.

    Source: ``tf.contrib.learn.ops.sequence_classifier`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "sequence_classifier", [decoding, labels]):
        predictions, losses = [], []
        for step, logits in enumerate(decoding):
            losses.append(
                tf.nn.softmax_cross_entropy_with_logits(
                    labels=labels[step], logits=logits, name=f"sequence_loss/xent_raw{step}"
                )
            )
            shown = sampling_decoding[step] if sampling_decoding else logits
            predictions.append(tf.nn.softmax(shown))
        total = tf.add_n(losses, name="sequence_loss/xent")
        loss = tf.reduce_sum(total, name="sequence_loss")
        return tf.stack(predictions, axis=1), loss


def seq2seq_inputs(
    x: tf.Tensor,
    y: tf.Tensor,
    input_length: int,
    output_length: int,
    sentinel: Any = None,
    name: str | None = None,
) -> tuple[list[Any], list[Any], list[Any]]:
    """Inputs of the encoder, inputs of the decoder and its targets, step by step.

    Args:
      x: [batch, steps, features].
      y: [batch, steps, features].
      input_length, output_length: of no use.
      sentinel: what stands before and behind ``y``, [batch, features]; zeros if None.
      name: name of the scope.

    Returns:
      Three lists of tensors [batch, features].

    Source: ``tf.contrib.learn.ops.seq2seq_inputs`` of TensorFlow 1.15.
    """
    with tf.name_scope(name, "seq2seq_inputs", [x, y]):
        inputs = tf.unstack(x, axis=1)
        steps = tf.unstack(y, axis=1)
        if sentinel is None:
            sentinel = tf.zeros(tf.stack([tf.shape(x)[0], steps[0].shape[1]]))
            sentinel.set_shape(steps[0].shape)
        return inputs, [sentinel, *steps], [*steps, sentinel]


def rnn_decoder(
    decoder_inputs: Sequence[tf.Tensor], initial_state: Any, cell: Any, scope: Any = None
) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Runs a cell over inputs, and over its own outputs.

    Args:
      decoder_inputs: [batch, features] each.
      initial_state: state of the cell.
      cell: an ``RNNCell`` whose outputs have the size of its inputs.
      scope: variable scope, "dnn_decoder" by default.

    Returns:
      Outputs and states over the inputs, outputs and states over its own outputs; the first output
      is the same.

    Source: ``tf.contrib.learn.ops.rnn_decoder`` of TensorFlow 1.15.
    """
    with tf.variable_scope(scope or "dnn_decoder"):
        states, sampled_states = [initial_state], [initial_state]
        outputs: list[Any] = []
        sampled: list[Any] = []
        with tf.name_scope("training", values=[decoder_inputs, initial_state]):
            for step, each in enumerate(decoder_inputs):
                if step > 0:
                    tf.get_variable_scope().reuse_variables()
                output, state = cell(each, states[-1])
                outputs.append(output)
                states.append(state)
        with tf.name_scope("sampling", values=[initial_state]):
            for step in range(len(decoder_inputs)):
                if step == 0:
                    output, state = outputs[0], states[0]
                else:
                    output, state = cell(sampled[-1], sampled_states[-1])
                sampled.append(output)
                sampled_states.append(state)
    return outputs, states, sampled, sampled_states


def rnn_seq2seq(
    encoder_inputs: Sequence[tf.Tensor],
    decoder_inputs: Sequence[tf.Tensor],
    encoder_cell: Any,
    decoder_cell: Any = None,
    dtype: Any = tf.float32,
    scope: Any = None,
) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """An encoder, and `rnn_decoder` from its last state.

    Args:
      encoder_inputs, decoder_inputs: [batch, features] each.
      encoder_cell, decoder_cell: cells; the same if the second is None.
      dtype: type of the first state.
      scope: variable scope, "rnn_seq2seq" by default.

    Source: ``tf.contrib.learn.ops.rnn_seq2seq`` of TensorFlow 1.15.
    """
    with tf.variable_scope(scope or "rnn_seq2seq"):
        _, state = tf.nn.static_rnn(encoder_cell, encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, decoder_cell or encoder_cell)
