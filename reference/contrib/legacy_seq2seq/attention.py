"""An RNN decoder that attends to the encoder's outputs.

Vinyals et al., "Grammar as a Foreign Language", https://arxiv.org/abs/1412.7449.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.rnn.linear import Linear

__all__ = ["attention_decoder"]


def attention_decoder(
    decoder_inputs,
    initial_state,
    attention_states,
    cell,
    output_size=None,
    num_heads=1,
    loop_function=None,
    dtype=None,
    scope=None,
    initial_state_attention=False,
):
    """Unroll a cell that reads its input with what it attended to at the step before.

    Each head scores `AttnV . tanh(AttnW states + W state + b)`; the step's output is a linear map
    of the cell's output and all heads' reads.

    Variables, under the scope: `AttnW_k`, `AttnV_k`, `kernel` and `bias` (input), the cell's,
    `Attention_k/{kernel,bias}`, `AttnOutputProjection/{kernel,bias}`.

    Args:
      decoder_inputs: list of `[batch, input depth]`.
      initial_state: the cell's state.
      attention_states: `[batch, memory length, depth]`, the depth known.
      cell: an `RNNCell`.
      output_size: depth of the output, `cell.output_size` by default.
      num_heads: how many reads a step.
      loop_function: `(previous output, step) -> input`, replaces every input but the first.
      dtype: dtype of the variables; the scope's by default.
      scope: variable scope or its name, `attention_decoder` by default.
      initial_state_attention: whether the first step too has attended, to what the initial state
        asks for; else its reads are zeros. For decoders that go on from a saved state.

    Returns:
      `(list of outputs [batch, output_size], last state)`.

    Raises:
      ValueError: when there is no input, no head, or a depth is not known.

    Source: `tf.contrib.legacy_seq2seq.attention_decoder` (TensorFlow 1.15).
    """
    if not decoder_inputs:
        raise ValueError("Must provide at least 1 input to attention decoder.")
    if num_heads < 1:
        raise ValueError("With less than 1 heads, use a non-attention decoder.")
    if attention_states.get_shape().dims[2].value is None:
        raise ValueError(
            f"Shape[2] of attention_states must be known: {attention_states.get_shape()}"
        )
    if output_size is None:
        output_size = cell.output_size

    with tf.variable_scope(scope or "attention_decoder", dtype=dtype) as opened:
        batch_size = tf.shape(decoder_inputs[0])[0]
        heads = _Heads(attention_states, num_heads, opened.dtype)
        reads = heads.nothing_read(batch_size)
        if initial_state_attention:
            reads = heads.read(initial_state)

        state = initial_state
        outputs = []
        for step, inputs in enumerate(decoder_inputs):
            if step > 0:
                tf.get_variable_scope().reuse_variables()
                if loop_function is not None:
                    with tf.variable_scope("loop_function", reuse=True):
                        inputs = loop_function(outputs[-1], step)
            cell_inputs = _merge(inputs, reads, opened.dtype)
            cell_output, state = cell(cell_inputs, state)
            if step == 0 and initial_state_attention:
                with tf.variable_scope(tf.get_variable_scope(), reuse=True):
                    reads = heads.read(state)
            else:
                reads = heads.read(state)
            with tf.variable_scope("AttnOutputProjection"):
                parts = [tf.cast(cell_output, opened.dtype), *reads]
                outputs.append(Linear(parts, output_size, True)(parts))
    return outputs, state


def _merge(inputs, reads, dtype):
    """A linear map of the input and the reads, as wide as the input."""
    width = inputs.get_shape().with_rank(2).dims[1].value
    if width is None:
        raise ValueError(f"Could not infer input size from input: {inputs.name}")
    parts = [tf.cast(part, dtype) for part in (inputs, *reads)]
    return Linear(parts, width, True)(parts)


class _Heads:
    """The attention heads: their variables, and reading the states through them."""

    def __init__(self, states, count, dtype):
        shape = states.get_shape()
        self._dtype = dtype
        self._depth = shape.dims[2].value
        self._length = shape.dims[1].value
        if self._length is None:
            self._length = tf.shape(states)[1]
        # A 1x1 convolution maps every state at once.
        self._states = tf.reshape(states, [-1, self._length, 1, self._depth])
        self._features = []
        self._directions = []
        for head in range(count):
            kernel = tf.get_variable(f"AttnW_{head}", [1, 1, self._depth, self._depth], dtype=dtype)
            self._features.append(tf.nn.conv2d(self._states, kernel, [1, 1, 1, 1], "SAME"))
            self._directions.append(tf.get_variable(f"AttnV_{head}", [self._depth], dtype=dtype))

    def nothing_read(self, batch_size):
        """Zeros `[batch, depth]` for each head."""
        shape = tf.stack([batch_size, self._depth])
        reads = [tf.zeros(shape, dtype=self._dtype) for _ in self._features]
        for read in reads:
            read.set_shape([None, self._depth])
        return reads

    def read(self, query):
        """What each head reads, `[batch, depth]`, for a (nested) state."""
        if tf.nest.is_nested(query):
            parts = tf.nest.flatten(query)
            for part in parts:
                rank = part.get_shape().ndims
                assert not rank or rank == 2, f"A state must be a matrix: {part}"
            query = tf.concat(parts, 1)
        return [self._read_by(head, query) for head in range(len(self._features))]

    def _read_by(self, head, query):
        with tf.variable_scope(f"Attention_{head}"):
            asked = Linear(query, self._depth, True)(query)
            asked = tf.cast(tf.reshape(asked, [-1, 1, 1, self._depth]), self._dtype)
            matches = self._directions[head] * tf.tanh(self._features[head] + asked)
            scores = tf.reduce_sum(matches, [2, 3])
            # Whatever the dtype, the softmax is taken in float32.
            weights = tf.cast(tf.nn.softmax(tf.cast(scores, tf.float32)), self._dtype)
            weights = tf.reshape(weights, [-1, self._length, 1, 1])
            read = tf.reduce_sum(weights * self._states, [1, 2])
            return tf.reshape(read, [-1, self._depth])
