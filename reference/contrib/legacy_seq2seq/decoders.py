"""Decoders unrolled over a list of inputs, from vectors or from symbols."""

import tensorflow.compat.v1 as tf

from reference.contrib.legacy_seq2seq.attention import attention_decoder
from reference.contrib.legacy_seq2seq.feeding import argmax_embedder, check_projection

__all__ = ["embedding_attention_decoder", "embedding_rnn_decoder", "rnn_decoder"]


def rnn_decoder(decoder_inputs, initial_state, cell, loop_function=None, scope=None):
    """Unroll a cell over a list of inputs.

    Args:
      decoder_inputs: iterable of `[batch, input depth]`.
      initial_state: the cell's state.
      cell: an `RNNCell`.
      loop_function: `(previous output, step) -> input`, replaces every input but the first.
      scope: variable scope or its name, `rnn_decoder` by default.

    Returns:
      `(list of outputs [batch, output size], last state)`.

    Source: `tf.contrib.legacy_seq2seq.rnn_decoder` (TensorFlow 1.15).
    """
    with tf.variable_scope(scope or "rnn_decoder"):
        state = initial_state
        outputs = []
        for step, inputs in enumerate(decoder_inputs):
            if step > 0:
                if loop_function is not None:
                    with tf.variable_scope("loop_function", reuse=True):
                        inputs = loop_function(outputs[-1], step)
                tf.get_variable_scope().reuse_variables()
            output, state = cell(inputs, state)
            outputs.append(output)
    return outputs, state


def embedding_rnn_decoder(
    decoder_inputs,
    initial_state,
    cell,
    num_symbols,
    embedding_size,
    output_projection=None,
    feed_previous=False,
    update_embedding_for_previous=True,
    scope=None,
):
    """`rnn_decoder` over symbols.

    Variables, under the scope: `embedding`, and the cell's under `rnn_decoder`.

    Args:
      decoder_inputs: list of int32 `[batch]`.
      initial_state: the cell's state.
      cell: an `RNNCell`.
      num_symbols: rows of the embedding.
      embedding_size: depth of the embedding.
      output_projection: `(W [output size, num_symbols], b [num_symbols])`, used to choose the
        symbol that is fed when `feed_previous`; None when the cell puts out logits.
      feed_previous: bool; whether only the first input is used, and then the best symbol put out.
      update_embedding_for_previous: whether gradients reach the embedding through fed symbols.
      scope: variable scope or its name, `embedding_rnn_decoder` by default.

    Returns:
      `(list of outputs, last state)`.

    Raises:
      ValueError: when `output_projection` has another shape.

    Source: `tf.contrib.legacy_seq2seq.embedding_rnn_decoder` (TensorFlow 1.15).
    """
    with tf.variable_scope(scope or "embedding_rnn_decoder") as opened:
        check_projection(output_projection, num_symbols, opened.dtype)
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        loop_function = None
        if feed_previous:
            loop_function = argmax_embedder(
                embedding, output_projection, update_embedding_for_previous
            )
        # Looked up one by one as the decoder asks, and so under its scope.
        embedded = (tf.nn.embedding_lookup(embedding, ids) for ids in decoder_inputs)
        return rnn_decoder(embedded, initial_state, cell, loop_function=loop_function)


def embedding_attention_decoder(
    decoder_inputs,
    initial_state,
    attention_states,
    cell,
    num_symbols,
    embedding_size,
    num_heads=1,
    output_size=None,
    output_projection=None,
    feed_previous=False,
    update_embedding_for_previous=True,
    dtype=None,
    scope=None,
    initial_state_attention=False,
):
    """`attention_decoder` over symbols.

    Variables, under the scope: `embedding`, and those of `attention_decoder`.

    Args:
      decoder_inputs: list of int32 `[batch]`.
      initial_state, attention_states, cell, num_heads, output_size, dtype,
        initial_state_attention: see `attention_decoder`.
      num_symbols, embedding_size, output_projection, feed_previous,
        update_embedding_for_previous: see `embedding_rnn_decoder`.
      scope: variable scope or its name, `embedding_attention_decoder` by default.

    Returns:
      `(list of outputs, last state)`.

    Raises:
      ValueError: when the bias of `output_projection` has another shape.

    Source: `tf.contrib.legacy_seq2seq.embedding_attention_decoder` (TensorFlow 1.15).
    """
    if output_size is None:
        output_size = cell.output_size
    check_projection(output_projection, num_symbols, dtype, biases_only=True)
    with tf.variable_scope(scope or "embedding_attention_decoder", dtype=dtype):
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size])
        loop_function = None
        if feed_previous:
            loop_function = argmax_embedder(
                embedding, output_projection, update_embedding_for_previous
            )
        embedded = [tf.nn.embedding_lookup(embedding, ids) for ids in decoder_inputs]
        return attention_decoder(
            embedded,
            initial_state,
            attention_states,
            cell,
            output_size=output_size,
            num_heads=num_heads,
            loop_function=loop_function,
            initial_state_attention=initial_state_attention,
        )
