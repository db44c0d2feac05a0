"""The decoders that TensorFlow 1.0 had: functions that a loop over an RNN cell asks at each step.

A decoder function takes ``(time, cell_state, cell_input, cell_output, context_state)``, with
``cell_state`` and ``cell_output`` None before the first step, and returns ``(done, next_state,
next_input, emitted_output, next_context_state)``; ``done`` is None where the length of the inputs
decides. 1.1 replaced all of this by `Decoder` and `AttentionWrapper`.

Attention, with ``h`` the memory and ``s`` the cell's output::

    score_j   = v . tanh(W_1 h_j + W_2 s)   (bahdanau)      or   (W_1 h_j) . s   (luong)
    context   = sum_j softmax(score)_j h_j
    attention = W_3 [s, context]
"""

from collections.abc import Callable
from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.layers import linear
from reference.nn.rnn_cell import LSTMStateTuple

__all__ = [
    "attention_decoder_fn_inference",
    "attention_decoder_fn_train",
    "dynamic_rnn_decoder",
    "prepare_attention",
    "simple_decoder_fn_inference",
    "simple_decoder_fn_train",
]

DecoderFunction = Callable[[Any, Any, Any, Any, Any], tuple[Any, Any, Any, Any, Any]]


def dynamic_rnn_decoder(
    cell: Any,
    decoder_fn: DecoderFunction,
    inputs: Any = None,
    sequence_length: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
    name: str | None = None,
) -> tuple[tf.Tensor, Any, Any]:
    """Run a cell, with what a decoder function gives it.

    Args:
        cell: an RNN cell.
        decoder_fn: see the module.
        inputs: `[batch, time, depth]`, for training; None for inference, where ``decoder_fn`` finds
            the inputs.
        sequence_length: int32 `[batch]`, for training.
        parallel_iterations: of the loop.
        swap_memory: let tensors that back propagation needs wait in the host's memory.
        time_major: inputs and outputs are `[time, batch, depth]`.
        scope: variable scope of the cell, ``rnn`` by default.
        name: name scope, ``dynamic_rnn_decoder`` by default.

    Returns:
        Outputs `[batch, time, depth]`, the final state, and the final context state or None.

    Raises:
        ValueError: inputs of less than two dimensions.

    Source: ``tf.contrib.seq2seq.dynamic_rnn_decoder`` of TensorFlow 1.0.
    """
    with tf.name_scope(name, "dynamic_rnn_decoder", [inputs, sequence_length]):
        given = None if inputs is None else _Inputs(inputs, time_major)

        def step(time: Any, cell_output: Any, cell_state: Any, carried: Any) -> tuple[Any, ...]:
            done, context = carried if isinstance(carried, tuple) else (carried, None)
            cell_input = None if given is None else given.at(time, cell_state, done)
            done, state, next_input, emitted, context = decoder_fn(
                time, cell_state, cell_input, cell_output, context
            )
            if done is None:
                done = time >= sequence_length
            return done, next_input, state, emitted, done if context is None else (done, context)

        outputs, state, carried = tf.nn.raw_rnn(
            cell,
            step,
            parallel_iterations=parallel_iterations,
            swap_memory=swap_memory,
            scope=scope,
        )
        stacked = outputs.stack()
        context = carried[1] if isinstance(carried, tuple) else None
        return stacked if time_major else tf.transpose(stacked, [1, 0, 2]), state, context


class _Inputs:
    """The inputs of a training, step by step, and zeros behind the last."""

    def __init__(self, inputs: Any, time_major: bool) -> None:
        inputs = tf.convert_to_tensor(inputs)
        if inputs.shape.ndims is not None and inputs.shape.ndims < 2:
            raise ValueError("Inputs must have at least two dimensions")
        if not time_major:
            inputs = tf.transpose(inputs, [1, 0, 2])
        self.steps, self.batch_size, self.depth = inputs.shape.as_list()
        if self.steps is None:
            self.steps = tf.shape(inputs)[0]
        self.dtype = inputs.dtype
        self.array = tf.TensorArray(inputs.dtype, size=self.steps).unstack(inputs)

    def at(self, time: Any, cell_state: Any, done: Any) -> tf.Tensor:
        """The input of a step; ``done``, `[batch]`, tells how many there are."""
        if cell_state is None:
            return self.array.read(0)
        batch_size = tf.shape(done)[0] if self.batch_size is None else self.batch_size
        return tf.cond(
            tf.equal(time, self.steps),
            lambda: tf.zeros([batch_size, self.depth], self.dtype),
            lambda: self.array.read(time),
        )


def simple_decoder_fn_train(encoder_state: Any, name: str | None = None) -> DecoderFunction:
    """A decoder function that hands the inputs on.

    Args:
        encoder_state: the cell's first state.
        name: name scope, ``simple_decoder_fn_train`` by default.

    Source: ``tf.contrib.seq2seq.simple_decoder_fn_train`` of TensorFlow 1.0.
    """
    with tf.name_scope(name, "simple_decoder_fn_train", [encoder_state]):
        pass  # takes the name, as 1.0 did

    def decoder_fn(
        time: Any, cell_state: Any, cell_input: Any, cell_output: Any, context_state: Any
    ) -> tuple[Any, Any, Any, Any, Any]:
        state = encoder_state if cell_state is None else cell_state
        return None, state, cell_input, cell_output, context_state

    return decoder_fn


def attention_decoder_fn_train(
    encoder_state: Any,
    attention_keys: tf.Tensor,
    attention_values: tf.Tensor,
    attention_score_fn: Callable[..., tf.Tensor],
    attention_construct_fn: Callable[..., tf.Tensor],
    name: str | None = None,
) -> DecoderFunction:
    """A decoder function whose inputs are joined with the attention, which is what it emits.

    Args:
        encoder_state: the cell's first state.
        attention_keys: `[batch, steps, units]`, of `prepare_attention`, as the three that follow.
        attention_values: `[batch, steps, units]`.
        attention_score_fn: not used: the next one holds it.
        attention_construct_fn: `(cell_output, keys, values) -> [batch, units]`.
        name: name scope, ``attention_decoder_fn_train`` by default.

    Source: ``tf.contrib.seq2seq.attention_decoder_fn_train`` of TensorFlow 1.0.
    """
    with tf.name_scope(name, "attention_decoder_fn_train", [encoder_state, attention_keys]):
        pass

    def decoder_fn(
        time: Any, cell_state: Any, cell_input: Any, cell_output: Any, context_state: Any
    ) -> tuple[Any, Any, Any, Any, Any]:
        with tf.name_scope(name, "attention_decoder_fn_train", [time, cell_input]):
            if cell_state is None:
                cell_state, attention = encoder_state, _no_attention(encoder_state)
            else:
                attention = attention_construct_fn(cell_output, attention_keys, attention_values)
                cell_output = attention
            joined = tf.concat([cell_input, attention], 1)
        return None, cell_state, joined, cell_output, context_state

    return decoder_fn


def simple_decoder_fn_inference(
    output_fn: Callable[[tf.Tensor], tf.Tensor] | None,
    encoder_state: Any,
    embeddings: Any,
    start_of_sequence_id: Any,
    end_of_sequence_id: Any,
    maximum_length: Any,
    num_decoder_symbols: Any,
    dtype: tf.DType = tf.int32,
    name: str | None = None,
) -> DecoderFunction:
    """A decoder function that feeds the likeliest symbol back.

    Args:
        output_fn: from the cell's output to logits `[batch, symbols]`; None for none.
        encoder_state: the cell's first state.
        embeddings: `[symbols, depth]`, the inputs that stand for symbols.
        start_of_sequence_id: the first symbol.
        end_of_sequence_id: the symbol that ends a sequence.
        maximum_length: so many steps at most, and two.
        num_decoder_symbols: how many symbols there are.
        dtype: integer type of the symbols.
        name: name scope, ``simple_decoder_fn_inference`` by default.

    Source: ``tf.contrib.seq2seq.simple_decoder_fn_inference`` of TensorFlow 1.0.
    """
    with tf.name_scope(name, "simple_decoder_fn_inference", [embeddings]):
        symbols = _Symbols(
            output_fn, encoder_state, embeddings, start_of_sequence_id, end_of_sequence_id,
            maximum_length, num_decoder_symbols, dtype,
        )  # fmt: skip

    def decoder_fn(
        time: Any, cell_state: Any, cell_input: Any, cell_output: Any, context_state: Any
    ) -> tuple[Any, Any, Any, Any, Any]:
        with tf.name_scope(name, "simple_decoder_fn_inference", [time, cell_output]):
            done, following, emitted = symbols.after(time, cell_input, cell_output)
        state = encoder_state if cell_output is None else cell_state
        return done, state, following, emitted, context_state

    return decoder_fn


def attention_decoder_fn_inference(
    output_fn: Callable[[tf.Tensor], tf.Tensor] | None,
    encoder_state: Any,
    attention_keys: tf.Tensor,
    attention_values: tf.Tensor,
    attention_score_fn: Callable[..., tf.Tensor],
    attention_construct_fn: Callable[..., tf.Tensor],
    embeddings: Any,
    start_of_sequence_id: Any,
    end_of_sequence_id: Any,
    maximum_length: Any,
    num_decoder_symbols: Any,
    dtype: tf.DType = tf.int32,
    name: str | None = None,
) -> DecoderFunction:
    """A decoder function that feeds the likeliest symbol back, joined with the attention.

    Args:
        output_fn: from the attention to logits `[batch, symbols]`; None for none.
        encoder_state: the cell's first state.
        attention_keys: see `attention_decoder_fn_train`, as for the three that follow.
        attention_values: `[batch, steps, units]`.
        attention_score_fn: not used.
        attention_construct_fn: `(cell_output, keys, values) -> [batch, units]`.
        embeddings: see `simple_decoder_fn_inference`, as for all that follow.
        start_of_sequence_id: the first symbol.
        end_of_sequence_id: the symbol that ends a sequence.
        maximum_length: so many steps at most, and two.
        num_decoder_symbols: how many symbols there are.
        dtype: integer type of the symbols.
        name: name scope, ``attention_decoder_fn_inference`` by default.

    Source: ``tf.contrib.seq2seq.attention_decoder_fn_inference`` of TensorFlow 1.0.
    """
    with tf.name_scope(name, "attention_decoder_fn_inference", [embeddings]):
        symbols = _Symbols(
            output_fn, encoder_state, embeddings, start_of_sequence_id, end_of_sequence_id,
            maximum_length, num_decoder_symbols, dtype,
        )  # fmt: skip

    def decoder_fn(
        time: Any, cell_state: Any, cell_input: Any, cell_output: Any, context_state: Any
    ) -> tuple[Any, Any, Any, Any, Any]:
        with tf.name_scope(name, "attention_decoder_fn_inference", [time, cell_output]):
            if cell_output is None:
                cell_state, attention = encoder_state, _no_attention(encoder_state)
            else:
                attention = attention_construct_fn(cell_output, attention_keys, attention_values)
                cell_output = attention
            done, following, emitted = symbols.after(time, cell_input, cell_output)
            joined = tf.concat([following, attention], 1)
        return done, cell_state, joined, emitted, context_state

    return decoder_fn


class _Symbols:
    """What a decoder says in inference: a symbol a step, the likeliest one of the last output."""

    def __init__(
        self,
        output_fn: Callable[[tf.Tensor], tf.Tensor] | None,
        encoder_state: Any,
        embeddings: Any,
        start: Any,
        end: Any,
        maximum_length: Any,
        number: Any,
        dtype: tf.DType,
    ) -> None:
        self.output_fn = output_fn or (lambda output: output)
        self.embeddings = embeddings
        self.start = tf.convert_to_tensor(start, dtype)
        self.end = tf.convert_to_tensor(end, dtype)
        self.maximum_length = tf.convert_to_tensor(maximum_length, dtype)
        self.number = tf.convert_to_tensor(number, dtype)
        self.dtype = dtype
        state = tf.nest.flatten(encoder_state)[0]
        size = state.shape.as_list()[0]
        self.batch_size = tf.shape(state)[0] if size is None else size

    def after(
        self, time: Any, cell_input: Any, cell_output: Any
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Which sequences are done, their next inputs, and the logits, after an output."""
        if cell_input is not None:
            raise ValueError(f"Expected cell_input to be None, but saw: {cell_input}")
        if cell_output is None:
            chosen = tf.ones([self.batch_size], self.dtype) * self.start
            ended = tf.zeros([self.batch_size], tf.bool)
            emitted = tf.zeros([self.number], tf.float32)
        else:
            emitted = self.output_fn(cell_output)
            chosen = tf.cast(tf.argmax(emitted, 1), self.dtype)
            ended = tf.equal(chosen, self.end)
        done = tf.cond(
            tf.greater(time, self.maximum_length),
            lambda: tf.ones([self.batch_size], tf.bool),
            lambda: ended,
        )
        return done, tf.gather(self.embeddings, chosen), emitted


def _no_attention(encoder_state: Any) -> tf.Tensor:
    """Zeros of the shape of the top layer's output."""
    top = encoder_state[-1] if isinstance(encoder_state, tuple) else encoder_state
    return tf.zeros_like(top.h if isinstance(top, LSTMStateTuple) else top)


def prepare_attention(
    attention_states: tf.Tensor, attention_option: str, num_units: int, reuse: bool | None = False
) -> tuple[tf.Tensor, tf.Tensor, Callable[..., tf.Tensor], Callable[..., tf.Tensor]]:
    """What the attention decoder functions take; see the module for the equations.

    The variables are ``attention_keys/weights``, ``attention_construct/weights`` and, of bahdanau,
    ``attention_score/attnW`` and ``attention_score/attnV``.

    Args:
        attention_states: `[batch, steps, units]`, the memory.
        attention_option: ``"bahdanau"`` or ``"luong"``.
        num_units: depth of cell and memory.
        reuse: of the variables.

    Returns:
        Keys `[batch, steps, units]`, values (the memory), and two functions of ``(query, keys,
        values)``: one gives the context, one the attention, both `[batch, units]`.

    Raises:
        ValueError: another ``attention_option``; when the attention is built.

    Source: ``tf.contrib.seq2seq.prepare_attention`` of TensorFlow 1.0.
    """
    with tf.variable_scope("attention_keys", reuse=reuse) as scope:
        keys = linear(attention_states, num_units, biases_initializer=None, scope=scope)
    score_fn = _context_function(num_units, attention_option, reuse)
    with tf.variable_scope("attention_construct", reuse=reuse) as construct_scope:

        def construct_fn(query: tf.Tensor, keys: tf.Tensor, values: tf.Tensor) -> tf.Tensor:
            joined = tf.concat([query, score_fn(query, keys, values)], 1)
            # In 1.0 a scope that is entered again was reused wherever its surroundings were.
            inherited = tf.get_variable_scope().reuse
            with tf.variable_scope(construct_scope, reuse=inherited or reuse) as scope:
                return linear(joined, num_units, biases_initializer=None, scope=scope)

    return keys, attention_states, score_fn, construct_fn


def _context_function(
    num_units: int, attention_option: str, reuse: bool | None
) -> Callable[..., tf.Tensor]:
    with tf.variable_scope("attention_score", reuse=reuse):
        if attention_option == "bahdanau":
            weights = tf.get_variable("attnW", [num_units, num_units], tf.float32)
            vector = tf.get_variable("attnV", [num_units], tf.float32)

    def context_fn(query: tf.Tensor, keys: tf.Tensor, values: tf.Tensor) -> tf.Tensor:
        if attention_option == "bahdanau":
            query = tf.reshape(tf.matmul(query, weights), [-1, 1, num_units])
            scores = tf.reduce_sum(vector * tf.tanh(keys + query), [2])
        elif attention_option == "luong":
            scores = tf.reduce_sum(keys * tf.reshape(query, [-1, 1, num_units]), [2])
        else:
            raise ValueError(f"Unknown attention option {attention_option}!")
        alignments = tf.expand_dims(tf.nn.softmax(scores), 2)
        context = tf.reduce_sum(alignments * values, [1])
        context.set_shape([None, num_units])
        return context

    return context_fn
