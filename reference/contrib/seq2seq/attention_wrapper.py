"""`AttentionWrapper`: an RNN cell that attends to a memory at every step.

Source: `tf.contrib.seq2seq.AttentionWrapper` of TensorFlow 1.15. The names with an underscore that
people imported from its module, attention_wrapper.py, are here too.
"""

import tensorflow.compat.v1 as tf

from reference.contrib.seq2seq.attention_mechanism import (
    AttentionMechanism,
    BahdanauAttention,
    LuongAttention,
    _BaseAttentionMechanism,
    bias_free_layer,
    hardmax,
)
from reference.contrib.seq2seq.attention_mechanism import bahdanau_score as _bahdanau_score
from reference.contrib.seq2seq.attention_mechanism import luong_score as _luong_score
from reference.contrib.seq2seq.attention_memory import mask_score as _maybe_mask_score
from reference.contrib.seq2seq.attention_memory import prepare_memory as _prepare_memory
from reference.contrib.seq2seq.attention_wrapper_state import AttentionWrapperState
from reference.contrib.seq2seq.monotonic_attention import (
    BahdanauMonotonicAttention,
    LuongMonotonicAttention,
    _BaseMonotonicAttentionMechanism,
    monotonic_attention,
    safe_cumprod,
)
from reference.contrib.seq2seq.monotonic_attention import (
    monotonic_probability_fn as _monotonic_probability_fn,
)
from reference.contrib.seq2seq.zero_state import zero_state_tensors as _zero_state_tensors
from reference.nn.rnn_cell import RNNCell
from reference.nn.rnn_cell.base import check_is_cell

__all__ = [
    "AttentionMechanism",
    "AttentionWrapper",
    "AttentionWrapperState",
    "BahdanauAttention",
    "BahdanauMonotonicAttention",
    "LuongAttention",
    "LuongMonotonicAttention",
    "_BaseAttentionMechanism",
    "_BaseMonotonicAttentionMechanism",
    "_bahdanau_score",
    "_compute_attention",
    "_luong_score",
    "_maybe_mask_score",
    "_monotonic_probability_fn",
    "_prepare_memory",
    "_zero_state_tensors",
    "hardmax",
    "monotonic_attention",
    "safe_cumprod",
]

_MULTIPLE_ADVICE = (
    "Are you using the BeamSearchDecoder?  You may need to tile your {what} via the "
    "tf.contrib.seq2seq.tile_batch function with argument multiple=beam_width."
)


def _compute_attention(attention_mechanism, cell_output, attention_state, attention_layer):
    """Return `(attention, alignments, next attention state)` of one mechanism.

    `alignments` `[batch, time]` weigh the values to a context; `attention` is the context, or what
    `attention_layer` makes of the cell output and it.
    """
    alignments, next_state = attention_mechanism(cell_output, state=attention_state)
    weights = tf.expand_dims(alignments, 1)
    context = tf.squeeze(tf.matmul(weights, attention_mechanism.values), [1])
    if attention_layer is None:
        return context, alignments, next_state
    attention = attention_layer(tf.concat([cell_output, context], 1))
    return attention, alignments, next_state


class AttentionWrapper(RNNCell):
    """Feeds a cell its input with the attention of the step before, then attends again.

    Under a `BeamSearchDecoder` tile what the encoder put out by `tile_batch`, create the mechanism
    from that, and call `zero_state` with `batch_size * beam_width`.

    Args:
      cell: an `RNNCell`.
      attention_mechanism: an `AttentionMechanism`, or a list of them.
      attention_layer_size: depth of the attention, an int (a list for a list of mechanisms):
        `attention = layer(concat([cell output, context]))`, without bias. None takes the context.
      alignment_history: whether the state keeps all alignments in TensorArrays (time major).
      cell_input_fn: `(inputs, attention) -> cell inputs`, concatenation by default.
      output_attention: whether the output is the attention (Luong) or the cell's (Bahdanau).
      initial_cell_state: what `zero_state` gives for the cell.
      name: name of the layer and of its scope, `attention_wrapper` by default.
      attention_layer: a layer (or a list) in place of `attention_layer_size`.
      attention_fn: `(mechanism, cell output, attention state, attention layer) -> (attention,
        alignments, next attention state)` in place of the above.
      dtype: dtype of the cell.

    Raises:
      TypeError: when an argument is of another type.
      ValueError: when mechanisms and layers differ in number, or both kinds of layer are given.

    Source: `tf.contrib.seq2seq.AttentionWrapper` (TensorFlow 1.15).
    """

    def __init__(
        self,
        cell,
        attention_mechanism,
        attention_layer_size=None,
        alignment_history=False,
        cell_input_fn=None,
        output_attention=True,
        initial_cell_state=None,
        name=None,
        attention_layer=None,
        attention_fn=None,
        dtype=None,
    ):
        super().__init__(name=name, dtype=dtype)
        check_is_cell("cell", cell)
        self._is_multi = isinstance(attention_mechanism, (list, tuple))
        mechanisms = tuple(attention_mechanism) if self._is_multi else (attention_mechanism,)
        for mechanism in mechanisms:
            if not isinstance(mechanism, AttentionMechanism):
                raise TypeError(
                    "attention_mechanism must be an AttentionMechanism or list of "
                    "multiple AttentionMechanism instances, saw type: "
                    f"{type(mechanism).__name__}"
                )
        if cell_input_fn is None:
            cell_input_fn = _concatenate_attention
        elif not callable(cell_input_fn):
            raise TypeError(
                f"cell_input_fn must be callable, saw type: {type(cell_input_fn).__name__}"
            )

        self._cell = cell
        self._attention_mechanisms = mechanisms
        self._cell_input_fn = cell_input_fn
        self._output_attention = output_attention
        self._alignment_history = alignment_history
        self._attention_fn = _compute_attention if attention_fn is None else attention_fn
        self._set_attention_layers(attention_layer_size, attention_layer)
        with tf.name_scope(name, "AttentionWrapperInit"):
            self._initial_cell_state = self._checked_initial_state(initial_cell_state)

    def _set_attention_layers(self, sizes, layers):
        mechanisms = self._attention_mechanisms
        if sizes is not None and layers is not None:
            raise ValueError("Only one of attention_layer_size and attention_layer should be set")
        if sizes is not None:
            sizes = self._one_each("attention_layer_size", "integer", sizes)
            layers = tuple(
                bias_free_layer("attention_layer", size, mechanism.dtype)
                for size, mechanism in zip(sizes, mechanisms, strict=True)
            )
        elif layers is not None:
            layers = self._one_each("attention_layer", "layer", layers)
            inputs = [[None, self._cell.output_size + _values_depth(m)] for m in mechanisms]
            outputs = map(lambda layer, shape: layer.compute_output_shape(shape), layers, inputs)
            sizes = [tf.TensorShape(shape).as_list()[-1] for shape in outputs]
        else:
            sizes = [_values_depth(mechanism) for mechanism in mechanisms]
        self._attention_layers = layers
        self._attention_layer_size = sum(sizes)

    def _one_each(self, argument, kind, values):
        values = tuple(values) if isinstance(values, (list, tuple)) else (values,)
        count = len(self._attention_mechanisms)
        if len(values) != count:
            raise ValueError(
                f"If provided, {argument} must contain exactly one {kind} per "
                f"attention_mechanism, saw: {len(values)} vs {count}"
            )
        return values

    def _checked_initial_state(self, state):
        if state is None:
            return None
        last = tf.nest.flatten(state)[-1]
        rows = last.shape.dims[0].value or tf.shape(last)[0]
        message = (
            f"When constructing AttentionWrapper {self._base_name}: Non-matching batch sizes "
            "between the memory (encoder output) and initial_cell_state.  "
            + _MULTIPLE_ADVICE.format(what="initial state")
        )
        return self._pass_if_rows_match(rows, message, state, "check_initial_cell_state")

    def _pass_if_rows_match(self, rows, message, tensors, name):
        """`tensors`, computed only after `rows` has been found to be every memory's."""
        checks = [
            tf.assert_equal(rows, mechanism.batch_size, message=message)
            for mechanism in self._attention_mechanisms
        ]
        with tf.control_dependencies(checks):
            return tf.nest.map_structure(lambda tensor: tf.identity(tensor, name=name), tensors)

    def _item_or_tuple(self, values):
        values = tuple(values)
        return values if self._is_multi else values[0]

    @property
    def output_size(self):
        """Depth of the attention, or of the cell's output."""
        return self._attention_layer_size if self._output_attention else self._cell.output_size

    @property
    def state_size(self):
        """`AttentionWrapperState` of sizes."""
        mechanisms = self._attention_mechanisms
        return AttentionWrapperState(
            cell_state=self._cell.state_size,
            attention=self._attention_layer_size,
            time=tf.TensorShape([]),
            alignments=self._item_or_tuple(m.alignments_size for m in mechanisms),
            alignment_history=self._item_or_tuple(
                m.alignments_size if self._alignment_history else () for m in mechanisms
            ),
            attention_state=self._item_or_tuple(m.state_size for m in mechanisms),
        )

    def zero_state(self, batch_size, dtype):
        """Return the `AttentionWrapperState` to start from.

        Args:
          batch_size: int32 scalar; rows of the memory.
          dtype: dtype of the state.

        Raises:
          ValueError or tf.errors.InvalidArgumentError: when the memory has other rows, as soon as
            that is known.
        """
        mechanisms = self._attention_mechanisms
        with tf.name_scope(f"{type(self).__name__}ZeroState", values=[batch_size]):
            cell_state = self._initial_cell_state
            if cell_state is None:
                cell_state = self._cell.get_initial_state(batch_size=batch_size, dtype=dtype)
            message = (
                f"When calling zero_state of AttentionWrapper {self._base_name}: Non-matching "
                "batch sizes between the memory (encoder output) and the requested batch size.  "
                "Are you using the BeamSearchDecoder?  If so, make sure your encoder output has "
                "been tiled to beam_width via tf.contrib.seq2seq.tile_batch, and the batch_size= "
                "argument passed to zero_state is batch_size * beam_width."
            )
            cell_state = self._pass_if_rows_match(
                batch_size, message, cell_state, "checked_cell_state"
            )
            alignments = [m.initial_alignments(batch_size, dtype) for m in mechanisms]
            time = tf.zeros([], dtype=tf.int32)
            attention = _zero_state_tensors(self._attention_layer_size, batch_size, dtype)
            attention_state = [m.initial_state(batch_size, dtype) for m in mechanisms]
            return AttentionWrapperState(
                cell_state=cell_state,
                attention=attention,
                time=time,
                alignments=self._item_or_tuple(alignments),
                alignment_history=self._item_or_tuple(
                    self._new_history(first, dtype) for first in alignments
                ),
                attention_state=self._item_or_tuple(attention_state),
            )

    def _new_history(self, alignments, dtype):
        if not self._alignment_history:
            return ()
        return tf.TensorArray(dtype, size=0, dynamic_size=True, element_shape=alignments.shape)

    def call(self, inputs, state):
        """Return `(attention or cell output, next state)` for inputs `[batch, ...]`.

        Raises:
          TypeError: when `state` is not an `AttentionWrapperState`.
        """
        if not isinstance(state, AttentionWrapperState):
            raise TypeError(
                "Expected state to be instance of AttentionWrapperState. "
                f"Received type {type(state)} instead."
            )
        cell_inputs = self._cell_input_fn(inputs, state.attention)
        cell_output, next_cell_state = self._cell(cell_inputs, state.cell_state)
        message = (
            f"When applying AttentionWrapper {self.name}: Non-matching batch sizes between the "
            "memory (encoder output) and the query (decoder output).  "
            + _MULTIPLE_ADVICE.format(what="memory input")
        )
        rows = cell_output.shape.dims[0].value or tf.shape(cell_output)[0]
        cell_output = self._pass_if_rows_match(rows, message, cell_output, "checked_cell_output")

        steps = self._attend(cell_output, state)
        attentions, alignments, attention_states, histories = zip(*steps, strict=True)
        attention = tf.concat(list(attentions), 1)
        next_state = AttentionWrapperState(
            cell_state=next_cell_state,
            attention=attention,
            time=state.time + 1,
            alignments=self._item_or_tuple(alignments),
            alignment_history=self._item_or_tuple(histories),
            attention_state=self._item_or_tuple(attention_states),
        )
        return (attention if self._output_attention else cell_output), next_state

    def _attend(self, cell_output, state):
        """Yield `(attention, alignments, attention state, history)` for every mechanism."""
        count = len(self._attention_mechanisms)
        states = state.attention_state if self._is_multi else (state.attention_state,)
        histories = state.alignment_history if self._is_multi else (state.alignment_history,)
        layers = self._attention_layers or (None,) * count
        for mechanism, layer, before, history in zip(
            self._attention_mechanisms, layers, states, histories, strict=True
        ):
            attention, alignments, after = self._attention_fn(mechanism, cell_output, before, layer)
            history = history.write(state.time, alignments) if self._alignment_history else ()
            yield attention, alignments, after, history


def _concatenate_attention(inputs, attention):
    return tf.concat([inputs, attention], -1)


def _values_depth(mechanism):
    return mechanism.values.shape.dims[-1].value
