"""Feeding a decoder its own output, by choice when the graph is built or when it runs."""

import tensorflow.compat.v1 as tf


def argmax_embedder(embedding, output_projection=None, update_embedding=True):
    """A `loop_function` that embeds the most probable symbol of the step before.

    Args:
      embedding: `[symbols, depth]`.
      output_projection: `(W [output, symbols], b [symbols])` that makes logits of an output; None
        when outputs are logits.
      update_embedding: whether gradients reach the embedding by this way.

    Returns:
      `f(previous output [batch, ...], step) -> [batch, depth]`.
    """

    def next_input(previous, _):
        if output_projection is not None:
            previous = tf.nn.xw_plus_b(previous, output_projection[0], output_projection[1])
        embedded = tf.nn.embedding_lookup(embedding, tf.argmax(previous, 1))
        return embedded if update_embedding else tf.stop_gradient(embedded)

    return next_input


def check_projection(output_projection, num_symbols, dtype, biases_only=False):
    """Raise ValueError unless `(W, b)` is `([_, num_symbols], [num_symbols])`; None passes."""
    if output_projection is None:
        return
    shapes = ([None, num_symbols], [num_symbols])
    for part, shape in list(zip(output_projection, shapes, strict=True))[biases_only:]:
        tensor = tf.convert_to_tensor(part, dtype=dtype)
        tensor.get_shape().assert_is_compatible_with(shape)


def decode_either_way(feed_previous, decode, steps):
    """`decode(True)` or `decode(False)`, as the tensor `feed_previous` says when the graph runs.

    Both are built; the second uses the variables that the first has made.

    Args:
      feed_previous: bool scalar tensor.
      decode: `bool -> (list of outputs, state)`.
      steps: number of outputs.

    Returns:
      `(list of outputs, flat list of the state's tensors)`.
    """

    def branch(feeds):
        with tf.variable_scope(tf.get_variable_scope(), reuse=None if feeds else True):
            outputs, state = decode(feeds)
            return outputs + tf.nest.flatten(state)

    flat = tf.cond(feed_previous, lambda: branch(True), lambda: branch(False))
    return flat[:steps], flat[steps:]


def packed_like(structure, tensors):
    """`tensors` nested like `structure`; the first one when that is a single tensor."""
    if not tf.nest.is_nested(structure):
        return tensors[0]
    return tf.nest.pack_sequence_as(structure=structure, flat_sequence=tensors)
