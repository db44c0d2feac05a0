"""Whole models: an encoder unrolled over a list, then a decoder that starts from its state."""

import copy

import tensorflow.compat.v1 as tf

from reference.contrib.legacy_seq2seq.decoders import (
    embedding_attention_decoder,
    embedding_rnn_decoder,
    rnn_decoder,
)
from reference.contrib.legacy_seq2seq.feeding import (
    argmax_embedder,
    check_projection,
    decode_either_way,
    packed_like,
)
from reference.contrib.rnn.core_rnn_cell import EmbeddingWrapper, OutputProjectionWrapper
from reference.nn.rnn_cell import RNNCell

__all__ = [
    "basic_rnn_seq2seq",
    "embedding_attention_seq2seq",
    "embedding_rnn_seq2seq",
    "embedding_tied_rnn_seq2seq",
    "one2many_rnn_seq2seq",
    "tied_rnn_seq2seq",
]


def basic_rnn_seq2seq(encoder_inputs, decoder_inputs, cell, dtype=tf.float32, scope=None):
    """Encode, then decode from the last state, with two cells of one kind.

    Variables, under the scope: the encoder's cell under `rnn`, the decoder's under `rnn_decoder`.

    Args:
      encoder_inputs, decoder_inputs: lists of `[batch, input depth]`.
      cell: an `RNNCell`; the encoder takes a copy.
      dtype: dtype of the encoder's zero state.
      scope: variable scope or its name, `basic_rnn_seq2seq` by default.

    Returns:
      `(list of outputs [batch, output size], last state)`.

    Source: `tf.contrib.legacy_seq2seq.basic_rnn_seq2seq` (TensorFlow 1.15).
    """
    with tf.variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = tf.nn.static_rnn(copy.deepcopy(cell), encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs, decoder_inputs, cell, loop_function=None, dtype=tf.float32, scope=None
):
    """Encode, then decode from the last state, with one and the same cell.

    Variables, under `combined_tied_rnn_seq2seq/<scope>`: the cell's.

    Args:
      encoder_inputs, decoder_inputs: lists of `[batch, input depth]`.
      cell: an `RNNCell`.
      loop_function: see `rnn_decoder`.
      dtype: dtype of the encoder's zero state.
      scope: variable scope or its name, `tied_rnn_seq2seq` by default.

    Returns:
      `(list of outputs [batch, output size], last state)`.

    Source: `tf.contrib.legacy_seq2seq.tied_rnn_seq2seq` (TensorFlow 1.15).
    """
    with tf.variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = tf.nn.static_rnn(cell, encoder_inputs, dtype=dtype, scope=scope)
        tf.get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function=loop_function, scope=scope)


def embedding_rnn_seq2seq(
    encoder_inputs,
    decoder_inputs,
    cell,
    num_encoder_symbols,
    num_decoder_symbols,
    embedding_size,
    output_projection=None,
    feed_previous=False,
    dtype=None,
    scope=None,
):
    """Embed symbols, encode them, and decode from the last state.

    Variables, under the scope: `rnn/embedding_wrapper/embedding` and the encoder's cell, and those
    of `embedding_rnn_decoder`.

    Args:
      encoder_inputs, decoder_inputs: lists of int32 `[batch]`.
      cell: an `RNNCell`; the encoder takes a copy.
      num_encoder_symbols, num_decoder_symbols: how many symbols there are.
      embedding_size: depth of both embeddings.
      output_projection: `(W, b)` that makes logits of the outputs; by default the cell is given a
        projection of its own and outputs are logits.
      feed_previous: bool, or bool scalar tensor: whether the decoder is fed the best symbol that
        it put out. Of a tensor both ways are built.
      dtype: dtype of the encoder's zero state; the scope's by default.
      scope: variable scope or its name, `embedding_rnn_seq2seq` by default.

    Returns:
      `(list of outputs [batch, num_decoder_symbols] or [batch, output size], last state)`.

    Source: `tf.contrib.legacy_seq2seq.embedding_rnn_seq2seq` (TensorFlow 1.15).
    """
    with tf.variable_scope(scope or "embedding_rnn_seq2seq") as opened:
        if dtype is None:
            dtype = opened.dtype
        else:
            opened.set_dtype(dtype)
        _, encoded = _encode_symbols(
            copy.deepcopy(cell), encoder_inputs, num_encoder_symbols, embedding_size, dtype
        )
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)

        def decode(feeds, **options):
            return embedding_rnn_decoder(
                decoder_inputs,
                encoded,
                cell,
                num_decoder_symbols,
                embedding_size,
                output_projection=output_projection,
                feed_previous=feeds,
                **options,
            )

        if isinstance(feed_previous, bool):
            return decode(feed_previous)
        outputs, state = decode_either_way(
            feed_previous,
            lambda feeds: decode(feeds, update_embedding_for_previous=False),
            len(decoder_inputs),
        )
        return outputs, packed_like(encoded, state)


def embedding_tied_rnn_seq2seq(
    encoder_inputs,
    decoder_inputs,
    cell,
    num_symbols,
    embedding_size,
    num_decoder_symbols=None,
    output_projection=None,
    feed_previous=False,
    dtype=None,
    scope=None,
):
    """Embed symbols, encode and decode them, with one embedding and one cell for both.

    Variables, under the scope: `embedding`, and those of `tied_rnn_seq2seq`.

    Args:
      encoder_inputs, decoder_inputs: lists of int32 `[batch]`.
      cell: an `RNNCell`.
      num_symbols: rows of the embedding.
      embedding_size: its depth.
      num_decoder_symbols: how many symbols to put out, `num_symbols` by default.
      output_projection: `(W [output size, num_symbols], b [num_symbols])`; see
        `embedding_rnn_seq2seq`.
      feed_previous: see `embedding_rnn_seq2seq`.
      dtype: dtype of variables and zero state; the scope's by default.
      scope: variable scope or its name, `embedding_tied_rnn_seq2seq` by default.

    Returns:
      `(list of outputs, last state)`.

    Raises:
      ValueError: when `output_projection` has another shape.

    Source: `tf.contrib.legacy_seq2seq.embedding_tied_rnn_seq2seq` (TensorFlow 1.15).
    """
    with tf.variable_scope(scope or "embedding_tied_rnn_seq2seq", dtype=dtype) as opened:
        dtype = opened.dtype
        check_projection(output_projection, num_symbols, dtype)
        embedding = tf.get_variable("embedding", [num_symbols, embedding_size], dtype=dtype)
        encoder_embedded, decoder_embedded = (
            [tf.nn.embedding_lookup(embedding, ids) for ids in inputs]
            for inputs in (encoder_inputs, decoder_inputs)
        )
        if output_projection is None:
            outputs_wanted = num_symbols if num_decoder_symbols is None else num_decoder_symbols
            cell = OutputProjectionWrapper(cell, outputs_wanted)

        def decode(feeds, update_embedding):
            loop_function = None
            if feeds:
                loop_function = argmax_embedder(embedding, output_projection, update_embedding)
            return tied_rnn_seq2seq(
                encoder_embedded,
                decoder_embedded,
                cell,
                loop_function=loop_function,
                dtype=dtype,
            )

        if isinstance(feed_previous, bool):
            return decode(feed_previous, update_embedding=True)
        outputs, state = decode_either_way(
            feed_previous,
            lambda feeds: decode(feeds, update_embedding=False),
            len(decoder_inputs),
        )
        # The state's structure is that of a zero state, which is made for no other use.
        structure = cell.zero_state(_common_batch_size(encoder_inputs), dtype)
        return outputs, packed_like(structure, state)


def _common_batch_size(inputs):
    first, *others = (step.get_shape().dims[0] for step in inputs)
    for other in others:
        first.merge_with(other)
    return tf.shape(inputs[0])[0] if first.value is None else first.value


def embedding_attention_seq2seq(
    encoder_inputs,
    decoder_inputs,
    cell,
    num_encoder_symbols,
    num_decoder_symbols,
    embedding_size,
    num_heads=1,
    output_projection=None,
    feed_previous=False,
    dtype=None,
    scope=None,
    initial_state_attention=False,
):
    """Embed symbols, encode them, and decode with attention to what the encoder put out.

    Variables, under the scope: `rnn/embedding_wrapper/embedding` and the encoder's cell, and those
    of `embedding_attention_decoder`.

    Args:
      encoder_inputs, decoder_inputs, cell, num_encoder_symbols, num_decoder_symbols,
        embedding_size, output_projection, feed_previous: see `embedding_rnn_seq2seq`.
      num_heads, initial_state_attention: see `attention_decoder`.
      dtype: dtype of variables and zero state; the scope's by default.
      scope: variable scope or its name, `embedding_attention_seq2seq` by default.

    Returns:
      `(list of outputs, last state)`.

    Source: `tf.contrib.legacy_seq2seq.embedding_attention_seq2seq` (TensorFlow 1.15).
    """
    with tf.variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as opened:
        encoder_outputs, encoded = _encode_symbols(
            copy.deepcopy(cell),
            encoder_inputs,
            num_encoder_symbols,
            embedding_size,
            opened.dtype,
        )
        states = [tf.reshape(output, [-1, 1, cell.output_size]) for output in encoder_outputs]
        states = tf.concat(states, 1)
        output_size = None
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)
            output_size = num_decoder_symbols

        def decode(feeds, **options):
            return embedding_attention_decoder(
                decoder_inputs,
                encoded,
                states,
                cell,
                num_decoder_symbols,
                embedding_size,
                num_heads=num_heads,
                output_size=output_size,
                output_projection=output_projection,
                feed_previous=feeds,
                initial_state_attention=initial_state_attention,
                **options,
            )

        if isinstance(feed_previous, bool):
            return decode(feed_previous)
        outputs, state = decode_either_way(
            feed_previous,
            lambda feeds: decode(feeds, update_embedding_for_previous=False),
            len(decoder_inputs),
        )
        return outputs, packed_like(encoded, state)


def one2many_rnn_seq2seq(
    encoder_inputs,
    decoder_inputs_dict,
    enc_cell,
    dec_cells_dict,
    num_encoder_symbols,
    num_decoder_symbols_dict,
    embedding_size,
    feed_previous=False,
    dtype=None,
    scope=None,
):
    """One encoder of symbols, several decoders.

    Variables, under the scope: the encoder's, and for every decoder those of
    `embedding_rnn_decoder` under `one2many_decoder_<name>`.

    Args:
      encoder_inputs: list of int32 `[batch]`.
      decoder_inputs_dict: decoder name to list of int32 `[batch]`.
      enc_cell: an `RNNCell`.
      dec_cells_dict: decoder name to `RNNCell`.
      num_encoder_symbols: how many symbols the encoder knows.
      num_decoder_symbols_dict: decoder name to number of symbols.
      embedding_size: depth of all embeddings.
      feed_previous: see `embedding_rnn_seq2seq`.
      dtype: dtype of variables and zero state; the scope's by default.
      scope: variable scope or its name, `one2many_rnn_seq2seq` by default.

    Returns:
      `(outputs, states)`: decoder name to list of outputs, decoder name to last state.

    Raises:
      TypeError: when a cell is not an `RNNCell`.
      ValueError: when the dictionaries' keys differ.

    Source: `tf.contrib.legacy_seq2seq.one2many_rnn_seq2seq` (TensorFlow 1.15); Luong et al.,
    "Multi-task Sequence to Sequence Learning", https://arxiv.org/abs/1511.06114.
    """
    if not isinstance(enc_cell, RNNCell):
        raise TypeError(f"enc_cell is not an RNNCell: {type(enc_cell)}")
    if set(dec_cells_dict) != set(decoder_inputs_dict):
        raise ValueError("keys of dec_cells_dict != keys of decoder_inputs_dict")
    for cell in dec_cells_dict.values():
        if not isinstance(cell, RNNCell):
            raise TypeError(f"dec_cell is not an RNNCell: {type(cell)}")

    outputs, states = {}, {}
    with tf.variable_scope(scope or "one2many_rnn_seq2seq", dtype=dtype) as opened:
        _, encoded = _encode_symbols(
            enc_cell, encoder_inputs, num_encoder_symbols, embedding_size, opened.dtype
        )
        for name, inputs in decoder_inputs_dict.items():
            with tf.variable_scope(f"one2many_decoder_{name}"):
                outputs[name], states[name] = _decode_symbols(
                    inputs,
                    encoded,
                    dec_cells_dict[name],
                    num_decoder_symbols_dict[name],
                    embedding_size,
                    feed_previous,
                )
    return outputs, states


def _encode_symbols(cell, inputs, num_symbols, embedding_size, dtype):
    """Return `(list of outputs, last state)` of a cell unrolled over embedded symbols."""
    embedded = EmbeddingWrapper(cell, embedding_classes=num_symbols, embedding_size=embedding_size)
    return tf.nn.static_rnn(embedded, inputs, dtype=dtype)


def _decode_symbols(inputs, encoded, cell, num_symbols, embedding_size, feed_previous):
    cell = OutputProjectionWrapper(cell, num_symbols)

    def decode(feeds):
        return embedding_rnn_decoder(
            inputs, encoded, cell, num_symbols, embedding_size, feed_previous=feeds
        )

    if isinstance(feed_previous, bool):
        return decode(feed_previous)
    outputs, state = decode_either_way(feed_previous, decode, len(inputs))
    return outputs, packed_like(encoded, state)
